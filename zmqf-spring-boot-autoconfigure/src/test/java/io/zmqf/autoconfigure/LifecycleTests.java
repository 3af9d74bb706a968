package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Starting and stopping with the application. */
@Timeout(120)
class LifecycleTests {

	/** Other tests of this JVM may keep their applications. */
	private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

	private static final Duration SOON = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
		.withUserConfiguration(Slow.class);

	@Test
	void startsBelowAWebServerAndStopsWorkersFirstAndRoutersLast() {
		int webServer = SmartLifecycle.DEFAULT_PHASE - 2048;
		assertThat(NodeLifecycle.WORKER_PHASE).isLessThan(webServer);
		assertThat(NodeLifecycle.CLIENT_PHASE).isLessThan(NodeLifecycle.WORKER_PHASE);
		assertThat(NodeLifecycle.ROUTER_PHASE).isLessThan(NodeLifecycle.CLIENT_PHASE);
		this.runner
			.withPropertyValues("zmqf.server.address=inproc://s", "zmqf.router.frontend=inproc://f",
					"zmqf.router.backend=inproc://b", "zmqf.worker.router=inproc://b")
			.run((context) -> {
				assertPhase(context, "zmqWorkerLifecycle", NodeLifecycle.WORKER_PHASE);
				assertPhase(context, "zmqServerLifecycle", NodeLifecycle.WORKER_PHASE);
				assertPhase(context, "zmqClients", NodeLifecycle.CLIENT_PHASE);
				assertPhase(context, "zmqRouterLifecycle", NodeLifecycle.ROUTER_PHASE);
			});
	}

