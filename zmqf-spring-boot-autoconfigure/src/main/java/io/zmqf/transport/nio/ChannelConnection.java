package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.Timed;
import io.zmqf.transport.nio.ConnectionOwner.HandshakeFailure;
import io.zmqf.transport.security.Peer;
import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.FrameDecoder;
import io.zmqf.zmtp.FrameLimits;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/** A connection over a channel, from its handshake to its end. */
final class ChannelConnection extends Connection implements Selectable {

	/** What addresses, an event and headers may have besides the data. */
	private static final int MAX_BESIDES_DATA = 64 * 1024;

	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** How often a connection is read in a row. */
	private static final int MAX_READS = 4;

	private static final byte[] NO_CONTEXT = {};

	private final SocketChannel channel;

	private final ConnectionOwner owner;

	private final @Nullable InetSocketAddress address;

	private final TurnQueue.Place<ChannelConnection> place = new TurnQueue.Place<>(this);

	private @Nullable SelectionKey key;

	private @Nullable HandshakeStage stage;

	private @Nullable FrameDecoder decoder;

	private @Nullable Outbox outbox;

	private @Nullable Metadata metadata;

	private @Nullable Peer peer;

	private State state = State.HANDSHAKE;

	private boolean readingPaused;

	private boolean writeBlocked;

	/** Whether what is sent can't reach the peer any more. */
	private boolean writeFailed;

	private boolean awaited;

	private @Nullable Timed clock;

