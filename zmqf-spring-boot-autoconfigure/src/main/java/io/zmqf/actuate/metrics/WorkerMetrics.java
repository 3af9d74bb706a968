package io.zmqf.actuate.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.zmqf.message.ProblemType;
import io.zmqf.worker.WorkerListener;

/**
 * Measures the queueing time of requests, and counts the requests that workers and
 * servers reject without calling a handler.
 *
 * @since 0.1.0
 */
public final class WorkerMetrics extends Registries implements WorkerListener {

	private final List<Timer> waits = new CopyOnWriteArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		super.bindTo(registry);
		this.waits.add(Timer.builder("zmqf.worker.requests.wait")
			.description("Time between the arrival of a request and the start of its handler")
			.register(registry));
	}

	@Override
	public void requestBegun(long waitNanos) {
		for (Timer wait : this.waits) {
			wait.record(waitNanos, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void requestRefused(ProblemType problem) {
		refused(tag(problem));
	}

	@Override
	public void replyTooLarge(String event, String excess) {
		refused("reply-too-large");
	}

	private void refused(String reason) {
		count("zmqf.worker.requests.refused",
				"Requests that were rejected with a problem, without a call of the handler", "reason", reason);
	}

}
