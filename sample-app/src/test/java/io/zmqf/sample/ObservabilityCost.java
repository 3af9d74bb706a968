package io.zmqf.sample;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;
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
 * Measures the cost of observability: the sample's request path with heartbeats, events,
 * health, metrics, observations and the endpoint, and without all of them, in turn. A
 * program, not a test, because throughput depends on the machine and its load. On a
 * loaded machine the processor time per request is more meaningful.
 */
public final class ObservabilityCost {

	private static final Duration SLICE = Duration.ofMillis(500);

	private static final int WARM_UP = 20;

	private static final OperatingSystemMXBean PROCESSOR = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	private ObservabilityCost() {
	}

	public static void main(String[] args) throws InterruptedException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 60;
		int callers = (args.length > 1) ? Integer.parseInt(args[1]) : 16;
		try (ConfigurableApplicationContext observed = start(Observed.class);
				ConfigurableApplicationContext bare = start(Bare.class)) {
			List<Slice> with = new ArrayList<>();
			List<Slice> without = new ArrayList<>();
			for (int round = -WARM_UP; round < rounds; round++) {
				// the second application may run on a warmer machine
				boolean observedFirst = round % 2 == 0;
				Slice first = requests(observedFirst ? observed : bare, callers);
				Slice second = requests(observedFirst ? bare : observed, callers);
				if (round >= 0) {
					with.add(observedFirst ? first : second);
					without.add(observedFirst ? second : first);
				}
			}
			print("requests in a slice", with, without, Slice::requests);
			print("microseconds of processor time for a request", with, without, Slice::processorMicros);
		}
	}

	private static void print(String what, List<Slice> with, List<Slice> without, ToDoubleFunction<Slice> value) {
		System.out.printf("%s: %.1f observed, %.1f not observed, median of the ratios %.3f%n", what,
				median(with.stream().mapToDouble(value)), median(without.stream().mapToDouble(value)),
				median(IntStream.range(0, with.size())
					.mapToDouble((i) -> value.applyAsDouble(with.get(i)) / value.applyAsDouble(without.get(i)))));
	}

	private static ConfigurableApplicationContext start(Class<?> application) {
		return new SpringApplicationBuilder(application).run("--server.port=0", "--spring.jmx.enabled=false");
	}

	/** Counts the requests that are answered in a slice of time. */
	private static Slice requests(ConfigurableApplicationContext context, int callers) throws InterruptedException {
		ZmqClient client = context.getBean(ZmqClient.class);
		LongAdder answered = new LongAdder();
		CountDownLatch end = new CountDownLatch(callers);
		long processor = PROCESSOR.getProcessCpuTime();
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
		return new Slice(answered.sum(), PROCESSOR.getProcessCpuTime() - processor);
	}

	private static double median(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		return sorted[sorted.length / 2];
	}

	/** The work of a slice of time. */
	private record Slice(long requests, long processorNanos) {

		double processorMicros() {
			return this.processorNanos / 1000.0 / this.requests;
		}

	}

	/** The shop with all observability features. */
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