	/**
	 * Ends the connection unless its peer, which has announced a sign, gives it in time.
	 */
	private @Nullable Timed expiry;

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
		this.stage = new HandshakeStage(this, owner, mechanism);
	}

	/** Begins the handshake. */
	void begin() throws IOException {
		this.key = loop().register(this.channel, SelectionKey.OP_READ, this);
		loop().flushLater(this.place);
	}

	boolean isLingering() {
		return this.state == State.LINGERING;
	}

	@Override
	@Nullable Peer peer() {
		return this.peer;
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
		return (this.metadata != null) ? this.metadata.property(name) : null;
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
			take(input.flip(), buffers);
		}
		account();
		updateInterest();
	}

	private boolean mayRead() {
		if (this.stage != null) {
			this.readingPaused = !this.stage.mayContinue();
		}
		return !this.readingPaused && (this.state == State.HANDSHAKE || this.state == State.OPEN);
	}

	private void take(ByteBuffer input, IoBuffers buffers) {
		if (!input.hasRemaining()) {
			return;
		}
		heard();
		HandshakeStage current = this.stage;
		if (current != null) {
			if (current.hasFailed()) {
				return; // and waits for the peer to close the connection
			}
			current.receive(input);
			advance(current, buffers);
		}
		else {
			this.owner.countRead();
		}
		if (this.state == State.OPEN) {
			decode(input);
		}
	}

	private void heard() {
		socket().heard();
		cancelExpiry();
	}

	private void answer(Command ping) {
		command(ping.pong());
		if (ping.ttlDeciseconds() > 0) {
			Timed announced = timed(this::lose);
			this.expiry = announced;
			loop().schedule(announced, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100L * ping.ttlDeciseconds()));
		}
	}

	private static Timed timed(Runnable work) {
		return new Timed() {

			@Override
			protected void onTime() {
				work.run();
			}

		};
	}

	/** The verdict about a client has come. */
	void continueHandshake() {
		HandshakeStage current = this.stage;
		if (this.state == State.HANDSHAKE && current != null && current.isDecided()) {
			current.decide();
			loop().flushLater(this.place);
		}
	}

	/** Continues to read now that the handshake's turn has come. */
	void takeTurn() {
		if (this.stage != null) {
			this.stage.takeTurn();
			this.readingPaused = false;
			loop().read(this);
		}
	}

	private void advance(HandshakeStage current, IoBuffers buffers) {
		try {
			current.write(this.channel, buffers.output());
		}
		catch (IOException ex) {
			lose();
			return;
		}
		if (current.isDone()) {
			establish(current);
		}
		if (current.isDenied()) {
			this.owner.refused(this);
		}
		else if (current.hasFailed()) {
			lose();
		}
	}

	private void establish(HandshakeStage current) {
		Handshake handshake = current.handshake();
		Metadata announced = handshake.peer();
		if (!socket().admits(announced.identity(), current.peer())) {
			current.deny(HandshakeFailure.IDENTITY);
			return;
		}
		boolean addressed = socket().isAddressed();
		identify(socket().routingId(announced.identity()));
		SocketLimits limits = socket().settings().limits();
		this.decoder = handshake.decoder(
				new FrameLimits(limits.messageSize(), limits.frames(),
						Math.max(limits.messageSize(), limits.messageSize() + MAX_BESIDES_DATA)),
				addressed ? routingId() : null);
		this.outbox = new Outbox(handshake.encoder(addressed ? 1 : 0));
		this.metadata = announced;
		this.peer = current.peer();
		this.stage = null;
		this.state = State.OPEN;
		this.owner.established(this);
		socket().join(this);
		tell(SocketEvent.Type.HANDSHAKE_SUCCEEDED, null);
		if (handshake.version().hasHeartbeats() && socket().settings().ping() != null) {
			ping(socket().settings().ping().toNanos());
		}
	}

	private void ping(long interval) {
		Timed next = timed(() -> {
			command(Command.ping(0, NO_CONTEXT));
			ping(interval);
		});
		this.clock = next;
		loop().schedule(next, System.nanoTime() + interval);
	}

	private void command(Command command) {
		if (this.outbox != null) {
			this.outbox.add(command);
			flushSoon();
		}
	}

	private void decode(ByteBuffer input) {
		FrameDecoder reading = this.decoder;
		try {
			while (reading != null && this.state == State.OPEN) {
				switch (reading.decode(input)) {
					case MESSAGE -> {
						arrived(reading.message());
						cancelExpiry();
					}
					case PING -> answer(reading.command());
					case PONG -> reading.command();
					default -> {
						this.readingPaused = isFull();
						return;
					}
				}
			}
		}
		catch (ZmtpException ex) {
			breach(ex);
		}
	}

	private void breach(ZmtpException ex) {
		SocketEvent.Type type = switch (ex.reason()) {
			case FRAME_COUNT -> SocketEvent.Type.TOO_MANY_FRAMES;
			case FRAME_SIZE, MESSAGE_SIZE -> SocketEvent.Type.MESSAGE_TOO_LARGE;
			default -> SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL;
		};
		tell(type, (type == SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL) ? ex.getMessage() : null);
		lose();
	}

	@Override
	boolean send(byte[][] message) {
		loop().assertInEventLoop();
		if (this.outbox == null || !hasRoom()) {
			return false;
		}
		this.outbox.add(message);
		account();
		flushSoon();
		return true;
	}

	private void flushSoon() {
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
		return this.state == State.OPEN && !this.writeFailed && this.outbox != null
				&& this.outbox.hasRoom(socket().highWaterMark(), loop().memory().peerLimit());
	}

	/** Writes what there is, as far as the connection takes it. */
	void flush(IoBuffers buffers) throws IOException {
		loop().assertInEventLoop();
		HandshakeStage current = this.stage;
		if (current != null && this.state == State.HANDSHAKE) {
			advance(current, buffers);
			updateInterest();
		}
		else if (this.outbox != null && this.state != State.CLOSED && !this.writeBlocked) {
			flush(this.outbox, buffers.output());
		}
	}

	private void flush(Outbox unsent, ByteBuffer buffer) {
		try {
			this.writeBlocked = !unsent.writeTo(this.channel, buffer);
		}
		catch (IOException ex) { // what was received is still to be read
			this.writeFailed = true;
			this.outbox = null;
		}
		account();
		updateInterest();
		if (this.awaited && (this.outbox == null
				|| unsent.hasRoom(socket().highWaterMark() / 2 + 1, loop().memory().peerLimit() / 2 + 1))) {
			this.awaited = false;
			socket().becameWritable();
		}
		if (this.state == State.LINGERING && (this.outbox == null || unsent.isEmpty())) {
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
			loop().select(this.key,
					(reads ? SelectionKey.OP_READ : 0) | (this.writeBlocked ? SelectionKey.OP_WRITE : 0));
		}
	}

	@Override
	long heldOutside() {
		return ((this.decoder != null) ? this.decoder.heldBytes() : 0)
				+ ((this.outbox != null) ? this.outbox.held() : 0);
	}

	@Override
	void evict() {
		tell(SocketEvent.Type.MEMORY_EXCEEDED, NioSocket.MEMORY_EXCEEDED);
		discardReceived();
		lose();
	}

	@Override
	public void fail(Throwable failure) {
		if (this.state != State.CLOSED) {
			loop().report(failure);
			lose();
		}
	}

	/** Ends a handshake from here. */
	void breakOff(HandshakeFailure failure) {
		if (this.stage != null) {
			this.stage.fail(failure);
		}
		lose();
	}

	@Override
	void lose() {
		State before = this.state;
		if (before == State.CLOSED) {
			return;
		}
		HandshakeStage current = this.stage;
		end();
		if (before == State.HANDSHAKE && current != null) {
			current.brokenOff();
		}
		this.owner.left(this, current != null && current.hasFailed());
		tell(SocketEvent.Type.DISCONNECTED, null);
		if (before == State.OPEN) {
			socket().leave(this);
			noticeLoss();
		}
	}

	@Override
	void close() {
		boolean unsent = this.state == State.OPEN && this.outbox != null && !this.outbox.isEmpty();
		if (this.state == State.OPEN) {
			socket().leave(this);
		}
		discardReceived();
		if (!unsent) {
			end();
			return;
		}
		this.state = State.LINGERING;
		this.decoder = null;
		cancelClock();
		Timed limit = timed(this::end);
		this.clock = limit;
		loop().schedule(limit, System.nanoTime() + LINGER_NANOS);
		flushSoon();
		updateInterest();
	}

	private void end() {
		this.state = State.CLOSED;
		this.stage = null;
		this.decoder = null;
		this.outbox = null;
		account();
		cancelClock();
		loop().close(this.channel);
	}

	private void cancelClock() {
		if (this.clock != null) {
			loop().cancel(this.clock);
			this.clock = null;
		}
		cancelExpiry();
	}

	private void cancelExpiry() {
		if (this.expiry != null) {
			loop().cancel(this.expiry);
			this.expiry = null;
		}
	}

}
