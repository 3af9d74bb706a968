package io.zmqf.transport.internal;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * The current socket of a loop and the state of its connection: opened, connected, lost,
 * and opened again. Called on the loop's thread, unless stated otherwise.
 */
final class LoopConnection {

	private final LoopTurns loop;

	private final BackOff backOff = new BackOff();

	/** The timer of the next attempt to connect. */
	private final Timed dialer = Timed.of(this::dial);

	private volatile @Nullable LoopSocket socket;

	private volatile boolean connected;

	private volatile @Nullable String refusal;

	/** Whether the loop's sockets are bound, rather than connected. */
	private boolean binds;

	/** Whether the connection is lost and its notice has not been received yet. */
	private boolean noticeDue;

	LoopConnection(LoopTurns loop) {
		this.loop = loop;
	}

	/**
	 * Returns the socket, or {@code null} if none could be opened. Called from any
	 * thread.
	 */
	@Nullable LoopSocket socket() {
		return this.socket;
	}

	/** Whether sent messages are transmitted at once. Called from any thread. */
	boolean isConnected() {
		return this.connected;
	}

	/**
	 * Returns the reason why there is no connection, or {@code null} if it is not known.
	 * Called from any thread.
	 */
	@Nullable String refusal() {
		return this.refusal;
	}

	/** Opens the first socket, and connects it if it does not bind. */
	Endpoint begin() {
		LoopSocket first = open();
		this.binds = !first.connects();
		if (first.connects()) {
			dial();
		}
		return first.endpoint();
	}

	private LoopSocket open() {
		LoopSocket opening = this.loop.openSocket();
		this.socket = opening;
		this.noticeDue = false;
		becomeConnected(!opening.connects());
		this.loop.guarded(this.loop.handler::onOpen);
		return opening;
	}

	private void dial() {
		LoopSocket dialing = this.socket;
		if (dialing == null) {
			reopen(this.loop.now());
			return;
		}
		if (!dialing.connects()) {
			return;
		}
		try {
			dialing.connect();
		}
		catch (TransportException ex) {
			this.loop.errors.accept(ex);
			this.loop.schedule(this.dialer, nextAttempt());
		}
	}

	/** Handles an event of a socket. Called from any thread. */
	void onEvent(LoopSocket source, SocketEvent event) {
		if (!source.connects()) {
			return;
		}
		if (event.detail() != null && (event.isHandshakeFailure() || event.type() == SocketEvent.Type.CONNECT_RETRIED
				|| event.type() == SocketEvent.Type.NO_ADDRESS_LEFT)) {
			this.refusal = event.detail();
		}
		switch (event.type()) {
			case CONNECTED -> this.loop.execute(() -> {
				if (!source.reportsHandshake()) {
					connected(source);
				}
			});
			case HANDSHAKE_SUCCEEDED -> this.loop.execute(() -> connected(source));
			case CONNECT_RETRIED -> this.loop.execute(() -> unreached(source, SocketStatus.State.DISCONNECTED));
			case NO_ADDRESS_LEFT -> this.loop.execute(() -> unreached(source, SocketStatus.State.RESTING));
			case DISCONNECTED -> this.loop.execute(() -> unconnected(source));
			case HANDSHAKE_FAILED, HANDSHAKE_FAILED_AUTH, HANDSHAKE_FAILED_PROTOCOL -> this.loop.execute(() -> {
				if (!source.reportsHandshake()) {
					lost(source, this.loop.handler::onRefused);
				}
			});
			default -> {
			}
		}
	}

	private void connected(LoopSocket source) {
		if (source != this.socket || !source.connects() || this.connected) {
			return;
		}
		// The notice is not received while reading is paused, and must not end the new
		// connection
		if (this.noticeDue) {
			lost(source, this.loop.handler::onDisconnected);
			return;
		}
		becomeConnected(true);
		this.backOff.connected(this.loop.now());
		this.loop.guarded(this.loop.handler::onConnected);
	}

	/**
	 * Sets the state after a failed attempt to connect. The loss of a connection is
	 * reported separately.
	 */
	private void unreached(LoopSocket source, SocketStatus.State state) {
		if (source == this.socket && !this.connected) {
			this.loop.became(state);
		}
	}

	/**
	 * Handles the loss of a connection. A notice in band follows if the handshake had
	 * succeeded.
	 */
	private void unconnected(LoopSocket source) {
		if (source == this.socket && source.connects()) {
			if (source.endpoint() instanceof Endpoint.Inproc) {
				lostInside(source);
				return;
			}
			this.noticeDue = this.connected && source.reportsHandshake();
			becomeConnected(false);
		}
	}

	/**
	 * Handles the loss of a connection inside the process. No notice in band follows, and
	 * all of the peer's messages have arrived.
	 */
	private void lostInside(LoopSocket source) {
		for (byte[][] frames; source == this.socket && (frames = source.receive()) != null;) {
			this.loop.dispatch(source, frames);
		}
		lost(source, this.loop.handler::onDisconnected);
	}

	private void becomeConnected(boolean hasPeer) {
		this.refusal = hasPeer ? null : this.refusal;
		this.connected = hasPeer;
		this.loop.became(hasPeer ? SocketStatus.State.CONNECTED : SocketStatus.State.DISCONNECTED);
	}

	/** Returns the time of the next attempt to connect, after a loss or a failure. */
	private long nextAttempt() {
		long now = this.loop.now();
		return now + this.backOff.nextNanos(now);
	}

	/** Closes the connection to a silent peer, without waiting for its end. */
	void dropConnection() {
		LoopSocket silent = this.socket;
		if (silent != null && this.connected) {
			becomeConnected(false);
			lost(silent);
		}
	}

	/** Handles the notice in band of a loss. */
	void lost(LoopSocket source) {
		lost(source, this.loop.handler::onDisconnected);
	}

	/**
	 * Replaces the socket after its peer was lost or has rejected the handshake. Messages
	 * queued in the socket must not reach the next peer. JeroMQ also stops connecting
	 * after a failed handshake.
	 */
	private void lost(LoopSocket source, Runnable notice) {
		if (source == this.socket && source.connects()) {
			reopen(nextAttempt());
			this.loop.guarded(notice);
		}
	}

	/** Replaces a failed socket, unless it was replaced already. */
	void restart(@Nullable LoopSocket failed) {
		if (failed == null || failed != this.socket) {
			return;
		}
		if (failed.connects() && (this.connected || this.noticeDue)) {
			lost(failed, this.loop.handler::onDisconnected);
		}
		else {
			reopen(this.loop.now());
		}
	}

	/**
	 * Replaces the socket. If none can be opened, for example for lack of file
	 * descriptors, it is retried later. Until then nothing is received, but requests
	 * still time out.
	 */
	void reopen(long dialTime) {
		this.loop.guarded(this::close);
		long next = dialTime;
		try {
			open();
		}
		catch (Throwable ex) {
			this.loop.became(this.binds ? SocketStatus.State.CLOSED : SocketStatus.State.DISCONNECTED);
			this.loop.errors
				.accept(this.binds ? new IllegalStateException("The address can't be bound again; retrying", ex) : ex);
			next = nextAttempt();
		}
		this.loop.schedule(this.dialer, next);
	}

	/** Closes the socket. None is opened until the connection is requested again. */
	void rest() {
		this.loop.cancel(this.dialer);
		close();
	}

	void close() {
		LoopSocket current = this.socket;
		this.socket = null;
		this.connected = false;
		if (current != null) {
			current.close();
		}
	}

}
