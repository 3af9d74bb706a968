package io.zmqf.actuate.metrics;

import java.util.List;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.client.ZmqClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Applications one after the other, and side by side, with one registry of meters. */
@Timeout(60)
class SharedRegistryTests {

	/** Outlives the applications, which close their own registries. */
	private final SimpleMeterRegistry registry = new SimpleMeterRegistry() {

		@Override
		public void close() {
			// it is not theirs
		}

	};

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withBean(MeterRegistry.class, () -> this.registry, (definition) -> definition.setDestroyMethodName(""))
		.withPropertyValues("zmqf.heartbeat.enabled=true")
		.withUserConfiguration(Handlers.class);

	@Test
	void theMetersOfOneThatHasEndedAreThoseOfTheNext() {
		for (int i = 0; i < 2; i++) {
			this.runner.run((context) -> {
				context.getBean(ZmqClient.class).request("echo", "a", String.class);
				assertThat(this.registry.get("zmqf.worker.capacity").gauge().value()).isPositive();
				assertThat(this.registry.get("zmqf.socket.connected").tag("socket", "zmqf-client").gauge().value())
					.isOne();
				await().untilAsserted(
						() -> assertThat(this.registry.get("zmqf.heartbeat.received").functionCounter().count())
							.isPositive());
			});
			assertThat(readers()).isEmpty();
		}
	}

	@Test
	void anApplicationLeavesTheMetersOfAnother() {
		this.runner.run((first) -> {
			List<Meter> before = readers();
			this.runner.run((second) -> second.getBean(ZmqClient.class).request("echo", "a", String.class));
			assertThat(readers()).containsAll(before);
			assertThat(this.registry.get("zmqf.worker.capacity").gauge().value()).isPositive();
		});
	}

	/** Meters that read their values from an application. */
	private List<Meter> readers() {
		return this.registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("zmqf."))
			.filter((meter) -> meter instanceof Gauge || meter instanceof FunctionCounter)
			.toList();
	}

	static class Handlers {

		@ZmqHandler("echo")
		String echo(String text) {
			return text;
		}

	}

}
