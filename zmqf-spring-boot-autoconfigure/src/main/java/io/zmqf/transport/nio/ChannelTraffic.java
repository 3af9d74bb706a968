package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/**
 * Reads from and writes to the channel of a connection, with back-pressure in both
 * directions. Belongs to the event loop.
 */
abstract class ChannelTraffic extends Connection implements Selectable {

	/** The maximum number of reads in a row for one connection. */
	private static final int MAX_READS = 4;

	final SocketChannel channel;

	final ConnectionOwner owner;

	final TurnQueue.Place<ChannelTraffic> place = new TurnQueue.Place<>(this);

	@Nullable SelectionKey key;

	@Nullable HandshakeStage handshake;

	@Nullable MessageStream stream;

	State state = State.HANDSHAKE;

	private boolean readingPaused;

	private boolean writeBlocked;

	/** Whether a write has failed, so that nothing reaches the peer any more. */
	private boolean writeFailed;

	private boolean awaited;

	enum State {

		HANDSHAKE, OPEN, LINGERING, CLOSED

	}

	ChannelTraffic(NioSocket socket, SocketChannel channel, ConnectionOwner owner) {
		super(socket);
		this.channel = channel;
		this.owner = owner;
	}

	/** Publishes an event of the connection. */
	abstract void report(SocketEvent.Type type, @Nullable String detail);

	/** Closes the channel without notifying anybody of the loss. */
	abstract void end();

	@Override
	boolean isReadingPaused() {
		return this.readingPaused;
	}

	/** Whether the connection is open only to write the remaining messages. */
	boolean isLingering() {
		return this.state == State.LINGERING;
	}

	@Override
	public void ready(IoBuffers buffers, SelectionKey selected) throws IOException {
		loop().assertInEventLoop();
		if (selected.isReadable()) {
			read(buffers);
		}
		if (this.state != State.CLOSED && selected.isWritable()) {
			this.writeBlocked = false;
			socket().received(); // TCP progress counts, as the PING may wait in the queue
			flush(buffers);
		}
	}

	/** Reads available bytes, for a limited number of reads in a row. */
	void read(IoBuffers buffers) {
		boolean more = true;
		for (int reads = 0; more && reads < MAX_READS && mayRead(); reads++) {
			ByteBuffer input = buffers.input().clear();
			int length;
			try {
				length = this.channel.read(input);
			}
			catch (IOException ex) {
				length = -1;
			}
			if (length < 0) {
				lose();
				return;
			}
			more = !input.hasRemaining();
			if (length > 0) {
				take(input.flip(), buffers);
			}
		}
		account();
		updateInterest();
		loseUnlessRead();
	}

	private boolean mayRead() {
		if (this.handshake != null) {
			this.readingPaused = !this.handshake.mayContinue();
		}
		return !this.readingPaused && (this.state == State.HANDSHAKE || this.state == State.OPEN);
	}

	private void take(ByteBuffer input, IoBuffers buffers) {
		socket().received();
		if (this.handshake != null) {
			this.handshake.receive(input, this.channel, buffers.output());
		}
		else {
			loop().handshakes().countRead();
		}
		if (this.state == State.OPEN && this.stream != null) {
			decode(this.stream, input);
		}
	}

	private void decode(MessageStream reading, ByteBuffer input) {
		try {
			reading.receive(input);
			this.readingPaused = isFull(socket().highWaterMark());
		}
		catch (ZmtpException ex) {
			SocketEvent.Type type = switch (ex.reason()) {
				case FRAME_COUNT -> SocketEvent.Type.TOO_MANY_FRAMES;
				case FRAME_SIZE, MESSAGE_SIZE -> SocketEvent.Type.MESSAGE_TOO_LARGE;
				default -> SocketEvent.Type.PROTOCOL_VIOLATED;
			};
			report(type, (type == SocketEvent.Type.PROTOCOL_VIOLATED) ? ex.getMessage() : null);
			lose();
		}
	}

	@Override
	SendResult send(byte[][] message) {
		loop().assertInEventLoop();
		if (this.stream == null || !hasRoom()) {
			return SendResult.FULL;
		}
		this.stream.outbox().add(message);
		account();
		flushSoon();
		return SendResult.SENT;
	}

	void flushSoon() {
		if (!this.writeBlocked) {
			loop().flushLater(this.place);
		}
	}

	@Override
	boolean hasRoom() {
		boolean room = takesMore();
		if (!room && this.state == State.OPEN && !this.writeBlocked && !this.writeFailed) {
			loop().flush(this);
			room = takesMore();
		}
		this.awaited |= !room;
		return room;
	}

	private boolean takesMore() {
		return this.state == State.OPEN && !this.writeFailed && this.stream != null
				&& this.stream.outbox().hasRoom(socket().highWaterMark(), loop().memory().peerLimit());
	}

	/** Writes pending bytes until the channel takes no more. */
	void flush(IoBuffers buffers) {
		loop().assertInEventLoop();
		MessageStream writing = this.stream;
		if (this.handshake != null) {
			this.handshake.advance(this.channel, buffers.output());
			updateInterest();
		}
		else if (writing != null && this.state != State.CLOSED && !this.writeBlocked && !this.writeFailed) {
			write(writing, buffers.output());
		}
	}

	private void write(MessageStream writing, ByteBuffer buffer) {
		try {
			this.writeBlocked = !writing.outbox().writeTo(this.channel, buffer);
		}
		catch (IOException ex) { // received messages are still read
			this.writeFailed = true;
			writing.outbox().clear();
			loseUnlessRead();
		}
		account();
		updateInterest();
		if (this.awaited
				&& writing.outbox().hasRoom(socket().highWaterMark() / 2 + 1, loop().memory().peerLimit() / 2 + 1)) {
			this.awaited = false;
			socket().becameWritable();
		}
		if (this.state == State.LINGERING && writing.outbox().isEmpty()) {
			end();
		}
	}

	/**
	 * Closes a connecting socket's connection if writing has failed while reading is
	 * paused. A full role resumes reading only after it has sent its replies. This peer
	 * can't receive them any more, so the end of the connection would never be read.
	 * Binding sockets always read.
	 */
	private void loseUnlessRead() {
		if (this.writeFailed && this.readingPaused && socket().connects()) {
			loop().execute(() -> {
				if (this.readingPaused) {
					lose();
				}
			});
		}
	}

	@Override
	void resume() {
		if (this.readingPaused && this.state == State.OPEN && hasDrained()) {
			this.readingPaused = false;
			socket().received(); // signs that came meanwhile are read next
			updateInterest();
		}
	}

	void updateInterest() {
		if (this.key != null && this.state != State.CLOSED) {
			boolean reads = !this.readingPaused && this.state != State.LINGERING;
			loop().channels()
				.setOperations(this.key,
						(reads ? SelectionKey.OP_READ : 0) | (this.writeBlocked ? SelectionKey.OP_WRITE : 0));
		}
	}

	@Override
	long heldOutside() {
		return (this.stream != null) ? this.stream.held() : 0;
	}

}
