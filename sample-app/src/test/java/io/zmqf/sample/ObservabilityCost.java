package io.zmqf.sample;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

import io.zmqf.autoconfigure.ZmqEndpointAutoConfiguration;
import io.zmqf.autoconfigure.ZmqHealthAutoConfiguration;
import io.zmqf.autoconfigure.ZmqHeartbeatAutoConfiguration;
import io.zmqf.autoconfigure.ZmqMetricsAutoConfiguration;
import io.zmqf.autoconfigure.ZmqObservabilityAutoConfiguration;
import io.zmqf.autoconfigure.ZmqObservationAutoConfiguration;
import io.zmqf.client.ZmqClient;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/**
 * What it costs to observe the nodes: the sample's request path with heartbeats, events,
 * health, metrics, observations and the endpoint, and without all of them, in turn. A
 * program, not a test: throughput depends on the machine.
 */
public final class ObservabilityCost {

	private static final Duration SLICE = Duration.ofSeconds(1);

	private static final int WARM_UP = 6;

	private ObservabilityCost() {
	}

	public static void main(String[] args) throws InterruptedException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 20;
		int callers = (args.length > 1) ? Integer.parseInt(args[1]) : 16;
		try (ConfigurableApplicationContext observed = start(Observed.class);
				ConfigurableApplicationContext bare = start(Bare.class)) {
			List<Long> with = new ArrayList<>();
			List<Long> without = new ArrayList<>();
			List<Double> ratios = new ArrayList<>();
			for (int round = -WARM_UP; round < rounds; round++) {
				boolean observedFirst = round % 2 == 0; // who comes second may find a
														// warmer machine
				long first = requests(observedFirst ? observed : bare, callers);
				long second = requests(observedFirst ? bare : observed, callers);
				if (round >= 0) {
					with.add(observedFirst ? first : second);
					without.add(observedFirst ? second : first);
					ratios.add((double) with.get(round) / without.get(round));
				}
			}
			System.out.printf("observed: %s requests, not observed: %s; medians %d and %d, of the ratios %.3f%n", with,
					without, median(with), median(without), median(ratios));
		}
	}

	private static ConfigurableApplicationContext start(Class<?> application) {
		return new SpringApplicationBuilder(application).run("--server.port=0", "--spring.jmx.enabled=false");
	}

	/** How many requests are answered in a slice of time. */
	private static long requests(ConfigurableApplicationContext context, int callers) throws InterruptedException {
		ZmqClient client = context.getBean(ZmqClient.class);
		LongAdder answered = new LongAdder();
		CountDownLatch end = new CountDownLatch(callers);
		long stop = System.nanoTime() + SLICE.toNanos();
		for (int i = 0; i < callers; i++) {
			new Thread(() -> {
				while (System.nanoTime() - stop < 0) {
					client.request("quotes.price", new Line("oak-table", 2), Quote.class);
					answered.increment();
				}
				end.countDown();
			}).start();
		}
		end.await();
		return answered.sum();
	}

	private static <T extends Comparable<T>> T median(List<T> values) {
		return values.stream().sorted().toList().get(values.size() / 2);
	}

	/** The shop with everything that looks at nodes. */
	@EnableAutoConfiguration
	@Import({ Shop.class, Catalogue.class })
	static class Observed {

	}

	/** The shop with nothing of that. */
	@EnableAutoConfiguration(exclude = { ZmqEndpointAutoConfiguration.class, ZmqHealthAutoConfiguration.class,
			ZmqHeartbeatAutoConfiguration.class, ZmqMetricsAutoConfiguration.class,
			ZmqObservabilityAutoConfiguration.class, ZmqObservationAutoConfiguration.class })
	@Import({ Shop.class, Catalogue.class })
	static class Bare {

	}

}
