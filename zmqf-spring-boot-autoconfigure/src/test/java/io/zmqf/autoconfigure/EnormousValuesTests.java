package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.reactive.ReactiveZmqClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Values that stand for no limit at all, although they are too large to be added. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class EnormousValuesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final String[] SERVER = { "zmqf.server.address=inproc://enormous-server",
			"zmqf.clients.server.address=inproc://enormous-server" };

	private static final String[] ROUTER = { "zmqf.router.frontend=inproc://enormous-frontend",
			"zmqf.router.backend=inproc://enormous-backend", "zmqf.worker.router=inproc://enormous-backend",
			"zmqf.heartbeat.address=inproc://enormous-heartbeats" };

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(ZmqHeartbeatAutoConfiguration.class,
				ZmqObservabilityAutoConfiguration.class, ZmqReactiveAutoConfiguration.class))
		.withPropertyValues(SERVER)
		.withPropertyValues(ROUTER)
		.withUserConfiguration(Handlers.class);

	@ParameterizedTest
	@ValueSource(strings = { "client.timeout", "clients.server.timeout", "client.retry.delay", "client.retry.jitter",
			"client.retry.max-delay", "worker.max-timeout", "worker.expect-return", "server.max-timeout",
			"router.request-timeout", "router.max-timeout", "router.queue-wait", "log.slow-requests" })
	void durationIsForEver(String property, CapturedOutput output) {
		for (String value : List.of("PT2562047788015215H", "106751991167d", "36501d")) {
			answersWith(property, value, output);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "worker.concurrency", "worker.prefetch", "worker.max-collected", "server.concurrency",
			"server.prefetch", "server.queue-capacity", "server.max-collected", "router.queue-capacity",
			"router.max-attempts", "client.retry.max-retries", "heartbeat.max-missed", "high-water-mark" })
	void numberIsNoLimit(String property, CapturedOutput output) {
		answersWith(property, "2147483647", output);
	}

	private void answersWith(String property, String value, CapturedOutput output) {
		this.runner.withPropertyValues("zmqf.client.retry.enabled=true", "zmqf." + property + "=" + value)
			.run((context) -> {
				for (String name : List.of("zmqClient", "server")) {
					ZmqClient client = context.getBean(name, ZmqClient.class);
					assertThat(client.event("count").idempotent().requestAsync(List.class)).as(name)
						.succeedsWithin(PATIENCE)
						.isEqualTo(List.of(1, 2));
					assertThat(ReactiveZmqClient.of(client)
						.event("count")
						.stream(Integer.class)
						.collectList()
						.block(PATIENCE)).as(name).containsExactly(1, 2);
				}
			});
		assertThat(output).doesNotContain("ArithmeticException");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT2562047788015215H30M7.999999999S", "P36501D" })
	void requestAndStreamWaitForEver(Duration ever) {
		this.runner.withPropertyValues("zmqf.client.retry.enabled=true").run((context) -> {
			for (String name : List.of("zmqClient", "server")) {
				ZmqClient client = context.getBean(name, ZmqClient.class);
				assertThat(client.event("count").timeout(ever).idempotent().requestAsync(List.class)).as(name)
					.succeedsWithin(PATIENCE);
				assertThat(client.event("count").timeout(ever).gatherAsync(List.class)).as(name)
					.succeedsWithin(PATIENCE);
				assertThat(ReactiveZmqClient.of(client)
					.event("count")
					.timeout(ever)
					.streamTimeout(ever)
					.stream(Integer.class)
					.collectList()
					.block(PATIENCE)).as(name).containsExactly(1, 2);
			}
		});
	}

	static class Handlers {

		@ZmqHandler("count")
		Flux<Integer> count() {
			return Flux.just(1, 2);
		}

	}

}
