package io.zmqf.actuate.metrics;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class SocketMetricsTests {

	@Test
	void laterSocketHasItsMetersFromTheNextCheckOn() {
		try (Nodes nodes = new Nodes()) {
			AtomicReference<RequestClient> current = new AtomicReference<>(
					nodes.client(ClientSettings.of("first", Nodes.ANY)));
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new SocketMetrics(new LocalNodes(null, List.of(), () -> List.of(new LocalClient(null, current::get)), null,
					List.of()))
				.bindTo(registry);
			assertThat(registry.find("zmqf.socket.connected").gauges()).hasSize(1);
			current.set(nodes.client(ClientSettings.of("second", Nodes.ANY)));
			registry.get("zmqf.socket.connected").tag("socket", "zmqf-first").gauge().value();
			assertThat(registry.get("zmqf.socket.connected").tag("socket", "zmqf-second").gauge().value()).isZero();
		}
	}

	@Test
	void aSocketThatRestsLacksNoPeer() {
		try (Nodes nodes = new Nodes()) {
			Endpoint.Tcp router = (Endpoint.Tcp) nodes.router(Nodes.ROUTER).backend();
			Worker worker = nodes.worker(WorkerSettings.worker(router, new Endpoint.Tcp("localhost", router.port())),
					Echo.handlers("worker"));
			await().untilAsserted(() -> assertThat(worker.status().sockets()).extracting(SocketStatus::state)
				.containsExactlyInAnyOrder(SocketStatus.State.CONNECTED, SocketStatus.State.RESTING));
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new SocketMetrics(new LocalNodes(null, List.of(worker), List::of, null, List.of())).bindTo(registry);
			assertThat(registry.find("zmqf.socket.connected").gauges()).hasSize(2)
				.allSatisfy((gauge) -> assertThat(gauge.value()).isOne());
		}
	}

}
