package io.zmqf.actuate.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.router.RoutingStrategy;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The health of an application with real peers. */
@ExtendWith(OutputCaptureExtension.class)
class NodesHealthTests {

	private static final String ANY = Nodes.ANY.toString();

	private final ApplicationContextRunner runner = ObservedContexts.runner();

	private final Nodes nodes = new Nodes();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void allIsUpInAnApplicationThatAnswersItself() {
		this.runner.withUserConfiguration(ZmqTestContexts.Caller.class).run((context) -> {
			awaitStatus(context, "router", Status.UP);
			awaitStatus(context, "worker", Status.UP);
			awaitStatus(context, "client", Status.UP);
			for (String nodes : List.of("clients", "workers")) {
				await()
					.until(() -> details(health(context, "router").getDetails().get("heartbeat")).get(nodes).equals(1));
			}
			Map<String, Object> router = health(context, "router").getDetails();
			assertThat(router).containsEntry("workers", 1L)
				.containsEntry("requestsInFlight", 0)
				.containsEntry("requestsWaiting", 0);
			assertThat(details(router.get("frontend")).get("endpoint")).asString().startsWith("inproc://");
			assertThat(details(router.get("heartbeat"))).containsEntry("workers", 1).containsKey("lastHeartbeat");
			await().untilAsserted(() -> assertThat(detailsList(health(context, "client").getDetails().get("heartbeat")))
				.singleElement()
				.satisfies((sender) -> assertThat(sender).containsEntry("alive", true)));
		});
	}

	@Test
	void clientIsOutOfServiceWithoutPeer() {
		Worker server = this.nodes.echoServer("first");
		Endpoint endpoint = server.endpoints().get(0);
		this.runner.withPropertyValues("zmqf.client.address=" + endpoint).run((context) -> {
			awaitStatus(context, "client", Status.UP);
			assertThat(socket(context).get("endpoint")).isEqualTo(endpoint.toString());
			assertThat(socket(context)).doesNotContainKey("lastReconnect");
			Instant before = Instant.now();
			server.stop(Duration.ZERO);
			awaitStatus(context, "client", Status.OUT_OF_SERVICE);
			assertThat(health(context, "client").getDetails()).containsEntry("reason",
					"No router or server is connected");
			assertThat(socket(context)).containsEntry("state", SocketStatus.State.DISCONNECTED);
			assertThat((Instant) socket(context).get("since")).isAfterOrEqualTo(before);
			this.nodes.worker(WorkerSettings.server(endpoint), Echo.handlers("second"));
			awaitStatus(context, "client", Status.UP);
			assertThat((Instant) socket(context).get("lastReconnect")).isAfter(before);
			assertThat((Long) socket(context).get("reconnects")).isPositive();
		});
	}

	@Test
	void aPeerThatCanNotBeReachedIsShownWithTheReason() {
		this.runner
			.withPropertyValues("zmqf.client.address=tcp://127.0.0.1:1",
					"zmqf.clients.lost.address=tcp://unknown.invalid:5555", "zmqf.worker.router=tcp://127.0.0.1:1")
			.run((context) -> {
				awaitFailure(context, "client", "refused");
				awaitFailure(context, "worker", "refused");
				awaitFailure(context, "client-lost", "unknown");
			});
	}

