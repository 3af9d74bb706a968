package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.Timed;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.SocketSecurity;
import io.zmqf.zmtp.ZmtpException;
import org.jspecify.annotations.Nullable;

/**
 * Connects a socket, and connects it again after each failure, with exponential and
 * randomised delays. Each attempt and each handshake has a time limit.
 */
final class Connector implements Selectable, ConnectionOwner {

	private static final Duration ATTEMPT = Duration.ofSeconds(10);

	private static final long INTERVAL_MILLIS = 100;

	private static final long MAX_MILLIS = 1000;

	/**
	 * The interval of checks for a resolved address, since the notification of it can
	 * fail.
	 */
	private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final String DENIED = "400";

	private final NioSocket socket;

	private final EventLoop loop;

	private final ClientEndpoint endpoint;

	private final ConnectingMechanism mechanism;

	private final Runnable unwatch;

	/** The timer of the next attempt. */
	private final Timed nextAttempt = Timed.of(this::attempt);

	/** The timer that ends an attempt that takes too long. */
	private final Timed limit = Timed
		.of(() -> retry("it did not accept the connection within " + ATTEMPT.toSeconds() + " seconds"));

	private long millis = INTERVAL_MILLIS;

	/** The pending resolution of the address for the present attempt. */
	private @Nullable CompletableFuture<? extends SocketAddress> located;

	/** The channel that is open but not connected yet. */
	private @Nullable SocketChannel channel;

	private @Nullable ChannelConnection connection;

	private boolean started;

	private boolean closed;

	Connector(NioSocket socket, ClientEndpoint endpoint, ConnectingMechanism mechanism) {
		this.socket = socket;
		this.loop = socket.loop();
		this.endpoint = endpoint;
		this.mechanism = mechanism;
		this.unwatch = mechanism.watch(() -> this.loop.execute(this::distrust));
	}

	/** Closes the connection to a server whose key is no longer trusted. */
	private void distrust() {
		ChannelConnection open = this.connection;
		if (open != null && !this.mechanism.isTrusted()) {
			open.lose();
		}
	}

	/** Returns the address for events. */
	String name() {
		return this.endpoint.name();
	}

	void start() {
		if (!this.started) {
			this.started = true;
			attempt();
		}
	}

	private void attempt() {
		try {
			CompletableFuture<? extends SocketAddress> begun = this.located;
			CompletableFuture<? extends SocketAddress> located = (begun != null) ? begun : this.endpoint.locate();
			this.located = located.isDone() ? null : located;
			if (located.isDone()) {
				this.loop.timers().cancel(this.nextAttempt);
				connect(located.join());
				return;
			}
			this.loop.timers().schedule(this.nextAttempt, System.nanoTime() + CHECK_NANOS);
			if (begun == null) {
				CompletableFuture<?> unused = located.whenComplete((address, ex) -> this.loop.execute(() -> {
					if (this.located == located) {
						attempt();
					}
				}));
			}
		}
		catch (CompletionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			retry((cause instanceof NoAddressLeftException) ? SocketEvent.Type.NO_ADDRESS_LEFT
					: SocketEvent.Type.CONNECT_RETRIED, this.endpoint.reason(cause));
		}
		catch (IOException | RuntimeException ex) {
			retry(this.endpoint.reason(ex));
		}
		catch (Throwable ex) { // such as no thread to resolve a name
			fail(ex);
		}
	}

	private void connect(SocketAddress address) throws IOException {
		SocketChannel opened = this.endpoint.open();
		this.channel = opened;
		opened.configureBlocking(false);
		if (opened.connect(address)) {
			connected(opened);
			return;
		}
		this.loop.channels().register(opened, SelectionKey.OP_CONNECT, this);
		this.loop.timers().schedule(this.limit, System.nanoTime() + ATTEMPT.toNanos());
		this.socket.report(SocketEvent.Type.CONNECT_DELAYED, null, -1, null);
	}

