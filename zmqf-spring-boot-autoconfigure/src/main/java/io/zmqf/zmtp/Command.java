package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A ZMTP command: a name of at most 255 bytes and its data.
 *
 * @since 0.1.0
 */
public final class Command {

	private static final String PING = "PING";

	private static final String PONG = "PONG";

	private static final String ERROR = "ERROR";

	/**
	 * The name that the PLAIN server of libzmq 4.3 sends for ERROR. Its "\x5E" is one
	 * character.
	 */
	private static final byte[] LIBZMQ_ERROR = "^RROR".getBytes(StandardCharsets.US_ASCII);

	private static final int MAX_CONTEXT = 16;

	private final String name;

	private final byte[] body;

	private final int dataAt;

	private Command(String name, byte[] body) {
		this.name = name;
		this.body = body;
		this.dataAt = 1 + name.length();
	}

	/**
	 * Creates a command.
	 * @param name the name, in ASCII
	 * @param data the data, as consecutive parts
	 * @return the command
	 */
	public static Command of(String name, byte[]... data) {
		int length = Arrays.stream(data).mapToInt((part) -> part.length).sum();
		ByteBuffer body = ByteBuffer.allocate(1 + name.length() + length);
		body.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
		for (byte[] part : data) {
			body.put(part);
		}
		return new Command(name, body.array());
	}

	/**
	 * Creates a {@code PING} (RFC 37).
	 * @param ttlDeciseconds the time in tenths of a second after which the peer may close
	 * a silent connection, at most 65,535; 0 for no limit
	 * @param context the bytes that the peer returns in its {@code PONG}, at most 16
	 * @return the command
	 */
	public static Command ping(int ttlDeciseconds, byte[] context) {
		if (ttlDeciseconds < 0 || ttlDeciseconds > 0xffff || context.length > MAX_CONTEXT) {
			throw new IllegalArgumentException("The time or the context of a PING is too long");
		}
		return of(PING, new byte[] { (byte) (ttlDeciseconds >> Byte.SIZE), (byte) ttlDeciseconds }, context);
	}

	/**
	 * Creates an {@code ERROR}, after which the connection is closed.
	 * @param reason the reason; libzmq expects a ZAP status code (RFC 27)
	 * @return the command
	 */
	static Command error(String reason) {
		return of(ERROR, new byte[] { (byte) reason.length() }, reason.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Parses a command.
	 * @param body the name and the data; the command keeps the array
	 * @return the command
	 */
	static Command parse(byte[] body) {
		if (Arrays.mismatch(body, LIBZMQ_ERROR) == LIBZMQ_ERROR.length) {
			return of(ERROR, Arrays.copyOfRange(body, LIBZMQ_ERROR.length, body.length));
		}
		int nameLength = (body.length > 0) ? body[0] & 0xff : 0;
		if (nameLength == 0 || nameLength >= body.length) {
			throw ZmtpException.malformed("it sent a command without a name");
		}
		Command command = new Command(new String(body, 1, nameLength, StandardCharsets.ISO_8859_1), body);
		if (command.isPing() && (command.dataLength() < Short.BYTES || command.context().length > MAX_CONTEXT)
				|| command.isPong() && command.dataLength() > MAX_CONTEXT) {
			throw ZmtpException.malformed("it sent a malformed " + command.name);
		}
		return command;
	}

	/**
	 * The name of the command.
	 * @return its name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * The data of the command.
	 * @return a copy
	 */
	public byte[] data() {
		return Arrays.copyOfRange(this.body, this.dataAt, this.body.length);
	}

	/**
	 * The number of bytes of {@link #data()}.
	 * @return the size of the data in bytes
	 */
	public int dataLength() {
		return this.body.length - this.dataAt;
	}

	/**
	 * The time to live of a {@code PING}, after which a silent connection may be closed.
	 * @return the time in tenths of a second, 0 for no limit
	 */
	public int ttlDeciseconds() {
		return (this.body[this.dataAt] & 0xff) << Byte.SIZE | this.body[this.dataAt + 1] & 0xff;
	}

	/**
	 * The context of a {@code PING}.
	 * @return the context, at most 16 bytes
	 */
	public byte[] context() {
		return Arrays.copyOfRange(this.body, this.dataAt + Short.BYTES, this.body.length);
	}

	/**
	 * Creates the answer to a {@code PING}.
	 * @return a {@code PONG} with the same context
	 */
	public Command pong() {
		return of(PONG, context());
	}

	boolean isPing() {
		return this.name.equals(PING);
	}

	boolean isPong() {
		return this.name.equals(PONG);
	}

	boolean isError() {
		return this.name.equals(ERROR);
	}

	/** The name and the data in wire format. */
	byte[] body() {
		return this.body;
	}

}
