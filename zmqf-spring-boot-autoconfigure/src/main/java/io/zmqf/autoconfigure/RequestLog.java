package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.zmqf.message.BoundedTime;
import io.zmqf.message.Printable;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTrace;
import io.zmqf.message.RequestTracing;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Logs single requests of a role. Slow requests and requests lost with their worker are
 * logged as warnings at a limited rate, and all requests at {@code DEBUG}.
 */
final class RequestLog implements RequestTracing {

	private static final Duration PERIOD = Duration.ofSeconds(10);

	private final Log logger;

	private final long slowNanos;

	private final LogThrottle throttle;

	/**
	 * Creates a log.
	 * @param logger the logger of the role
	 * @param slow the minimum duration of a slow request, or zero to disable
	 * @param nanoTime the clock, in nanoseconds
	 */
	RequestLog(Log logger, Duration slow, LongSupplier nanoTime) {
		this.logger = logger;
		this.slowNanos = slow.isZero() ? Long.MAX_VALUE : BoundedTime.of(slow).toNanos();
		this.throttle = new LogThrottle(1, PERIOD, nanoTime);
	}

	@Override
	public boolean isOn() {
		return this.slowNanos != Long.MAX_VALUE || this.logger.isDebugEnabled();
	}

	@Override
	public boolean tracesDispatched() {
		return this.logger.isDebugEnabled();
	}

	@Override
	public boolean tracesEnd(long nanos, @Nullable ProblemType problem) {
		return nanos >= this.slowNanos || problem == ProblemType.WORKER_LOST || this.logger.isDebugEnabled();
	}

	@Override
	public void dispatched(RequestTrace trace) {
		this.logger.debug(
				trace.node() + " sent " + subject(trace) + receiver(trace) + " after " + millis(trace.waitedNanos()));
	}

	@Override
	public void ended(RequestTrace trace, @Nullable ProblemType problem) {
		boolean slow = trace.waitedNanos() + trace.servedNanos() >= this.slowNanos;
		String kind = slow ? "slow" : (problem == ProblemType.WORKER_LOST) ? "lost" : null;
		long leftOut = (kind != null) ? this.throttle.next(kind, kind + "/" + trace.request().event()) : -1;
		if (leftOut >= 0) {
			this.logger.warn((slow ? "Slow request: " : "Lost request: ") + describe(trace)
					+ ((leftOut > 0) ? " (" + leftOut + " more were not logged)" : ""));
		}
		else if (this.logger.isDebugEnabled()) {
			this.logger.debug(describe(trace));
		}
	}

	@Override
	public void subscriberFailed(String event, Throwable failure) {
		this.throttle.next("subscriber/" + event,
				(leftOut) -> this.logger
					.warn("The subscriber to '" + Printable.of(event) + "' failed, and receives no further items"
							+ ((leftOut > 0) ? " (" + leftOut + " more were not logged)" : ""), failure));
	}

	private static String describe(RequestTrace trace) {
		String times = (trace.receiver() != null) ? ": " + millis(trace.waitedNanos()) + " until it was sent"
				+ receiver(trace) + ", " + millis(trace.servedNanos()) + " from then until its end" : "";
		return subject(trace) + " took " + millis(trace.waitedNanos() + trace.servedNanos()) + " at " + trace.node()
				+ times + ". Outcome: " + Printable.of(trace.outcome());
	}

	private static String subject(RequestTrace trace) {
		return trace.request() + ((trace.sender() != null) ? " of " + trace.sender() : "");
	}

	private static String receiver(RequestTrace trace) {
		return " to " + trace.receiver() + ((trace.receiverId() != null) ? " as " + trace.receiverId() : "");
	}

	private static String millis(long nanos) {
		return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
	}

}
