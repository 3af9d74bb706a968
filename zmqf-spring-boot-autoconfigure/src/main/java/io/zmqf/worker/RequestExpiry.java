package io.zmqf.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * Ends the requests of a connection at their deadlines. Most are answered long before, so
 * that looking at those in hand now and then costs less than a timer for each. Belongs to
 * the connection's loop.
 */
final class RequestExpiry extends Timed {

	private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** A caller that knows its deadline itself does not meet the answer. */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final SocketLoop loop;

	private final InboundRequests inHand;

	private final Consumer<InboundRequest> expired;

	RequestExpiry(SocketLoop loop, InboundRequests inHand, Consumer<InboundRequest> expired) {
		this.loop = loop;
		this.inHand = inHand;
		this.expired = expired;
	}

	/** Watches what is in hand from now on. */
	void watch() {
		if (!isScheduled()) {
			this.loop.schedule(this, this.loop.now() + LONGEST_PAUSE_NANOS);
		}
	}

	@Override
	protected void onTime() {
		long now = this.loop.now();
		long pause = LONGEST_PAUSE_NANOS;
		try {
			for (InboundRequest request : this.inHand.all()) {
				long left = request.deadline() + GRACE_NANOS - now;
				if (left <= 0) {
					this.expired.accept(request);
				}
				else {
					pause = Math.min(pause, left);
				}
			}
		}
		finally {
			if (!this.inHand.isEmpty()) {
				this.loop.schedule(this, now + Math.max(pause, SHORTEST_PAUSE_NANOS));
			}
		}
	}

}
