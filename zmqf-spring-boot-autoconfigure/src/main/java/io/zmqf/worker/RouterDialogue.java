package io.zmqf.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import io.zmqf.message.Events;
import io.zmqf.message.NodeIdentity;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * The announcements of a worker on one connection, and its router's answers. Belongs to
 * the connection's loop.
 */
final class RouterDialogue extends Timed {

	/** A router that answers goodbyes does so at once. */
	private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final SocketLoop loop;

	private final NodeIdentity identity;

	private final Duration expectReturn;

	private final HandlerRegistry handlers;

	private final IntSupplier capacity;

	private final Runnable onSilence;

	private final long intervalNanos;

	/** The capacity that the router knows. */
	private int announced;

	private long connections;

	private boolean welcomed;

	private boolean leaving;

	/** Until when the router's answer to the goodbye is awaited; 0 for not at all. */
	private long goodbyeUntil;

	/**
	 * Creates the dialogue.
	 * @param loop the loop of the connection
	 * @param settings the settings of the worker
	 * @param handlers the handlers to announce
	 * @param capacity the capacity of the connection
	 * @param onSilence a callback for a goodbye that the router does not answer
	 */
	RouterDialogue(SocketLoop loop, WorkerSettings settings, HandlerRegistry handlers, IntSupplier capacity,
			Runnable onSilence) {
		this.loop = loop;
		this.identity = settings.identity();
		this.expectReturn = settings.expectReturn();
		this.handlers = handlers;
		this.capacity = capacity;
		this.onSilence = onSilence;
		this.intervalNanos = settings.announceInterval().toNanos();
	}

	/** Whether the router is one that answers announcements. */
	boolean isWelcomed() {
		return this.welcomed;
	}

	/** Whether the router may have sent requests before it read the goodbye. */
	boolean isAwaitingGoodbye() {
		return this.goodbyeUntil != 0 && this.goodbyeUntil - this.loop.now() > 0;
	}

	void connected() {
		this.connections++;
		announce();
	}

	void disconnected() {
		this.welcomed = false;
		this.goodbyeUntil = 0;
		this.loop.cancel(this);
	}

	/** Takes a message without an address, which is the router's own. */
	void hear(String event) {
		switch (event) {
			case Events.WELCOME -> {
				this.welcomed = true;
				this.loop.cancel(this);
				capacityMayHaveChanged();
			}
			case Events.BYE -> this.goodbyeUntil = 0; // all that it had sent is here
			case Events.READY_QUESTION -> announce();
			default -> {
			}
		}
	}

	/** Before its welcome a router is told again and again anyway. */
	void capacityMayHaveChanged() {
		if (this.welcomed && this.announced != this.capacity.getAsInt()) {
			announce();
		}
	}

	/** Before its welcome a router is told again and again anyway. */
	void eventsChanged() {
		if (this.welcomed) {
			announce();
		}
	}

	private void announce() {
		if (!this.leaving) {
			this.loop.schedule(this, this.loop.now() + this.intervalNanos); // again,
																			// whatever
																			// this throws
			this.announced = this.capacity.getAsInt();
			this.loop.send(Announcement.ready(this.identity, this.handlers.events(), this.announced, this.connections));
		}
	}

	/** Announces that no more requests are taken. */
	void leave() {
		this.leaving = true;
		this.loop.cancel(this);
		if (this.loop.isConnected()) {
			this.loop.send(Announcement.bye(this.identity, this.expectReturn));
			if (this.welcomed) {
				this.goodbyeUntil = this.loop.now() + GOODBYE_NANOS;
				this.loop.schedule(this, this.goodbyeUntil);
			}
		}
	}

	@Override
	protected void onTime() {
		if (this.leaving) {
			this.onSilence.run();
		}
		else {
			announce();
		}
	}

}
