package io.zmqf.worker;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * What one connection of a worker does where another one leads to the same router, which
 * gives the worker's identity to the one that came last and closes the other. After the
 * second time it rests until the other one has its router no more. Belongs to the
 * connection's loop; what is volatile is read by the loops of the others.
 */
final class SharedRouter extends Timed {

	/** A connection that is lost so close to the start of another was closed for it. */
	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

	/** What happened longer ago was a chance. */
	private static final long IN_A_ROW_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final int OFTEN = 2;

	/** How often one that rests looks whether the other still has its router. */
	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SocketLoop loop;

	private final Supplier<Stream<SharedRouter>> all;

	private final Consumer<String> rejected;

	/** The node id of the router that has welcomed this connection last. */
	private volatile @Nullable String routerId;

	private volatile boolean welcomed;

	private volatile long connectedAt;

	private long lostAt;

	/** The times in a row that the connection was lost to another one. */
	private int lost;

	/** When that was the last time. */
	private long lastLost;

	/** The connection that has the router while this one rests. */
	private @Nullable SharedRouter holder;

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
	 * The router has welcomed the connection.
	 * @param id the node id of the router, {@code null} if it names none
	 */
	void welcomed(@Nullable String id) {
		this.routerId = id;
		this.welcomed = true;
		if (id != null) {
			this.all.get()
				.filter((other) -> other != this && id.equals(other.routerId))
				.forEach((other) -> other.loop.execute(() -> other.lostTo(this)));
		}
	}

	private void lostTo(SharedRouter other) {
		if (this.welcomed || this.loop.isConnected() || this.holder != null
				|| Math.abs(this.lostAt - other.connectedAt) > CLOSE_NANOS) {
			return;
		}
		this.lost = (this.loop.now() - this.lastLost > IN_A_ROW_NANOS) ? 1 : this.lost + 1;
		this.lastLost = this.loop.now();
		if (this.lost >= OFTEN) {
			this.loop.schedule(this, this.loop.now() + LOOK_NANOS); // whatever throws
			this.holder = other;
			this.loop.rest();
			this.rejected.accept("Its router is that of another connection, to " + other.loop.status().endpoint()
					+ ", which goes on alone: name each router once in zmqf.worker.router");
		}
	}

	@Override
	protected void onTime() {
		SharedRouter other = this.holder;
		if (other != null && other.welcomed && Objects.equals(other.routerId, this.routerId)) {
			this.loop.schedule(this, this.loop.now() + LOOK_NANOS);
		}
		else {
			this.holder = null;
			this.loop.reconnect();
		}
	}

	/** The worker stops. */
	void leave() {
		this.loop.cancel(this);
	}

}
