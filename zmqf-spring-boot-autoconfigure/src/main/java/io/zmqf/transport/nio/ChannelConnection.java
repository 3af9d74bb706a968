package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.Timed;
import io.zmqf.transport.nio.ConnectionOwner.HandshakeFailure;
import io.zmqf.transport.security.AuthenticationResult;
import io.zmqf.transport.security.Peer;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/** A connection over a channel, from its handshake to its end. */
final class ChannelConnection extends Connection implements Selectable {

	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** How often a connection is read in a row. */
	private static final int MAX_READS = 4;

	private final SocketChannel channel;

	private final ConnectionOwner owner;

	private final @Nullable InetSocketAddress address;

	private final TurnQueue.Place<ChannelConnection> place = new TurnQueue.Place<>(this);

	private @Nullable SelectionKey key;

	private @Nullable HandshakeStage handshake;

	private @Nullable MessageStream stream;

	private State state = State.HANDSHAKE;

	private boolean readingPaused;

	private boolean writeBlocked;

	/** Whether what is sent can't reach the peer any more. */
	private boolean writeFailed;

	private boolean awaited;

	private enum State {

		HANDSHAKE, OPEN, LINGERING, CLOSED

	}

	/** Creates a connection whose channel is connected. */
	ChannelConnection(NioSocket socket, SocketChannel channel, ConnectionOwner owner, Mechanism mechanism)
			throws IOException {
		super(socket);
		this.channel = channel;
		this.owner = owner;
		this.address = (channel.getRemoteAddress() instanceof InetSocketAddress remote) ? remote : null;
		this.handshake = new HandshakeStage(this, owner, mechanism);
	}

	/** Begins the handshake. */
	void begin() throws IOException {
		this.key = loop().channels().register(this.channel, SelectionKey.OP_READ, this);
		if (this.handshake != null) {
			this.handshake.begin();
		}
		loop().flushLater(this.place);
	}

	/** Whether its handshake has succeeded, be it over by now. */
	boolean isEstablished() {
		return this.stream != null;
	}

	boolean isReadingPaused() {
		return this.readingPaused;
	}

	boolean isLingering() {
		return this.state == State.LINGERING;
	}

	@Override
	@Nullable Peer peer() {
		return (this.stream != null) ? this.stream.peer() : null;
	}

	@Override
	@Nullable String address() {
		return (this.address != null) ? String.valueOf(this.address).substring(1) : null;
	}

	@Nullable InetSocketAddress remote() {
		return this.address;
	}

	@Override
	byte @Nullable [] property(String name) {
		return (this.stream != null) ? this.stream.property(name) : null;
	}

	void tell(SocketEvent.Type type, @Nullable String detail) {
		socket().tell(type, address(), null, detail);
	}

	@Override
	public void ready(IoBuffers buffers, SelectionKey selected) throws IOException {
		loop().assertInEventLoop();
		if (selected.isReadable()) {
			read(buffers);
		}
		if (this.state != State.CLOSED && selected.isWritable()) {
			this.writeBlocked = false;
			flush(buffers);
		}
	}

