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

/** Measures how long requests are in a router, by what became of them. */
public final class RouterMetrics implements MeterBinder, RouterListener {

	private static final String REPLIED = "replied";

	/** For each registry a timer for replies, then one for each problem. */
	private final List<Timer[]> timers = new CopyOnWriteArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		List<Timer> byOutcome = new ArrayList<>();
		byOutcome.add(timer(registry, REPLIED));
		for (ProblemType problem : ProblemType.values()) {
			byOutcome.add(timer(registry, Registries.tag(problem)));
		}
		this.timers.add(byOutcome.toArray(Timer[]::new));
	}

	private static Timer timer(MeterRegistry registry, String outcome) {
		return Timer.builder("zmqf.router.requests")
			.description("Requests in the router, their workers' time included")
			.tag("outcome", outcome)
			.register(registry);
	}

	@Override
	public void requestEnded(@Nullable ProblemType problem, long nanos) {
		int index = (problem != null) ? problem.ordinal() + 1 : 0;
		for (Timer[] byOutcome : this.timers) {
			byOutcome[index].record(nanos, TimeUnit.NANOSECONDS);
		}
	}

}
