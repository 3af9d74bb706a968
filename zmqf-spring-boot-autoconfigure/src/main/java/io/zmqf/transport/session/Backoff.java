package io.zmqf.transport.session;

import java.util.concurrent.ThreadLocalRandom;

import zmq.Options;

/**
 * The waiting times between attempts, as JeroMQ's options RECONNECT_IVL and
 * RECONNECT_IVL_MAX describe them: the interval, doubled with each attempt where there is
 * a greater maximum, and an interval more or less by chance. Cures what JeroMQ's
 * connecter makes of two values: 0 divides by zero there, and -1, which means never,
 * comes out as at once.
 */
final class Backoff {

	/** A peer that refuses this one is not asked more often, whatever the options say. */
	private static final int REFUSED_MILLIS = 1000;

	private final int interval;

	private final int maximum;

	private int current;

	Backoff(Options options) {
		this.interval = options.reconnectIvl;
		this.maximum = options.reconnectIvlMax;
		this.current = this.interval;
	}

	/** Whether there is a next attempt at all. */
	boolean tries() {
		return this.interval >= 0;
	}

	/** The time until the next attempt. */
	int nextMillis() {
		long spread = Math.max(1, this.interval);
		long next = this.current + ThreadLocalRandom.current().nextLong(1 - spread, spread);
		if (this.maximum > this.interval) {
			this.current = (int) Math.min(2L * Math.max(1, this.current), this.maximum);
		}
		return (int) Math.max(1, Math.min(next, Integer.MAX_VALUE));
	}

	/**
	 * The time until the next attempt at a peer that broke off the handshake on purpose.
	 */
	int nextMillisAfterRefusal() {
		return Math.max(REFUSED_MILLIS, nextMillis());
	}

	/** A connection was made, and the peer has shaken hands. */
	void reset() {
		this.current = this.interval;
	}

}
