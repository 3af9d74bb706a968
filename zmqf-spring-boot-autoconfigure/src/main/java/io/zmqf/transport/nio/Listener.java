package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.Timed;
import io.zmqf.transport.security.AuthenticationResult;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.zmtp.Credentials;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.ZmtpException;
import io.zmqf.zmtp.curve.CurveServer;
import io.zmqf.zmtp.mechanism.NullMechanism;
import io.zmqf.zmtp.mechanism.PlainServer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections. It limits the time and number of unauthenticated peers'
 * handshakes, and their share of the event loop.
 */
final class Listener implements Selectable, ConnectionOwner {

	private static final int MAX_HANDSHAKES = 1024;

	private static final long ACCEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final int MAX_ACCEPTS = 16;

	private static final int PART_OF_HANDSHAKES = 4;

	private static final long RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

	private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final NioSocket socket;

	private final EventLoop loop;

	private ServerEndpoint endpoint;

	private final ServerSecurity security;

	private final Mechanism mechanism;

	private final PendingHandshakes<ChannelConnection> handshakes = new PendingHandshakes<>(MAX_HANDSHAKES);

	/** Denied clients, which should soon close their connections. */
	private final Set<ChannelConnection> refused = new LinkedHashSet<>();

	private SelectionKey key;

	private final HandshakeTurns<ChannelConnection> turns;

	private final Timed acceptAgain = Timed.of(() -> accepting(true));

	private final Timed check = Timed.of(this::check);

	private final Runnable unwatch;

	private int established;

	private boolean closed;

	Listener(NioSocket socket, ServerEndpoint endpoint, ServerSecurity security) throws IOException {
		this.socket = socket;
		this.loop = socket.loop();
		this.turns = new HandshakeTurns<>(this.loop.handshakes(), this.loop.timers(), ChannelConnection::takeTurn);
		this.endpoint = endpoint;
		this.security = security;
		this.mechanism = mechanism(security);
		this.key = this.loop.channels().register(endpoint.channel(), SelectionKey.OP_ACCEPT, this);
		this.unwatch = security.watch(() -> this.loop.execute(this::cutOff));
		if (endpoint.file() != null) {
			scheduleCheck();
		}
	}

	private void scheduleCheck() {
		this.loop.timers().schedule(this.check, System.nanoTime() + CHECK_NANOS);
	}

	/** Binds the socket anew if its file was removed, because no client could find it. */
	private void check() {
		scheduleCheck();
		try {
			ServerEndpoint before = this.endpoint;
			this.endpoint = before.present();
			if (this.endpoint != before) {
				this.loop.channels().close(before.channel());
				this.socket.report(SocketEvent.Type.ACCEPT_FAILED, null, null,
						"its file was removed, and was created again");
			}
			if (!this.key.isValid()) {
				this.key = this.loop.channels().register(this.endpoint.channel(), SelectionKey.OP_ACCEPT, this);
				this.socket.report(SocketEvent.Type.LISTENING, null, null, null);
			}
		}
		catch (IOException ex) {
			this.socket.report(SocketEvent.Type.ACCEPT_FAILED, null, null,
					"its file was removed, and can't be created again: " + ServerEndpoint.describe(ex));
		}
	}

	private static Mechanism mechanism(ServerSecurity security) {
		if (security instanceof ServerSecurity.Curve curve) {
			return new CurveServer(() -> curve.keys().keys().stream().map(CurveKeyPair::keys).toList());
		}
		return (security instanceof ServerSecurity.Plain) ? new PlainServer() : new NullMechanism();
	}

	/** Closes the connections of clients that are no longer authorised. */
	private void cutOff() {
		this.socket.loseConnections((connection) -> {
			Peer peer = connection.peer();
			return peer != null && !this.security.mayStay(peer);
		});
	}

	@Override
	public void ready(IoBuffers buffers, SelectionKey selected) throws IOException {
		SocketChannel accepted;
		for (int i = 0; i < MAX_ACCEPTS && (accepted = accept()) != null; i++) {
			boolean served = false;
			try {
				served = serves(accepted);
			}
			catch (IOException ex) {
				this.socket.report(SocketEvent.Type.ACCEPT_FAILED, null, null, ex.getMessage());
			}
			finally {
				if (!served) {
					this.loop.channels().close(accepted);
				}
			}
		}
	}

	private @Nullable SocketChannel accept() {
		try {
			return this.endpoint.channel().accept();
		}
		catch (IOException ex) { // mostly because the process has too many open files
			this.socket.report(SocketEvent.Type.ACCEPT_FAILED, null, null, ex.getMessage());
			makeRoom();
			pause();
			return null;
		}
	}

