package io.zmqf.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * Ends the requests of a connection at their deadlines. Most have their reply long
 * before. A periodic check of the requests in flight thus costs less than a timer for
 * each. Confined to the connection's event loop.
 */
final class RequestExpiry extends Timed {

	private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** The delay of the first check of a new request. */
	private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/**
	 * The delay of the error after the deadline, so that it does not reach callers that
	 * watch the deadline themselves.
	 */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final SocketLoop loop;

	private final InboundRequests inbound;

	private final Consumer<InboundRequest> timeIsUp;

	private final Consumer<InboundRequest> expired;

	/** The time of the next check. */
	private long next;

	/**
	 * Creates the periodic check.
	 * @param loop the loop of the connection
	 * @param inHand the requests to check
	 * @param timeIsUp a callback at the deadline of a request, possibly called several
	 * times
	 * @param expired a callback after the delay, if the request is still in flight
	 */
	RequestExpiry(SocketLoop loop, InboundRequests inHand, Consumer<InboundRequest> timeIsUp,
			Consumer<InboundRequest> expired) {
		this.loop = loop;
		this.inbound = inHand;
		this.timeIsUp = timeIsUp;
		this.expired = expired;
	}

	/** Schedules the first check of a new request. */
	void watch() {
		scheduleCheck(this.loop.now() + FIRST_PAUSE_NANOS);
	}

	/**
	 * Schedules the next check for the given time, unless an earlier one is scheduled.
	 */
	private void scheduleCheck(long time) {
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
			for (InboundRequest request : this.inbound.all()) {
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
			if (!this.inbound.isEmpty()) {
				scheduleCheck(now + Math.max(pause, SHORTEST_PAUSE_NANOS));
			}
		}
	}

}
