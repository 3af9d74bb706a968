package io.zmqf.actuate.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.zmqf.actuate.event.EventPublisher;

/**
 * Counts the dropped application events.
 *
 * @since 0.1.0
 */
public final class EventMetrics extends BoundMeters {

	private final EventPublisher publisher;

	/**
	 * Creates the metrics.
	 * @param publisher the publisher that counts the dropped events
	 */
	public EventMetrics(EventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		counter(registry, "zmqf.events.lost", "Application events that were dropped because the queue was full", null,
				this.publisher, EventPublisher::lost);
	}

}
