package io.zmqf.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * The draining of a connection, which is complete when all accepted requests have their
 * replies. Rejected requests do not count, so they cannot delay it. Confined to the
 * connection's event loop.
 */
final class Drain extends Timed {

	/**
	 * The time within which requests arrive that peers had sent before they learned of
	 * the stop.
	 */
	private static final long ARRIVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final SocketLoop loop;

	private final BooleanSupplier idle;

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	private boolean begun;

	private long arrivalsUntil;

	Drain(SocketLoop loop, BooleanSupplier idle) {
		this.loop = loop;
		this.idle = idle;
	}

	/** Returns the future that completes when the connection is drained. */
	CompletableFuture<Void> drained() {
		return this.drained;
	}

	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * Whether requests may still arrive that their peer had sent before it learned of the
	 * stop.
	 */
	boolean isWithinArrivals() {
		return this.arrivalsUntil - this.loop.now() > 0;
	}

	void begin() {
		this.begun = true;
		this.arrivalsUntil = this.loop.now() + ARRIVAL_NANOS;
		check();
	}

	/**
	 * Schedules the end if the connection is idle. Does nothing before the drain has
	 * begun.
	 */
	void check() {
		if (this.begun && !isScheduled() && !this.drained.isDone() && this.idle.getAsBoolean()) {
			this.loop.schedule(this, this.loop.now() + ARRIVAL_NANOS);
		}
	}

	@Override
	protected void onTime() {
		if (this.idle.getAsBoolean()) {
			end();
		}
	}

	void end() {
		this.drained.complete(null);
	}

}