	@Override
	public void ready(IoBuffers buffers, SelectionKey key) {
		SocketChannel pending = this.channel;
		try {
			if (pending != null && pending.finishConnect()) {
				connected(pending);
			}
		}
		catch (IOException | RuntimeException ex) {
			retry(this.endpoint.reason(ex));
		}
	}

	private void connected(SocketChannel opened) throws IOException {
		ChannelConnection made = new ChannelConnection(this.socket, opened, this, this.mechanism.next());
		this.channel = null;
		this.connection = made;
		this.loop.timers().cancel(this.limit);
		made.report(SocketEvent.Type.CONNECTED, null);
		made.begin();
	}

	@Override
	public void fail(Throwable failure) {
		retry("it can't be reached: " + failure);
		this.loop.report(failure);
	}

	private void retry(String reason) {
		retry(SocketEvent.Type.CONNECT_RETRIED, reason);
	}

	private void retry(SocketEvent.Type type, String reason) {
		ChannelConnection begun = this.connection;
		if (begun != null) { // it could not begin its handshake
			begun.lose();
			return;
		}
		try {
			closeChannel();
		}
		finally {
			retryAfter(nextMillis(), type, reason);
		}
	}

	private void retryAfter(long delay, SocketEvent.Type type, @Nullable String reason) {
		if (!this.closed) {
			this.loop.timers().schedule(this.nextAttempt, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delay));
			this.socket.report(type, null, (int) delay, reason);
		}
	}

	private long nextMillis() {
		long next = this.millis + ThreadLocalRandom.current().nextLong(1 - INTERVAL_MILLIS, INTERVAL_MILLIS);
		this.millis = Math.min(2 * this.millis, MAX_MILLIS);
		return Math.max(1, next);
	}

	private void closeChannel() {
		this.loop.timers().cancel(this.limit);
		SocketChannel open = this.channel;
		this.channel = null;
		if (open != null) {
			this.loop.channels().close(open);
			this.socket.report(SocketEvent.Type.CLOSED, null, null, null);
		}
	}

	@Override
	public void established(ChannelConnection made) {
		this.millis = INTERVAL_MILLIS;
		this.mechanism.succeeded();
	}

	/**
	 * Schedules the next attempt. A client that the server rejected waits for at least
	 * one second.
	 */
	@Override
	public void left(ChannelConnection lost, boolean failed) {
		if (this.connection == lost) {
			this.connection = null;
			boolean anotherKey = !lost.isEstablished() && this.mechanism.failed();
			retryAfter((failed && !anotherKey) ? Math.max(MAX_MILLIS, nextMillis()) : nextMillis(),
					SocketEvent.Type.CONNECT_RETRIED, null);
		}
	}

	@Override
	public HandshakeFailure failure(ZmtpException ex) {
		return (ex.reason() != ZmtpException.Reason.REFUSED) ? ConnectionOwner.super.failure(ex)
				: new HandshakeFailure(SocketEvent.Type.HANDSHAKE_FAILED_AUTH, refusal(ex.errorCode()));
	}

	private String refusal(@Nullable String code) {
		SocketSecurity security = this.socket.settings().security();
		if (!DENIED.equals(code)) {
			return "it could not authenticate this client, status " + code;
		}
		if (security instanceof ClientSecurity.Curve curve) {
			return "it has not authorised the key " + curve.keys().first().publicKey();
		}
		return (security instanceof ClientSecurity.Plain plain)
				? "it did not accept the user '" + plain.user() + "' or the password" : "it denied access";
	}

	@Override
	public HandshakeFailure brokenOff(boolean greeted) {
		return greeted ? HandshakeFailure.misfit(this.socket, "it has a different server key, ")
				: HandshakeFailure.of("it broke off the handshake: it uses another security mechanism, does not allow "
						+ "this address, or has just stopped");
	}

	void close() {
		this.closed = true;
		this.located = null;
		this.unwatch.run();
		this.loop.timers().cancel(this.nextAttempt);
		closeChannel();
		ChannelConnection open = this.connection;
		this.connection = null;
		if (open != null) {
			open.close();
		}
	}

}