	/**
	 * Breaks off up to a quarter of the pending handshakes, so that many connections can
	 * be accepted before accepting pauses again. Recent ones are kept, because peers that
	 * respond slowly could not complete theirs otherwise.
	 */
	private void makeRoom() {
		for (int left = this.handshakes.size() / PART_OF_HANDSHAKES; left >= 0; left--) {
			ChannelConnection oldest = this.handshakes.oldestOfMost();
			if (oldest == null || oldest.age() < RECENT_NANOS) {
				return;
			}
			oldest.breakOff(HandshakeFailure.OVERLOAD);
		}
	}

	/** Pauses accepting, because an immediate retry would fail again. */
	private void pause() {
		accepting(false);
		this.loop.timers().schedule(this.acceptAgain, System.nanoTime() + ACCEPT_NANOS);
	}

	private void accepting(boolean accepts) {
		this.loop.channels().setOperations(this.key, accepts ? SelectionKey.OP_ACCEPT : 0);
	}

	@Override
	public void fail(Throwable failure) {
		if (!this.closed) {
			pause();
		}
		this.loop.report(failure);
	}

	private boolean serves(SocketChannel accepted) throws IOException {
		InetAddress origin = this.endpoint.origin(accepted);
		if (origin != null && !this.security.addresses().admits(origin)) {
			report(accepted, HandshakeFailure.ADDRESS.type(), HandshakeFailure.ADDRESS.detail());
			return false;
		}
		if (isFull()) {
			this.refused.stream().findFirst().ifPresent(ChannelConnection::lose);
		}
		breakOff(isFull() ? this.handshakes.oldestOfMost() : this.handshakes.surplus());
		if (isFull()) {
			report(accepted, SocketEvent.Type.TOO_MANY_CONNECTIONS, null);
			return false;
		}
		ChannelConnection connection = new ChannelConnection(this.socket, accepted, this, this.mechanism);
		connection.begin();
		this.handshakes.begin(connection, connection.origin());
		connection.report(SocketEvent.Type.ACCEPTED, null);
		return true;
	}

	private static void breakOff(@Nullable ChannelConnection surplus) {
		if (surplus != null) {
			surplus.breakOff(HandshakeFailure.OVERLOAD);
		}
	}

	private void report(SocketChannel accepted, SocketEvent.Type type, @Nullable String detail) throws IOException {
		this.socket.report(type, String.valueOf(accepted.getRemoteAddress()).substring(1), null, detail);
	}

	/**
	 * Whether the connection limit is reached. Denied clients are closed first to make
	 * room, then pending handshakes.
	 */
	private boolean isFull() {
		return this.established + this.refused.size()
				+ this.handshakes.size() >= this.socket.settings().limits().connections();
	}

	@Override
	public boolean mayContinue(ChannelConnection connection) {
		return !this.security.encrypts() || this.turns.mayContinue(connection, connection.origin());
	}

	@Override
	public void worked(long nanos) {
		if (this.security.encrypts()) {
			this.loop.handshakes().spend(nanos);
		}
	}

	@Override
	public CompletableFuture<AuthenticationResult> authenticate(ChannelConnection connection, Credentials credentials) {
		return this.security.authenticate(credentials, connection.origin());
	}

	private boolean endHandshake(ChannelConnection connection) {
		this.turns.leave(connection);
		return this.handshakes.end(connection, connection.origin());
	}

	@Override
	public void refused(ChannelConnection connection) {
		if (endHandshake(connection)) {
			this.refused.add(connection);
		}
	}

	@Override
	public void established(ChannelConnection connection) {
		this.established++; // undone by left(), even if the next line throws
		endHandshake(connection);
	}

	@Override
	public void left(ChannelConnection connection, boolean failed) {
		this.established -= connection.isEstablished() ? 1 : 0;
		endHandshake(connection);
		this.refused.remove(connection);
	}

	@Override
	public HandshakeFailure failure(ZmtpException ex) {
		return (ex.reason() != ZmtpException.Reason.CRYPTOGRAPHIC) ? ConnectionOwner.super.failure(ex)
				: new HandshakeFailure(SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL,
						"the client has a different public key for the server");
	}

	@Override
	public @Nullable HandshakeFailure brokenOff(boolean greeted) {
		return greeted ? HandshakeFailure.misfit(this.socket, "") : null;
	}

	/** Stops accepting, and closes the connections whose handshakes are not complete. */
	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.unwatch.run();
		this.turns.close();
		this.loop.timers().cancel(this.acceptAgain);
		this.loop.timers().cancel(this.check);
		try {
			this.endpoint.release();
			this.socket.report(SocketEvent.Type.CLOSED, null, null, null);
		}
		catch (IOException ex) {
			this.socket.report(SocketEvent.Type.CLOSE_FAILED, null, null, ex.getMessage());
		}
		finally {
			this.loop.channels().close(this.endpoint.channel());
			this.handshakes.all().forEach(ChannelConnection::close);
			this.refused.forEach(ChannelConnection::close);
		}
	}

}