	/** Reads what there is, as far as it is this connection's turn. */
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
	}

	private boolean mayRead() {
		if (this.handshake != null) {
			this.readingPaused = !this.handshake.mayContinue();
		}
		return !this.readingPaused && (this.state == State.HANDSHAKE || this.state == State.OPEN);
	}

	private void take(ByteBuffer input, IoBuffers buffers) {
		socket().heard();
		if (this.handshake != null) {
			this.handshake.receive(input, this.channel, buffers.output());
		}
		else {
			this.owner.countRead();
		}
		if (this.state == State.OPEN && this.stream != null) {
			decode(this.stream, input);
		}
	}

	private void decode(MessageStream reading, ByteBuffer input) {
		try {
			reading.receive(input);
			this.readingPaused = isFull();
		}
		catch (ZmtpException ex) {
			SocketEvent.Type type = switch (ex.reason()) {
				case FRAME_COUNT -> SocketEvent.Type.TOO_MANY_FRAMES;
				case FRAME_SIZE, MESSAGE_SIZE -> SocketEvent.Type.MESSAGE_TOO_LARGE;
				default -> SocketEvent.Type.PROTOCOL_VIOLATED;
			};
			tell(type, (type == SocketEvent.Type.PROTOCOL_VIOLATED) ? ex.getMessage() : null);
			lose();
		}
	}

	/** The verdict about a client has come. */
	void continueHandshake(AuthenticationResult verdict) {
		if (this.handshake != null) {
			this.handshake.decide(verdict);
			loop().flushLater(this.place);
		}
	}

	/** Continues to read now that the handshake's turn has come. */
	void takeTurn() {
		if (this.handshake != null) {
			this.handshake.takeTurn();
			loop().read(this);
		}
	}

	/** Messages may follow. */
	void establish(byte[] routingId, Handshake completed, @Nullable Peer peer) {
		identify(routingId);
		this.stream = new MessageStream(this, completed, peer);
		endHandshake();
		this.state = State.OPEN;
		this.owner.established(this);
		socket().join(this);
		tell(SocketEvent.Type.HANDSHAKE_SUCCEEDED, null);
	}

	private void endHandshake() {
		if (this.handshake != null) {
			loop().cancel(this.handshake);
			this.handshake = null;
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

	/** Writes what there is, as far as the connection takes it. */
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
			this.writeBlocked = !writing.writeTo(this.channel, buffer);
		}
		catch (IOException ex) { // what was received is still to be read
			this.writeFailed = true;
			writing.outbox().clear();
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

	@Override
	void resume() {
		if (this.readingPaused && this.state == State.OPEN && hasDrained()) {
			this.readingPaused = false;
			updateInterest();
		}
	}

	private void updateInterest() {
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

	@Override
	void evict() {
		discardReceived();
		lose();
		tell(SocketEvent.Type.MEMORY_EXCEEDED, NioSocket.MEMORY_EXCEEDED);
	}

	@Override
	public void fail(Throwable failure) {
		lose();
		loop().report(failure);
	}

	/** Ends a handshake from here. */
	void breakOff(HandshakeFailure failure) {
		if (this.handshake != null) {
			this.handshake.fail(failure);
		}
		lose();
	}

	@Override
	void lose() {
		State before = this.state;
		if (before == State.CLOSED) {
			return;
		}
		HandshakeStage current = this.handshake;
		try {
			end();
		}
		finally {
			left(before, current);
		}
	}

	/**
	 * Each of those that have to know does, whatever another one throws: the role, whose
	 * requests wait, the owner, which makes the next connection, and listeners.
	 */
	private void left(State before, @Nullable HandshakeStage current) {
		try {
			if (before == State.OPEN) {
				socket().leave(this);
				noticeLoss();
			}
		}
		finally {
			try {
				this.owner.left(this, current != null && current.hasFailed());
			}
			finally {
				if (before == State.HANDSHAKE && current != null) {
					current.brokenOff();
				}
				tell(SocketEvent.Type.DISCONNECTED, null);
			}
		}
	}

	@Override
	void close() {
		MessageStream writing = this.stream;
		if (this.state == State.OPEN) {
			socket().leave(this);
		}
		discardReceived();
		if (this.state != State.OPEN || writing == null || writing.outbox().isEmpty()) {
			end();
			return;
		}
		this.state = State.LINGERING;
		writing.stop();
		loop().schedule(Timed.of(this::end), System.nanoTime() + LINGER_NANOS);
		flushSoon();
		updateInterest();
	}

	private void end() {
		if (this.state == State.CLOSED) {
			return;
		}
		this.state = State.CLOSED;
		endHandshake();
		if (this.stream != null) {
			this.stream.stop();
			this.stream.outbox().clear();
		}
		account();
		loop().channels().close(this.channel);
	}

}
