package io.zmqf.transport.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

import io.zmqf.transport.curve.CurveMessages;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.io.StreamEngine.ErrorReason;
import zmq.io.mechanism.Mechanism;

/**
 * The messages of one connection in both directions, from the end of its handshake to its
 * own end. Belongs to whoever holds the {@linkplain IoThreadTurns turns}.
 */
public final class DirectPipe {

	private final DirectPipes pipes;

	private final GuardedEngine engine;

	private final byte[] identity;

	private final @Nullable Peer peer;

	private final @Nullable String address;

	private final MessageLimit limit;

	private final boolean encrypted;

	/** Whether the peer speaks ZMTP 3; others are left to the engine. */
	private final boolean modern;

	private final Queue<byte[][]> inbox = new ArrayDeque<>();

	/** The message that is being received; most have as many frames as the last one. */
	private byte[][] arriving;

	private int arrived;

	private int usualFrames;

	private boolean paused;

	private final FrameWriter outbox;

	private boolean wasFull;

	/** Whether there is a connection that may take what is sent. */
	private boolean open = true;

	/** Whether another connection has the identity by now. */
	private boolean replaced;

	DirectPipe(DirectPipes pipes, GuardedEngine engine, byte[] identity, @Nullable Peer peer, @Nullable String address,
			MessageLimit limit) {
		this.pipes = pipes;
		this.engine = engine;
		this.identity = identity;
		this.peer = peer;
		this.address = address;
		this.limit = limit;
		Mechanism mechanism = SocketMembers.mechanism(engine);
		this.encrypted = mechanism instanceof CurveMessages;
		this.modern = mechanism != null;
		this.usualFrames = pipes.addresses() + 4;
		this.arriving = emptyMessage();
		this.outbox = new FrameWriter(pipes.addresses(), this.encrypted ? mechanism : null);
	}

	byte[] identity() {
		return this.identity;
	}

	@Nullable Peer peer() {
		return this.peer;
	}

	@Nullable String address() {
		return this.address;
	}

	boolean isEncrypted() {
		return this.encrypted;
	}

	/** Whether the engine may leave reading and writing frames to this pipe. */
	boolean isModern() {
		return this.modern;
	}

	private byte[][] emptyMessage() {
		byte[][] message = new byte[this.usualFrames][];
		this.arrived = this.pipes.addresses();
		if (this.arrived > 0) {
			message[0] = this.identity;
		}
		return message;
	}

	/**
	 * Takes a frame from the network. Whether it may go on; the connection is to be
	 * closed otherwise.
	 */
	boolean take(byte[] received, boolean more) {
		if (!this.limit.admits(received.length, more)) {
			return false;
		}
		if (this.arrived == this.arriving.length) {
			this.arriving = Arrays.copyOf(this.arriving, 2 * this.arrived);
		}
		this.arriving[this.arrived++] = received;
		if (!more) {
			byte[][] message = (this.arrived == this.arriving.length) ? this.arriving
					: Arrays.copyOf(this.arriving, this.arrived);
			this.usualFrames = message.length;
			this.arriving = emptyMessage();
			arrived(message);
		}
		return true;
	}

	/** Takes a frame that the engine has read, after which this pipe reads by itself. */
	boolean push(Msg message) {
		this.engine.readInto(this, message.isCommand());
		return message.isCommand() || message.isIdentity() || message.isCredential()
				|| take(message.data(), message.hasMore());
	}

	private void arrived(byte[][] message) {
		boolean first = this.inbox.isEmpty();
		this.inbox.add(message);
		if (first) {
			this.pipes.arrived(this);
		}
		if (this.open && !this.paused && this.inbox.size() >= this.pipes.highWaterMark()) {
			this.paused = true;
			this.engine.pauseReading();
		}
	}

	/** The next message for the socket. */
	byte @Nullable [][] receive() {
		byte[][] message = this.inbox.poll();
		if (this.paused && this.inbox.size() <= this.pipes.highWaterMark() / 2) {
			this.paused = false;
			this.pipes.turns().onIoThread(this.engine::awaitReadable);
		}
		return message;
	}

	boolean hasReceived() {
		return !this.inbox.isEmpty();
	}

	/**
	 * Sends a message of the socket's, soon.
	 * @param message all its frames, with the peer's identity before them where the
	 * socket addresses its peers
	 * @return {@code false} where there is no room for it
	 */
	public boolean send(byte[][] message) {
		if (!hasRoom()) {
			return false;
		}
		boolean first = this.outbox.isEmpty();
		this.outbox.add(message);
		if (first) {
			this.pipes.turns().flushLater(this);
		}
		return true;
	}

	/** Whether it takes one more message; tells when it does so again. */
	boolean hasRoom() {
		boolean room = this.open && (this.outbox.size() < this.pipes.highWaterMark() || hasRoomOnceFlushed());
		this.wasFull |= !room;
		return room;
	}

	private boolean hasRoomOnceFlushed() {
		flush();
		return this.outbox.size() < this.pipes.highWaterMark();
	}

	/** Whether the peer waits for something. */
	boolean hasUnsent() {
		return !this.outbox.isEmpty();
	}

	/** Writes what there is, as far as the connection takes it. Whether that was all. */
	boolean flush() {
		boolean flushed = this.engine.flush(this);
		if (this.wasFull && this.outbox.size() <= this.pipes.highWaterMark() / 2) {
			this.wasFull = false;
			this.pipes.becameWritable();
		}
		return flushed;
	}

	/** Writes what there is. Whether that was all. */
	boolean writeTo(SocketChannel channel, ByteBuffer buffer) {
		try {
			return this.outbox.writeTo(channel, buffer);
		}
		catch (IOException ex) { // what was received is still to be read, then the engine
									// learns of it
			discard();
			return true;
		}
	}

	/** The next frame for an engine that writes it itself. */
	@Nullable Msg pull() {
		return this.outbox.pull();
	}

	private void discard() {
		this.open = false;
		this.outbox.clear();
	}

	/** Another connection takes the identity over. */
	void replace() {
		this.replaced = true;
		this.engine.breakOff(ErrorReason.CONNECTION);
	}

	/** The connection is lost; the socket learns of it after all that it brought. */
	void lost() {
		end();
		byte[] notice = this.pipes.goneNotice();
		if (notice != null && !this.replaced) {
			arrived((this.pipes.addresses() > 0) ? new byte[][] { this.identity, notice } : new byte[][] { notice });
		}
	}

	/** There is no connection any more. */
	void end() {
		discard();
		this.pipes.left(this);
	}

}
