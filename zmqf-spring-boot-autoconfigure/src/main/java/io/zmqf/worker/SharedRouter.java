package io.zmqf.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * The state of a connection that may lead to the same router as another one of the
 * worker. Such a router accepts the newest connection and closes the other, since both
 * have the same identity. After the second loss the connection rests until no other one
 * has the router. If the two share a router again, for example after its restart, one of
 * them rests after the first loss. Confined to the connection's event loop, except for
 * volatile fields, which the loops of other connections read.
 */
final class SharedRouter extends Timed {

	/**
	 * The maximum time between the loss of a connection and the start of another that has
	 * replaced it.
	 */
	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

	/** The maximum time between two losses that count as consecutive. */
	private static final long IN_A_ROW_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final int OFTEN = 2;

	/**
	 * The interval at which a resting connection checks whether another one still has the
	 * router.
	 */
	private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SocketLoop loop;

	private final Supplier<Stream<SharedRouter>> all;

	private final Consumer<String> rejected;

	/** The node id of the router that welcomed this connection last. */
	private volatile @Nullable String routerId;

	private volatile boolean welcomed;

	private volatile long connectedAt;

	private long lostAt;

	/** The number of consecutive losses to another connection. */
	private int lost;

	/** The time of the last of these losses. */
	private long lastLost;

	/** The connection that had the router when this one last began to rest. */
	private volatile @Nullable SharedRouter holder;

	/**
	 * Creates the state of a connection without a router.
	 * @param loop the loop of the connection
	 * @param all a supplier of the states of all connections of the worker
	 * @param rejected a callback with the reason why the connection rests
	 */
	SharedRouter(SocketLoop loop, Supplier<Stream<SharedRouter>> all, Consumer<String> rejected) {
		this.loop = loop;
		this.all = all;
		this.rejected = rejected;
	}

	void connected() {
		this.connectedAt = this.loop.now();
	}

	void disconnected() {
		this.welcomed = false;
		this.lostAt = this.loop.now();
	}

	/**
	 * Called when the router has welcomed the connection.
	 * @param id the node id of the router, or {@code null} if it is unknown
	 */
	void welcomed(@Nullable String id) {
		this.routerId = id;
		this.welcomed = true;
		if (id != null) {
			others(id).forEach((other) -> other.loop.execute(() -> other.lostTo(this)));
		}
	}

	/** Returns the other connections whose last welcome came from a router. */
	private Stream<SharedRouter> others(String id) {
		return this.all.get().filter((other) -> other != this && id.equals(other.routerId));
	}

	private void lostTo(SharedRouter other) {
		if (this.welcomed || this.loop.isConnected() || isResting()
				|| Math.abs(this.lostAt - other.connectedAt) > CLOSE_NANOS) {
			return;
		}
		this.lost = (this.loop.now() - this.lastLost > IN_A_ROW_NANOS) ? 1 : this.lost + 1;
		this.lastLost = this.loop.now();
		if (this.lost >= OFTEN || other == this.holder || other.holder == this) {
			// First, so that it reconnects even if this fails
			this.loop.schedule(this, this.loop.now() + CHECK_NANOS);
			this.holder = other;
			this.loop.rest();
			this.rejected.accept("The worker is already connected to this router at " + other.loop.status().endpoint()
					+ ": list each router only once in zmqf.worker.router");
		}
	}

	private boolean isResting() {
		return isScheduled();
	}

	@Override
	protected void onTime() {
		// First, so that it checks again even if this fails
		this.loop.schedule(this, this.loop.now() + CHECK_NANOS);
		String id = this.routerId;
		if (id == null || others(id).noneMatch((other) -> other.welcomed)) {
			this.loop.cancel(this);
			this.loop.reconnect();
		}
	}

	/** Called when the worker stops. */
	void leave() {
		this.loop.cancel(this);
	}

}
