package io.zmqf.router;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zmqf.info.EventMeter;
import io.zmqf.message.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * Counts answers by event while an operator reads the counts. Counting starts with the
 * first read and stops a minute after the last one, so that it costs nothing when nobody
 * reads. Confined to the backend's loop.
 */
final class EventMeters {

	private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** The maximum number of events. Clients can invent any number of names. */
	private static final int MAX_EVENTS = 1000;

	private @Nullable Map<String, EventMeter> meters;

	private long lastUse;

	/** Returns the meters by event, and starts or prolongs the counting. */
	Map<String, EventMeter> activate(long now) {
		this.lastUse = now;
		if (this.meters == null) {
			this.meters = new HashMap<>();
		}
		return Map.copyOf(this.meters);
	}

	/**
	 * Counts a request with a reply.
	 * @param request the request
	 * @param reply the frames of the reply
	 * @param delimiter the index of the reply's empty frame
	 * @param now the time of the loop
	 */
	void ended(RoutedRequest request, byte[][] reply, int delimiter, long now) {
		if (this.meters != null) {
			ended(request, MessageCodec.status(reply, delimiter), now);
		}
	}

	/**
	 * Counts a completed request.
	 * @param request the request
	 * @param status the status of the problem, or 0 if there is none
	 * @param now the time of the loop
	 */
	void ended(RoutedRequest request, int status, long now) {
		Map<String, EventMeter> current = this.meters;
		if (current == null) {
			return;
		}
		if (now - this.lastUse > KEPT_NANOS) {
			this.meters = null;
			return;
		}
		EventMeter meter = current.get(request.event());
		if (meter == null && current.size() < MAX_EVENTS) {
			meter = new EventMeter(this.lastUse);
			current.put(request.event(), meter);
		}
		if (meter != null) {
			meter.answered(request.age(now), status, request.frames());
		}
	}

}
