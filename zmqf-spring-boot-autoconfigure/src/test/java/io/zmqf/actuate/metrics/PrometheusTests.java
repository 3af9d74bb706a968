package io.zmqf.actuate.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The metrics as Prometheus scrapes them. */
class PrometheusTests {

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withBean(PrometheusMeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
		.withUserConfiguration(Handlers.class);

	@Test
	void showsRequestsOfClientsAndHandlersByEventAndStatus() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			client.request("echo", "a", String.class);
			client.request("echo", "b", String.class);
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.request("refuse", "a", String.class));
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.request("fail", "a", String.class));
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.request("nobody", "a", String.class));
			awaitLine(context, "zmqf_router_requests_seconds_count{outcome=\"no-handler\"} 1");
			await().untilAsserted(() -> assertThat(lines(context)).contains(
					"zmqf_client_requests_seconds_count{client=\"client\",error=\"none\",event=\"echo\",status=\"ok\"} 2",
					"zmqf_client_requests_seconds_count{client=\"client\",error=\"ZmqRemoteException\",event=\"refuse\",status=\"409\"} 1",
					"zmqf_client_requests_seconds_count{client=\"client\",error=\"ZmqRemoteException\",event=\"fail\",status=\"500\"} 1",
					"zmqf_client_requests_seconds_count{client=\"client\",error=\"ZmqRemoteException\",event=\"nobody\",status=\"404\"} 1",
					"zmqf_handler_requests_seconds_count{error=\"none\",event=\"echo\",status=\"ok\"} 2",
					"zmqf_handler_requests_seconds_count{error=\"none\",event=\"refuse\",status=\"409\"} 1",
					"zmqf_handler_requests_seconds_count{error=\"IllegalStateException\",event=\"fail\",status=\"500\"} 1",
					"zmqf_router_requests_seconds_count{outcome=\"replied\"} 4",
					"zmqf_client_requests_pending{client=\"client\"} 0.0"));
			assertThat(lines(context)).noneMatch((line) -> line.startsWith("zmqf_handler") && line.contains("nobody"))
				.anyMatch((line) -> line.startsWith("zmqf_client_requests_active_seconds"))
				.anyMatch((line) -> line.startsWith("zmqf_handler_requests_active_seconds"));
		});
	}

	@Test
	void showsNodesSocketsAndHeartbeats() {
		this.runner.run((context) -> {
			context.getBean(ZmqClient.class).request("echo", "a", String.class);
			awaitLine(context, "zmqf_heartbeat_nodes{type=\"worker\"} 1.0");
			awaitLine(context, "zmqf_heartbeat_nodes{type=\"client\"} 1.0");
			awaitLine(context, "zmqf_router_workers 1.0");
			await().untilAsserted(() -> assertThat(lines(context)).contains("zmqf_router_requests_active 0.0",
					"zmqf_router_requests_queued 0.0", "zmqf_worker_requests_active{role=\"worker\"} 0.0",
					"zmqf_worker_capacity{role=\"worker\"} 80.0", "zmqf_heartbeat_missed_total 0.0",
					"zmqf_heartbeat_disconnects_total 0.0", "zmqf_heartbeat_refused_total{reason=\"malformed\"} 0.0",
					"zmqf_heartbeat_refused_total{reason=\"over-limit\"} 0.0",
					"zmqf_heartbeat_receivers{type=\"worker\"} 1.0", "zmqf_heartbeat_receivers{type=\"client\"} 1.0",
					"zmqf_events_lost_total 0.0", "zmqf_socket_connected{socket=\"zmqf-client\"} 1.0",
					"zmqf_socket_connected{socket=\"zmqf-router-frontend\"} 1.0",
					"zmqf_socket_reconnects_total{socket=\"zmqf-worker\"} 0.0",
					"zmqf_socket_messages_total{direction=\"sent\",socket=\"zmqf-client\"} 1.0",
					"zmqf_socket_messages_total{direction=\"received\",socket=\"zmqf-client\"} 1.0",
					"zmqf_socket_events_total{socket=\"zmqf-client\",type=\"connected\"} 1.0",
					"zmqf_socket_events_total{socket=\"zmqf-router-backend\",type=\"listening\"} 1.0"));
			assertThat(lines(context)).anyMatch((line) -> line.startsWith("zmqf_heartbeat_received_total "))
				.anyMatch((line) -> line
					.startsWith("zmqf_socket_bytes_total{direction=\"received\",socket=\"zmqf-router-frontend\"} "));
		});
	}

	@Test
	void countsDropsAndReconnects() {
		try (Nodes nodes = new Nodes()) {
			var server = nodes.bareRouter(Nodes.ANY);
			Endpoint endpoint = server.endpoint();
			this.runner.withPropertyValues("zmqf.client.address=" + endpoint).run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				awaitLine(context, "zmqf_socket_connected{socket=\"zmqf-client\"} 1.0");
				assertThatExceptionOfType(ZmqTimeoutException.class)
					.isThrownBy(() -> client.event("slow").timeout(Duration.ofSeconds(1)).request(Void.class));
				byte[][] request = server.receive();
				server.send(request[0], request[1], "", "slow", "null");
				awaitLine(context, "zmqf_socket_drops_total{reason=\"late-reply\",socket=\"zmqf-client\"} 1.0");
				assertThat(lines(context)).contains(
						"zmqf_client_requests_seconds_count{client=\"client\",error=\"ZmqTimeoutException\",event=\"slow\",status=\"timeout\"} 1");
				server.close();
				awaitLine(context, "zmqf_socket_connected{socket=\"zmqf-client\"} 0.0");
				nodes.bareRouter(endpoint);
				awaitLine(context, "zmqf_socket_reconnects_total{socket=\"zmqf-client\"} 1.0");
				awaitLine(context, "zmqf_socket_events_total{socket=\"zmqf-client\",type=\"disconnected\"} 1.0");
			});
		}
	}

	@Test
	void aRoleThatStartsAgainIsTheSameMetric() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			client.request("echo", "a", String.class);
			Worker worker = context.getBean(Worker.class);
			worker.stop(Duration.ofSeconds(5));
			awaitLine(context, "zmqf_socket_connected{socket=\"zmqf-worker\"} 0.0");
			worker.start();
			awaitLine(context, "zmqf_socket_connected{socket=\"zmqf-worker\"} 1.0");
		});
	}

	@Test
	void inventedEventsDoNotFloodTheRegistry() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (int i = 0; i < 150; i++) {
				int id = i;
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> client.request("orders." + id, null, Void.class));
			}
			TreeSet<String> events = new TreeSet<>();
			lines(context).stream()
				.filter((line) -> line.startsWith("zmqf_client_requests_seconds_count"))
				.forEach(events::add);
			assertThat(events).hasSize(100);
		});
	}

	@Test
	void theWorkersOfAProxyAreNotANumber() {
		this.runner
			.withPropertyValues("zmqf.router.frontend=" + Nodes.ANY, "zmqf.router.backend=" + Nodes.ANY,
					"zmqf.router.strategy=proxy")
			.run((context) -> assertThat(lines(context)).contains("zmqf_router_workers NaN"));
	}

	private static void awaitLine(ApplicationContext context, String expected) {
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(lines(context)).contains(expected));
	}

	private static List<String> lines(ApplicationContext context) {
		return Arrays.stream(context.getBean(PrometheusMeterRegistry.class).scrape().split("\n"))
			.filter((line) -> line.startsWith("zmqf_"))
			.toList();
	}

	static class Handlers {

		@ZmqHandler("echo")
		String echo(String text) {
			return text;
		}

		@ZmqHandler("refuse")
		String refuse(String text) {
			throw new ProblemException(Problem.of(409, "urn:test:conflict", "Conflict", text));
		}

		@ZmqHandler("fail")
		String fail(String text) {
			throw new IllegalStateException(text);
		}

	}

}