	@Test
	void wrongPortIsReportedInHealthAndLog(CapturedOutput output) {
		Router router = this.nodes.router(Nodes.ROUTER);
		this.runner
			.withPropertyValues("zmqf.client.address=" + router.backend(), "zmqf.worker.router=" + router.frontend(),
					"zmqf.heartbeat.address=" + router.frontend(), "zmqf.heartbeat.interval=50ms")
			.run((context) -> {
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> context.getBean(ZmqClient.class).request("echo", null, String.class));
				for (String node : List.of("client", "worker")) {
					String property = node.equals("client") ? "set zmqf.client.address" : "set zmqf.worker.router";
					awaitStatus(context, node, Status.OUT_OF_SERVICE);
					await()
						.untilAsserted(() -> assertThat(detailsList(health(context, node).getDetails().get("sockets")))
							.singleElement()
							.satisfies((socket) -> assertThat(socket.get("rejection")).asString().contains(property)));
					assertThat(health(context, node).getDetails().get("reason")).asString()
						.endsWith("accepts the connection, see rejection");
					await().untilAsserted(
							() -> assertThat(output.getAll().lines()).filteredOn((line) -> line.contains(property))
								.isNotEmpty()
								.allMatch((line) -> line.contains("WARN")
										&& line.contains("zmqf-" + node + " is connected to tcp://127.0.0.1:")));
				}
				await().untilAsserted(() -> assertThat(output).contains("set zmqf.heartbeat.address"));
				await().untilAsserted(() -> assertThat(
						detailsList(health(context, "client").getDetails().get("heartbeat")))
					.singleElement()
					.satisfies((sender) -> assertThat(sender).containsEntry("alive", false).containsKey("rejection")));
			});
	}

	private static void awaitFailure(ApplicationContext context, String component, String reason) {
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(detailsList(health(context, component).getDetails().get("sockets")))
				.singleElement()
				.satisfies((socket) -> assertThat(socket.get("failure")).asString().contains(reason)));
	}

	@Test
	void aWorkerIsOutOfServiceForAsLongAsItHasNoRouter() {
		Router router = this.nodes.router(Nodes.ROUTER);
		this.runner.withPropertyValues("zmqf.worker.router=" + router.backend()).run((context) -> {
			awaitStatus(context, "worker", Status.UP);
			router.stop();
			awaitStatus(context, "worker", Status.OUT_OF_SERVICE);
			assertThat(health(context, "worker").getDetails()).containsEntry("reason", "No router is connected");
		});
	}

	@Test
	void routerWithoutWorkersIsOutOfService() {
		this.runner.withPropertyValues("zmqf.router.frontend=" + ANY, "zmqf.router.backend=" + ANY).run((context) -> {
			Router router = context.getBean(Router.class);
			Health health = health(context, "router");
			assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health.getDetails()).containsEntry("reason", "No worker is connected")
				.containsEntry("workers", 0L);
			assertThat(details(health.getDetails().get("backend"))).containsEntry("endpoint",
					router.backend().toString());
			Worker worker = this.nodes.echoWorker("worker", router.backend());
			awaitStatus(context, "router", Status.UP);
			worker.stop(Duration.ofSeconds(5));
			awaitStatus(context, "router", Status.OUT_OF_SERVICE);
		});
	}

	@Test
	void routerWithProxyIsUpWithUnknownWorkers() {
		this.runner
			.withPropertyValues("zmqf.router.frontend=" + ANY, "zmqf.router.backend=" + ANY,
					"zmqf.router.strategy=proxy")
			.run((context) -> {
				assertThat(health(context, "router").getStatus()).isEqualTo(Status.UP);
				assertThat(health(context, "router").getDetails().get("workers")).asString().startsWith("unknown");
			});
	}

	@Test
	void aServerIsUpWithItsRealPort() {
		this.runner.withPropertyValues("zmqf.server.address=" + ANY).run((context) -> {
			assertThat(health(context, "server").getStatus()).isEqualTo(Status.UP);
			assertThat(detailsList(health(context, "server").getDetails().get("sockets"))).singleElement()
				.satisfies((socket) -> assertThat(socket.get("endpoint"))
					.isEqualTo(context.getBean(Worker.class).endpoints().get(0).toString()));
		});
	}

	@Test
	void clientBeforeItsFirstRequestIsUnknown() {
		this.runner.withBean(HandlerRegistry.class, () -> Echo.handlers("server"))
			.withUserConfiguration(ZmqTestContexts.Caller.class)
			.withPropertyValues("zmqf.server.address=" + ANY)
			.run((context) -> {
				assertThat(health(context, "client").getStatus()).isEqualTo(Status.UNKNOWN);
				context.getBean(ZmqClient.class).request("echo", 1, Object.class);
				assertThat(health(context, "client").getStatus()).isEqualTo(Status.UP);
			});
	}

	@Test
	void aRoleThatStoppedIsDown() {
		this.runner.withUserConfiguration(ZmqTestContexts.Caller.class).run((context) -> {
			context.getBean(Worker.class).stop(Duration.ZERO);
			context.getBean(Router.class).stop();
			assertThat(health(context, "router").getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context, "worker").getStatus()).isEqualTo(Status.DOWN);
			assertThat(health(context, "router").getDetails()).containsEntry("reason", "Not running");
			awaitStatus(context, "client", Status.OUT_OF_SERVICE);
		});
	}

	@Test
	void eachClientHasAComponentByItsName() {
		Endpoint endpoint = this.nodes.echoServer("server").endpoints().get(0);
		this.runner
			.withPropertyValues("zmqf.client.address=" + endpoint, "zmqf.clients.orders.address=" + endpoint,
					"zmqf.clients.away.address=tcp://127.0.0.1:1")
			.run((context) -> {
				awaitStatus(context, "client-orders", Status.UP);
				awaitStatus(context, "client", Status.UP);
				assertThat(health(context, "client-away").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			});
	}

	@Test
	void nodeWithoutHeartbeatReceiverIsOutOfService() {
		Endpoint endpoint = this.nodes.echoServer("server").endpoints().get(0);
		this.runner
			.withPropertyValues("zmqf.client.address=" + endpoint, "zmqf.heartbeat.address=tcp://127.0.0.1:1",
					"zmqf.heartbeat.interval=100ms", "zmqf.heartbeat.timeout=500ms")
			.run((context) -> {
				await().until(() -> "No receiver answers the heartbeats"
					.equals(health(context, "client").getDetails().get("reason")));
				assertThat(health(context, "client").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			});
	}

	@Test
	void aLostPeerNeverMakesLivenessFail() {
		this.runner.withPropertyValues("zmqf.client.address=tcp://127.0.0.1:1").run((context) -> {
			HealthEndpoint endpoint = started(context);
			await().until(() -> endpoint.health().getStatus().equals(Status.OUT_OF_SERVICE));
			assertThat(endpoint.healthForPath("zmqf").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(endpoint.healthForPath("zmqf", "client").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(endpoint.healthForPath("liveness").getStatus()).isEqualTo(Status.UP);
			assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void readinessCanIncludeIt() {
		this.runner
			.withPropertyValues("zmqf.client.address=tcp://127.0.0.1:1",
					"management.endpoint.health.group.readiness.include=readinessState,zmqf")
			.run((context) -> {
				HealthEndpoint endpoint = started(context);
				assertThat(endpoint.healthForPath("readiness").getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
				assertThat(endpoint.healthForPath("liveness").getStatus()).isEqualTo(Status.UP);
			});
	}

	@Test
	void allIsDownWhileAHandlerBlocksTheLoop(CapturedOutput output) {
		this.runner.withUserConfiguration(Waiting.class).run((context) -> {
			Waiting handler = context.getBean(Waiting.class);
			CompletableFuture<String> reply = context.getBean(ZmqClient.class)
				.event("wait")
				.timeout(Duration.ofMinutes(2))
				.requestAsync(String.class);
			awaitStatus(context, "worker", Status.DOWN);
			assertThat(health(context, "router").getDetails().get("reason")).asString()
				.isEqualTo(health(context, "client").getDetails().get("reason"))
				.startsWith("The event loop zmqf-io is blocked by ");
			assertThat(health(context, "worker").getDetails()).containsKeys("sockets", "requestsInFlight");
			await()
				.untilAsserted(() -> assertThat(output).contains("ERROR").contains("NodesHealthTests$Waiting.waits("));
			handler.free.complete("free");
			assertThat(reply.get(20, TimeUnit.SECONDS)).isEqualTo("free");
			awaitStatus(context, "worker", Status.UP);
			await().until(() -> output.getAll().contains("zmqf-io continues"));
		});
	}

	@Test
	void doesNotWaitForALoopThatIsStuck() {
		CountDownLatch stuck = new CountDownLatch(1);
		CountDownLatch free = new CountDownLatch(1);
		this.runner.withBean(HandlerRegistry.class, () -> Echo.handlers("worker"))
			.withBean(RoutingStrategy.class, () -> (event, candidates) -> {
				stuck.countDown();
				try {
					free.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				return candidates.get(0);
			})
			.run((context) -> {
				awaitStatus(context, "router", Status.UP);
				context.getBean(ZmqClient.class).send("echo", 1);
				stuck.await();
				try {
					long start = System.nanoTime();
					assertThat(health(context, "router").getStatus()).isEqualTo(Status.UP);
					assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
					assertThat(health(context, "client").getDetails()).containsEntry("requestsInFlight", 1);
				}
				finally {
					free.countDown();
				}
			});
	}

	/** Blocks an event loop, by a call that the library does not know. */
	static class Waiting {

		private final CompletableFuture<String> free = new CompletableFuture<>();

		@ZmqHandler(event = "wait", blocking = false)
		String waits() {
			CompletableFuture.allOf(this.free).join();
			return this.free.join();
		}

	}

	/** Publishes readiness as Boot does after the start of an application. */
	private static HealthEndpoint started(ApplicationContext context) {
		AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
		AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
		return context.getBean(HealthEndpoint.class);
	}

	private static void awaitStatus(ApplicationContext context, String component, Status status) {
		await().atMost(Duration.ofSeconds(20)).until(() -> health(context, component).getStatus().equals(status));
	}

	private static Health health(ApplicationContext context, String component) {
		CompositeHealthContributor zmqf = context.getBean("zmqfHealthContributor", CompositeHealthContributor.class);
		return ((HealthIndicator) zmqf.getContributor(component)).health();
	}

	private static Map<String, Object> socket(ApplicationContext context) {
		return detailsList(health(context, "client").getDetails().get("sockets")).get(0);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> details(Object value) {
		return (Map<String, Object>) value;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> detailsList(Object value) {
		return (List<Map<String, Object>>) value;
	}

}
