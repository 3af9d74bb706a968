package io.zmqf.actuate.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ProblemType;
import io.zmqf.transport.DropReason;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The guide has each meter, with its type and its tags, and no other. */
class MetricsGuideTests {

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `(zmqf\\.[^`]+)` \\| ([a-z ]+) \\| ([^|]*)\\|");

	@Test
	void theTableOfMetersIsThatOfAnApplication() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "observability.md")));
		while (rows.find()) {
			documented.put(rows.group(1), rows.group(2) + " " + rows.group(3).replaceAll("[` ]", ""));
		}
		ObservedContexts.runner()
			.withBean(SimpleMeterRegistry.class)
			.withUserConfiguration(Handlers.class)
			.run((context) -> {
				context.getBean(ZmqClient.class).send("wait", null);
				Handlers handlers = context.getBean(Handlers.class);
				handlers.begun.await();
				rareOnes(context);
				Map<String, String> registered = meters(context.getBean(MeterRegistry.class));
				handlers.end.countDown();
				context.getBean(ZmqClient.class).request("wait", null, Void.class);
				try (Stream<Integer> items = context.getBean(ZmqClient.class).event("count").stream(Integer.class)) {
					assertThat(items).containsExactly(1, 2);
				}
				registered.putAll(meters(context.getBean(MeterRegistry.class)));
				assertThat(documented).isEqualTo(registered);
			});
	}

	/** Triggers meters that are registered on first use, which is rare in a test. */
	private static void rareOnes(ApplicationContext context) {
		TransportMetrics metrics = context.getBean(TransportMetrics.class);
		metrics.dropped("socket", DropReason.MALFORMED);
		context.getBean(WorkerMetrics.class).requestRefused(ProblemType.BUSY);
		metrics.loopFailed("socket", new IllegalStateException());
		metrics.loopBlocked("loop", Duration.ofSeconds(2), new StackTraceElement[0]);
	}

	private static Map<String, String> meters(MeterRegistry registry) {
		return registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("zmqf."))
			.collect(Collectors.toMap(Meter.Id::getName, MetricsGuideTests::describe, (first, second) -> {
				assertThat(second).isEqualTo(first);
				return first;
			}, TreeMap::new));
	}

	private static String describe(Meter.Id id) {
		return id.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " "
				+ id.getTags().stream().map(Tag::getKey).sorted().collect(Collectors.joining(","));
	}

	static class Handlers {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@ZmqHandler("wait")
		void await() throws InterruptedException {
			this.begun.countDown();
			this.end.await();
		}

		@ZmqHandler("count")
		Stream<Integer> count() {
			return Stream.of(1, 2);
		}

	}

}
