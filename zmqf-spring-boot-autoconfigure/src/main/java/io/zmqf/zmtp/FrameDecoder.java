package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

import io.zmqf.zmtp.ZmtpException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the messages and heartbeats of a connection after its handshake (RFC 37, 23,
 * 15). It stores only the incomplete message. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class FrameDecoder {

	/** The result of {@link #decode}. */
	public enum Result {

		/** All input was decoded, and no message or heartbeat is complete. */
		INCOMPLETE,
		/** A message is complete. */
		MESSAGE,
		/** A {@code PING} has arrived. */
		PING,
		/** A {@code PONG} has arrived. */
		PONG

	}

	/** The maximum size of a command in bytes. */
	static final int MAX_COMMAND = 8192;

	/** The memory of an array beyond its elements, in bytes. */
	private static final int FRAME_OVERHEAD = 16;

	private static final int MAX_USUAL = 16;

	private static final byte[][] NONE = {};

	private final FrameLimits limits;

	private final int allowedFlags;

	private final @Nullable FrameCipher cipher;

	private final byte @Nullable [] routingId;

	private final FrameReader reader = new FrameReader();

	/** The frames of the incomplete message; {@link #count} entries are used. */
	private byte[][] frames = NONE;

	private int count;

	/**
	 * The capacity for the next message. Most messages have as many frames as the last
	 * one.
	 */
	private int usualCount = 4;

	private long bytes;

	private byte @Nullable [][] message;

	private @Nullable Command command;

	FrameDecoder(FrameLimits limits, ZmtpVersion version, @Nullable FrameCipher cipher, byte @Nullable [] routingId) {
		this.limits = limits;
		this.cipher = cipher;
		this.routingId = routingId;
		this.allowedFlags = FrameCipher.MORE | FrameReader.LARGE
				| ((version == ZmtpVersion.ZMTP_2_0) ? 0 : FrameCipher.COMMAND);
	}

	/**
	 * Decodes input until a message or a heartbeat is complete. Unknown commands are
	 * skipped.
	 * @param input the received bytes; bytes after a complete message remain in the
	 * buffer
	 * @return the result
	 * @throws ZmtpException if the peer violates the protocol, exceeds a limit or sends
	 * {@code ERROR}
	 */
	public Result decode(ByteBuffer input) {
		while (this.reader.readHeader(input)) {
			checkHeader();
			if (!this.reader.readBody(input)) {
				return Result.INCOMPLETE;
			}
			byte[] body = this.reader.takeBody();
			int flags = this.reader.flags();
			if (this.cipher != null) {
				flags = this.cipher.decrypt(body);
				body = Arrays.copyOfRange(body, this.cipher.overhead(), body.length);
			}
			Result result = ((flags & FrameCipher.COMMAND) != 0) ? addCommand(body) : addFrame(body, flags);
			if (result != Result.INCOMPLETE) {
				return result;
			}
		}
		return Result.INCOMPLETE;
	}

	private void checkHeader() {
		int flags = this.reader.flags();
		boolean isCommand = (flags & FrameCipher.COMMAND) != 0;
		// a cipher encrypts the flag MORE
		if ((flags & ~this.allowedFlags) != 0
				|| (flags & FrameCipher.MORE) != 0 && (isCommand || this.cipher != null)) {
			throw ZmtpException.malformed("it sent a frame with illegal flags");
		}
		long size = this.reader.size();
		if (size < 0) {
			throw ZmtpException.malformed("it sent a frame of negative size");
		}
		long payload = (this.cipher != null) ? size - this.cipher.overhead() : size;
		if (isCommand && this.cipher == null) {
			checkCommand(payload);
		}
		else if (payload > this.limits.maxFrameBytes()) {
			throw new ZmtpException(Reason.FRAME_SIZE, "it sent a frame of " + payload + " bytes");
		}
		// a command, even an encrypted one, has its own limit
		if (payload > MAX_COMMAND || !isCommand && this.cipher == null) {
			checkMessage(payload);
		}
	}

	/** Checks the size of a command, whose limit is not configurable. */
	private static void checkCommand(long size) {
		if (size > MAX_COMMAND) {
			throw ZmtpException.malformed("it sent a command of " + size + " bytes");
		}
	}

	private void checkMessage(long payload) {
		if (this.bytes + payload > this.limits.maxMessageBytes()) {
			throw new ZmtpException(Reason.MESSAGE_SIZE,
					"it sent a message of more than " + this.limits.maxMessageBytes() + " bytes");
		}
	}

	private Result addFrame(byte[] frame, int flags) {
		checkMessage(frame.length);
		byte[] sender = this.routingId;
		int offset = (sender != null) ? 1 : 0;
		if (this.count == this.limits.maxFrames() + offset) {
			throw new ZmtpException(Reason.FRAME_COUNT,
					"it sent a message of more than " + this.limits.maxFrames() + " frames");
		}
		if (this.count == this.frames.length) {
			this.frames = (this.count == 0) ? new byte[this.usualCount][] : Arrays.copyOf(this.frames, 2 * this.count);
			if (sender != null && this.count == 0) {
				this.frames[this.count++] = sender;
			}
		}
		this.frames[this.count++] = frame;
		this.bytes += frame.length;
		if ((flags & FrameCipher.MORE) != 0) {
			return Result.INCOMPLETE;
		}
		this.message = (this.count == this.frames.length) ? this.frames : Arrays.copyOf(this.frames, this.count);
		this.usualCount = Math.min(Math.max(2, this.count), MAX_USUAL);
		this.frames = NONE;
		this.count = 0;
		this.bytes = 0;
		return Result.MESSAGE;
	}

	private Result addCommand(byte[] body) {
		checkCommand(body.length); // only an encrypted one is too large here
		Command parsed = Command.parse(body);
		if (parsed.isError()) {
			throw ZmtpException.refused(parsed);
		}
		boolean heartbeat = parsed.isPing() || parsed.isPong();
		this.command = heartbeat ? parsed : null;
		return parsed.isPing() ? Result.PING : heartbeat ? Result.PONG : Result.INCOMPLETE;
	}

	/**
	 * Returns the message that the last {@link #decode} completed, once.
	 * @return the frames of the message, after the routing id if there is one
	 */
	public byte[][] message() {
		byte[][] complete = Objects.requireNonNull(this.message, "No message is complete");
		this.message = null;
		return complete;
	}

	/**
	 * Returns the heartbeat that the last {@link #decode} completed, once.
	 * @return a {@code PING} or {@code PONG}
	 */
	public Command command() {
		Command received = Objects.requireNonNull(this.command, "No command has arrived");
		this.command = null;
		return received;
	}

	/**
	 * The memory of the incomplete message.
	 * @return the size in bytes, 0 between messages
	 */
	public long heldBytes() {
		return this.reader.heldBytes() + this.bytes + (long) FRAME_OVERHEAD * this.count;
	}

}