	private static void assertPhase(AssertableApplicationContext context, String name, int phase) {
		assertThat(context.getBean(name, SmartLifecycle.class).getPhase()).isEqualTo(phase);
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.client.timeout=20s", "zmqf.server.address=tcp://127.0.0.1:0" })
	void answersRequestsInFlightBeforeItStops(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			Slow slow = context.getBean(Slow.class);
			CompletableFuture<@Nullable String> reply = context.getBean(ZmqClient.class)
				.requestAsync("slow", null, String.class);
			assertThat(slow.begun.await(30, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> closed = CompletableFuture
				.runAsync(((ConfigurableApplicationContext) context.getSourceApplicationContext())::close);
			slow.goOn.countDown();
			assertThat(reply).succeedsWithin(SOON).isEqualTo("done");
			assertThat(closed).succeedsWithin(SOON);
		});
	}

	@Test
	void clientWaitsForRequestsInFlightBeforeItStops() {
		this.runner.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0").run((server) -> {
			Slow slow = server.getBean(Slow.class);
			this.runner
				.withPropertyValues("zmqf.client.address=" + server.getBean(Worker.class).endpoints().get(0),
						"zmqf.client.timeout=20s")
				.run((asking) -> {
					CompletableFuture<@Nullable String> reply = asking.getBean(ZmqClient.class)
						.requestAsync("slow", null, String.class);
					assertThat(slow.begun.await(30, TimeUnit.SECONDS)).isTrue();
					CompletableFuture<Void> closed = CompletableFuture
						.runAsync(((ConfigurableApplicationContext) asking.getSourceApplicationContext())::close);
					await().until(() -> !asking.getBean("zmqClients", SmartLifecycle.class).isRunning());
					slow.goOn.countDown();
					assertThat(reply).succeedsWithin(SOON).isEqualTo("done");
					assertThat(closed).succeedsWithin(SOON);
				});
		});
	}

	@Test
	void answersWithAnErrorWhereTheShutdownPhaseEnds() {
		this.runner
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0",
					"spring.lifecycle.timeout-per-shutdown-phase=1s")
			.run((server) -> ZmqTestContexts.runner()
				.withPropertyValues("zmqf.client.address=" + server.getBean(Worker.class).endpoints().get(0),
						"zmqf.client.timeout=30s")
				.run((client) -> assertStoppedBeforeTheAnswer(server, client.getBean(ZmqClient.class))));
	}

	private static void assertStoppedBeforeTheAnswer(AssertableApplicationContext server, ZmqClient client)
			throws InterruptedException {
		CompletableFuture<@Nullable String> reply = client.requestAsync("slow", null, String.class);
		assertThat(server.getBean(Slow.class).begun.await(30, TimeUnit.SECONDS)).isTrue();
		((ConfigurableApplicationContext) server.getSourceApplicationContext()).close();
		assertThat(reply).failsWithin(SOON)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ZmqRemoteException.class,
					(ex) -> assertThat(ex.is(ProblemType.WORKER_LOST)).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.client.timeout=20s", "zmqf.server.address=tcp://127.0.0.1:0",
			"zmqf.clients.other.timeout=20s" })
	void worksAgainAfterAStopAndAStart(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			ConfigurableApplicationContext application = (ConfigurableApplicationContext) context
				.getSourceApplicationContext();
			for (ZmqClient client : context.getBeansOfType(ZmqClient.class).values()) {
				assertThat(client.request("quick", null, String.class)).isEqualTo("quick");
			}
			application.stop();
			for (ZmqClient client : context.getBeansOfType(ZmqClient.class).values()) {
				assertThatExceptionOfType(ZmqConnectionException.class)
					.isThrownBy(() -> client.request("quick", null, String.class))
					.withMessageContaining("has stopped with the application");
			}
			application.start();
			for (ZmqClient client : context.getBeansOfType(ZmqClient.class).values()) {
				assertThat(client.request("quick", null, String.class)).isEqualTo("quick");
			}
		});
	}

	@Test
	void handlersCanSendRequestsWhileTheApplicationStops() {
		this.runner.withUserConfiguration(Asking.class)
			.withPropertyValues("zmqf.server.address=inproc://s", "zmqf.router.frontend=inproc://f",
					"zmqf.router.backend=inproc://b", "zmqf.client.address=inproc://s", "zmqf.client.timeout=30s",
					"zmqf.server.concurrency=4")
			.run((context) -> {
				Asking asking = context.getBean(Asking.class);
				CompletableFuture<@Nullable String> reply = context.getBean(ZmqClient.class)
					.requestAsync("ask", null, String.class);
				assertThat(asking.begun.await(30, TimeUnit.SECONDS)).isTrue();
				CompletableFuture<Void> closed = CompletableFuture
					.runAsync(((ConfigurableApplicationContext) context.getSourceApplicationContext())::close);
				asking.goOn.countDown();
				assertThat(reply).succeedsWithin(SOON).isEqualTo("open");
				assertThat(closed).succeedsWithin(SOON);
			});
	}

	@ParameterizedTest
	@CsvSource({ "zmqf.server.address=tcp://127.0.0.1:0, zmqf-server-await",
			"zmqf.worker.router=tcp://127.0.0.1:1, zmqf-worker-await",
			"zmqf.router.frontend=tcp://127.0.0.1:0 zmqf.router.backend=inproc://b, zmqf-router-await" })
	void anApplicationThatServesOthersDoesNotEndByItself(String properties, String thread) {
		this.runner.withPropertyValues(properties.split(" "))
			.run((context) -> assertThat(aliveForOthers()).contains(thread));
		await().until(() -> !aliveForOthers().contains(thread));
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.client.address=tcp://127.0.0.1:1", "zmqf.client.timeout=1s" })
	void applicationWithoutServerEndsWithItsOwnThreads(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			context.getBean(ZmqClient.class);
			assertThat(aliveForOthers()).isEmpty();
		});
	}

	private List<String> aliveForOthers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.threadsBefore.contains(thread))
			.filter((thread) -> !thread.isDaemon() && thread.getName().startsWith("zmqf-"))
			.map(Thread::getName)
			.toList();
	}

	static class Slow {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch goOn = new CountDownLatch(1);

		@ZmqHandler("slow")
		String slow() throws InterruptedException {
			this.begun.countDown();
			this.goOn.await();
			return "done";
		}

		@ZmqHandler("quick")
		String quick() {
			return "quick";
		}

	}

	static class Asking {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch goOn = new CountDownLatch(1);

		private final ZmqClient client;

		Asking(ZmqClient client) {
			this.client = client;
		}

		@ZmqHandler("ask")
		String ask() throws InterruptedException {
			this.begun.countDown();
			this.goOn.await();
			try {
				this.client.request("quick", null, String.class);
				return "open";
			}
			catch (ZmqRemoteException ex) {
				return "open";
			}
			catch (ZmqClosedException ex) {
				return "closed";
			}
		}

	}

}
