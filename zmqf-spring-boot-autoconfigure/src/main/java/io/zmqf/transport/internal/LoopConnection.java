package io.zmqf.transport.internal;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * The socket that a loop has at present, and whether it has its peer: opened, connected,
 * lost, and opened anew. On the loop's thread, except where something else is said.
 */
final class LoopConnection {

	private final LoopTurns loop;

	private final BackOff backOff = new BackOff();

	/** Connects once the time of the next attempt has come. */
	private final Timed dialer = Timed.of(this::dial);

	private volatile @Nullable LoopSocket socket;

	private volatile boolean connected;

	private volatile @Nullable String refusal;

	/** Whether its sockets are bound. */
	private boolean binds;

	/** Whether the connection is gone, and the notice of it has not been received yet. */
	private boolean noticeDue;

	LoopConnection(LoopTurns loop) {
		this.loop = loop;
	}

	/** The socket, or {@code null} where none can be had for now; from any thread. */
	@Nullable LoopSocket socket() {
		return this.socket;
	}

	/** Whether what is sent goes out at once; from any thread. */
	boolean isConnected() {
		return this.connected;
	}

	/** Why there is no peer, as far as it is known; from any thread. */
	@Nullable String refusal() {
		return this.refusal;
	}

	/** Opens the first socket. */
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
			this.loop.schedule(this.dialer, this.loop.now() + this.backOff.nextNanos());
		}
	}

	/** Takes what happens to a socket; from any thread. */
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
				if (!source.tellsHandshake()) {
					connected(source);
				}
			});
			case HANDSHAKE_SUCCEEDED -> this.loop.execute(() -> connected(source));
			case CONNECT_RETRIED -> this.loop.execute(() -> unreached(source, SocketStatus.State.DISCONNECTED));
			case NO_ADDRESS_LEFT -> this.loop.execute(() -> unreached(source, SocketStatus.State.RESTING));
			case DISCONNECTED -> this.loop.execute(() -> unconnected(source));
			case HANDSHAKE_FAILED, HANDSHAKE_FAILED_AUTH, HANDSHAKE_FAILED_PROTOCOL -> this.loop.execute(() -> {
				if (!source.tellsHandshake()) {
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
		// Nobody reads it while reading is paused, and it must not end the new connection
		if (this.noticeDue) {
			lost(source, this.loop.handler::onDisconnected);
			return;
		}
		becomeConnected(true);
		this.loop.guarded(this.loop.handler::onConnected);
	}

	/** A loss is told of by itself. */
	private void unreached(LoopSocket source, SocketStatus.State state) {
		if (source == this.socket && !this.connected) {
			this.loop.became(state);
		}
	}

	/** The connection is gone; a notice in band follows where its handshake was done. */
	private void unconnected(LoopSocket source) {
		if (source == this.socket && source.connects()) {
			if (source.endpoint() instanceof Endpoint.Inproc) {
				lostInside(source);
				return;
			}
			this.noticeDue = this.connected && source.tellsHandshake();
			becomeConnected(false);
		}
	}

	/** No notice in band follows; what the peer had sent is there already. */
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

	/** A peer has sent something of its own, so it is one. */
	void heard() {
		this.backOff.reset();
	}

	/** The peer gives no sign, and nobody waits for the end of its connection. */
	void giveUp() {
		LoopSocket silent = this.socket;
		if (silent != null && this.connected) {
			becomeConnected(false);
			lost(silent);
		}
	}

	/** The notice in band has come. */
	void lost(LoopSocket source) {
		lost(source, this.loop.handler::onDisconnected);
	}

	/**
	 * The peer is lost for good, or has refused the handshake. The socket goes with it,
	 * because what it still holds must not reach the next peer, and because JeroMQ gives
	 * up after a bad handshake.
	 */
	private void lost(LoopSocket source, Runnable notice) {
		if (source == this.socket && source.connects()) {
			reopen(this.loop.now() + this.backOff.nextNanos());
			this.loop.guarded(notice);
		}
	}

	/** Replaces a socket that has failed, unless that was done. */
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
	 * Opens another socket. One that can't be had for now, for want of descriptors say,
	 * is tried for again: nothing can be received or connected meanwhile, but requests
	 * still have their time-outs.
	 */
	void reopen(long dialTime) {
		this.loop.guarded(this::close);
		long next = dialTime;
		try {
			open();
		}
		catch (Throwable ex) {
			this.loop.became(this.binds ? SocketStatus.State.CLOSED : SocketStatus.State.DISCONNECTED);
			this.loop.errors.accept(this.binds
					? new IllegalStateException("Its address can't be bound anew, and is tried again", ex) : ex);
			next = this.loop.now() + this.backOff.nextNanos();
		}
		this.loop.schedule(this.dialer, next);
	}

	/** Closes the socket, and has no other one until it is opened anew. */
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
