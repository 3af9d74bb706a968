package io.zmqf.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * The end of a connection's work: it is drained once everything that it had taken is
 * answered. Requests that are refused meanwhile don't count, so that they can't delay it.
 * Belongs to the connection's loop.
 */
final class Drain extends Timed {

	/** What peers had sent before they could know arrives within this time. */
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

	/** Completed once the connection is drained. */
	CompletableFuture<Void> drained() {
		return this.drained;
	}

	boolean hasBegun() {
		return this.begun;
	}

	/** Whether a peer that was told may not have known when it sent. */
	boolean isWithinArrivals() {
		return this.arrivalsUntil - this.loop.now() > 0;
	}

	void begin() {
		this.begun = true;
		this.arrivalsUntil = this.loop.now() + ARRIVAL_NANOS;
		check();
	}

	/** Looks whether the end may be near; nothing to do before the beginning. */
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
