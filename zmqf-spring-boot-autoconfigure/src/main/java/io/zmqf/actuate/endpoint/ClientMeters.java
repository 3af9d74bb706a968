package io.zmqf.actuate.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.zmqf.info.NodeStats.EventStats;

/**
 * The measurements of an application's clients. The page shows them if the application
 * has no router or handlers.
 *
 * @since 0.1.0
 */
public final class ClientMeters {

	private static final String REQUESTS = "zmqf.client.requests";

	private final MeterRegistry registry;

	/**
	 * Creates a reader of meters.
	 * @param registry the registry of the meters
	 */
	public ClientMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	/** The sum of the requests for one event. */
	private static final class Sum {

		private long requests;

		private int inFlight;

		private final Map<String, Long> errors = new TreeMap<>();

		private void add(Timer timer) {
			this.requests += timer.count();
			String status = tag(timer, "status");
			if (!status.equals("ok") && timer.count() > 0) {
				this.errors.merge(status, timer.count(), Long::sum);
			}
		}

	}

	/** Returns the statistics of the requested events. */
	List<EventStats> events() {
		Map<String, Sum> sums = new TreeMap<>();
		for (Timer timer : this.registry.find(REQUESTS).timers()) {
			sums.computeIfAbsent(tag(timer, "event"), (event) -> new Sum()).add(timer);
		}
		for (LongTaskTimer active : this.registry.find(REQUESTS + ".active").longTaskTimers()) {
			sums.computeIfAbsent(tag(active, "event"), (event) -> new Sum()).inFlight += active.activeTasks();
		}
		List<EventStats> events = new ArrayList<>();
		sums.forEach((event, sum) -> events
			.add(new EventStats(event, sum.requests, sum.errors, 0, 0, sum.inFlight, 0, 0, 0, 0, null)));
		return events;
	}

	/** Returns the number of a client's completed requests. */
	long requests(String client) {
		return this.registry.find(REQUESTS).tag("client", client).timers().stream().mapToLong(Timer::count).sum();
	}

	private static String tag(Meter meter, String name) {
		String value = meter.getId().getTag(name);
		return (value != null) ? value : "";
	}

}
