package io.zmqf.memory;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications that start and stop in one JVM, each with a request whose timeout is a
 * day.
 */
@Timeout(240)
class ClosedContextsIT {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	@Test
	void nothingOfAClosedApplicationStays() throws Exception {
		List<WeakReference<Object>> remains = new ArrayList<>();
		openAndClose(5, new ArrayList<>());
		System.gc();
		long threads = threads();
		long descriptors = descriptors();
		long direct = direct();
		openAndClose(60, remains);
		await().untilAsserted(() -> {
			System.gc();
			assertThat(remains.stream().filter((reference) -> reference.get() != null).map(WeakReference::get))
				.as("reachable")
				.isEmpty();
			assertThat(threads()).as("threads").isLessThanOrEqualTo(threads);
			assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors + 3);
			assertThat(direct()).as("direct memory").isLessThanOrEqualTo(direct + 64 * 1024);
		});
	}

	private static void openAndClose(int times, List<WeakReference<Object>> remains) {
		for (int i = 0; i < times; i++) {
			List<CompletableFuture<String>> outcome = new ArrayList<>();
			ZmqTestContexts.runner()
				.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
				.withBean(Never.class)
				.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=20ms",
						(i % 2 == 0) ? "zmqf.server.address=tcp://127.0.0.1:0" : "zmqf.client.timeout=1s")
				.run((context) -> {
					ZmqClient client = context.getBean(ZmqClient.class);
					outcome.add(client.event("never").data("?").timeout(Duration.ofDays(1)).requestAsync(String.class));
					Never never = context.getBean(Never.class);
					await().until(() -> never.asked);
					for (Object part : List.of(context, client, never, context.getBean(Transport.class))) {
						remains.add(new WeakReference<>(part));
					}
				});
			assertThat(outcome.get(0).handle((reply, ex) -> ex != null)).succeedsWithin(40, TimeUnit.SECONDS)
				.isEqualTo(true);
		}
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("zmqf"))
			.count();
	}

	private static long descriptors() throws java.io.IOException {
		if (!Files.isDirectory(DESCRIPTORS)) {
			return 0;
		}
		try (Stream<Path> open = Files.list(DESCRIPTORS)) {
			return open.count();
		}
	}

	private static long direct() {
		return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getMemoryUsed)
			.sum();
	}

	/** Never answers. */
	static class Never {

		private volatile boolean asked;

		@ZmqHandler("never")
		CompletionStage<String> answer(String question) {
			this.asked = true;
			return new CompletableFuture<>();
		}

	}

}
