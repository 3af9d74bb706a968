package io.zmqf.actuate.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.zmqf.message.ProblemType;
import io.zmqf.router.RouterListener;
import org.jspecify.annotations.Nullable;

/**
 * Measures the time of requests in a router by their outcome.
 *
 * @since 0.1.0
 */
public final class RouterMetrics implements MeterBinder, RouterListener {

	private static final String REPLIED = "replied";

	private static final String ABANDONED = "abandoned";

	/**
	 * The timers of each registry: one for replies, one for each problem, and one for
	 * requests whose clients disconnected.
	 */
	private final List<Timer[]> timers = new CopyOnWriteArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		List<Timer> byOutcome = new ArrayList<>();
		byOutcome.add(timer(registry, REPLIED));
		for (ProblemType problem : ProblemType.values()) {
			byOutcome.add(timer(registry, Registries.tag(problem)));
		}
		byOutcome.add(timer(registry, ABANDONED));
		this.timers.add(byOutcome.toArray(Timer[]::new));
	}

	private static Timer timer(MeterRegistry registry, String outcome) {
		return Timer.builder("zmqf.router.requests")
			.description("Duration of requests in the router, including the workers' time")
			.tag("outcome", outcome)
			.register(registry);
	}

	@Override
	public void requestEnded(@Nullable ProblemType problem, long nanos) {
		record((problem != null) ? problem.ordinal() + 1 : 0, nanos);
	}

	@Override
	public void requestAbandoned(long nanos) {
		record(ProblemType.values().length + 1, nanos);
	}

	private void record(int index, long nanos) {
		for (Timer[] byOutcome : this.timers) {
			byOutcome[index].record(nanos, TimeUnit.NANOSECONDS);
		}
	}

}
