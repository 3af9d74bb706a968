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

	/** How soon a request that has just come is looked at. */
	private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** A caller that knows its deadline itself does not meet the answer. */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final SocketLoop loop;

	private final InboundRequests inHand;

	private final Consumer<InboundRequest> timeIsUp;

	private final Consumer<InboundRequest> expired;

	/** When it looks next. */
	private long next;

	/**
	 * Creates the watch.
	 * @param loop the loop of the connection
	 * @param inHand the requests to watch
	 * @param timeIsUp a callback at the deadline of a request, perhaps called more than
	 * once
	 * @param expired a callback a moment later, if the request is still in hand
	 */
	RequestExpiry(SocketLoop loop, InboundRequests inHand, Consumer<InboundRequest> timeIsUp,
			Consumer<InboundRequest> expired) {
		this.loop = loop;
		this.inHand = inHand;
		this.timeIsUp = timeIsUp;
		this.expired = expired;
	}

	/** Watches what has come in hand. */
	void watch() {
		lookAt(this.loop.now() + FIRST_PAUSE_NANOS);
	}

	/** Looks at all requests at a time, or before. */
	private void lookAt(long time) {
		if (!isScheduled() || time - this.next < 0) {
			this.next = time;
			this.loop.schedule(this, time);
		}
	}

	@Override
	protected void onTime() {
		long now = this.loop.now();
		long pause = LONGEST_PAUSE_NANOS;
		try {
			for (InboundRequest request : this.inHand.all()) {
				long left = request.deadline() - now;
				if (left + GRACE_NANOS <= 0) {
					this.expired.accept(request);
				}
				else {
					if (left <= 0) {
						this.timeIsUp.accept(request);
					}
					pause = Math.min(pause, (left > 0) ? left : left + GRACE_NANOS);
				}
			}
		}
		finally {
			if (!this.inHand.isEmpty()) {
				lookAt(now + Math.max(pause, SHORTEST_PAUSE_NANOS));
			}
		}
	}

}
