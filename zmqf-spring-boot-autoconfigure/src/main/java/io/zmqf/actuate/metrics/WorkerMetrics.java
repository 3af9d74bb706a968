package io.zmqf.actuate.metrics;

import io.micrometer.core.instrument.Counter;
import io.zmqf.message.ProblemType;
import io.zmqf.worker.WorkerListener;

/**
 * Counts the requests that workers and servers refuse, which no handler gets to see.
 *
 * @since 0.1.0
 */
public final class WorkerMetrics extends Registries implements WorkerListener {

	@Override
	public void requestRefused(ProblemType problem) {
		each((registry) -> Counter.builder("zmqf.worker.requests.refused")
			.description("Requests that were answered before a handler had seen them")
			.tag("reason", tag(problem))
			.register(registry)
			.increment());
	}

}
