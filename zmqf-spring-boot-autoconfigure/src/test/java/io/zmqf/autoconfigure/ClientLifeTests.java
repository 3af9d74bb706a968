package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.reactive.ReactiveZmqClient;
import io.zmqf.support.Nodes;
import io.zmqf.tools.Ports;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.adapter.JdkFlowAdapter;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/** From when until when a client of the application exists, and can be used. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ClientLifeTests {

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class));

	private final ApplicationContextRunner server = ObservedContexts.runner()
		.withUserConfiguration(Echo.class)
		.withPropertyValues("zmqf.server.address=" + Nodes.ANY);

	@Test
	void unusedClientIsNotCreated(CapturedOutput output) {
		this.server.run((context) -> {
			assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("zmqClient")).isFalse();
			assertThat(context.getBean(LocalNodes.class).clients().get()).isEmpty();
			assertThat(context.getBean(org.springframework.boot.health.actuate.endpoint.HealthEndpoint.class)
				.healthForPath("zmqf", "client")).isNull();
			context.getBean(io.zmqf.actuate.endpoint.ZmqEndpoint.class).nodes();
			assertThat(context.getSourceApplicationContext().getBeanFactory().containsSingleton("zmqClient")).isFalse();
		});
		assertThat(output).doesNotContain("client connects").doesNotContain("zmqf-client").doesNotContain("WARN");
	}

	@Test
	void itIsMadeWhereItIsInjectedAndWarnsOfNothing(CapturedOutput output) {
		this.server.withUserConfiguration(ZmqTestContexts.Caller.class)
			.run((context) -> assertThat(
					context.getBean(ZmqTestContexts.Caller.class).client().request("echo", "x", String.class))
				.isEqualTo("x"));
		assertThat(output).contains("The client connects to tcp://127.0.0.1:").doesNotContain("WARN");
	}

	@Test
	void itConnectsAtTheStartWhereItsAddressIsSet(CapturedOutput output) {
		this.server.run((other) -> this.runner.withPropertyValues("zmqf.client.address=" + address(other))
			.run((context) -> assertThat(output).contains("The client connects to " + address(other))));
	}

	@Test
	void propertiesOfAnUnusedClientAreValidated() {
		this.server.withPropertyValues("zmqf.client.retry.delay=-1s")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("zmqf.client.retry.delay"));
	}

	@Test
	void itCanBeUsedUntilItIsDestroyed() {
		this.server.run((other) -> {
			CompletableFuture<String> bye = new CompletableFuture<>();
			this.runner.withBean(Member.class, () -> new Member(bye))
				.withBean(Parting.class)
				.withPropertyValues("zmqf.client.address=" + address(other),
						"zmqf.clients.named.address=" + address(other))
				.run((context) -> {
				});
			assertThat(bye).isCompletedWithValue("bye named bye");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a=b", "zmqf.server.address=tcp://127.0.0.1:0",
			"zmqf.router.frontend=inproc://life-f zmqf.router.backend=inproc://life-b" })
	void requestDuringAFailedStartNamesTheReason(String properties) {
		CompletableFuture<String> bye = new CompletableFuture<>();
		this.runner.withUserConfiguration(Echo.class)
			.withBean("asking", Asking.class, () -> new Asking(bye))
			.withBean("failing", Object.class, () -> {
				throw new IllegalStateException("the start fails");
			})
			.withPropertyValues(properties.split(" "))
			.run((context) -> assertThat(context).hasFailed());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> bye.get(1, TimeUnit.SECONDS))
			.withCauseInstanceOf(ZmqConnectionException.class)
			.withMessageContaining("the application stops before its router or server has started");
	}

	@Test
	void beansThatLookUpTheClientCanUseItUntilTheirDestruction() {
		this.server.run((other) -> {
			CompletableFuture<String> bye = new CompletableFuture<>();
			this.runner.withBean(Member.class, () -> new Member(bye))
				.withBean(Looking.class)
				.withPropertyValues("zmqf.client.address=" + address(other))
				.run((context) -> context.getBean(Looking.class).clients.getObject());
			assertThat(bye).isCompletedWithValue("bye");
		});
	}

	@Test
	void jobsThatAnExecutorAwaitsCanUseIt() {
		this.server.run((other) -> {
			CompletableFuture<String> done = new CompletableFuture<>();
			this.runner
				.withPropertyValues("zmqf.client.address=" + address(other),
						"spring.task.execution.shutdown.await-termination=true",
						"spring.task.execution.shutdown.await-termination-period=20s")
				.run((context) -> {
					ZmqClient client = context.getBean(ZmqClient.class);
					ApplicationClients clients = context.getBean(ApplicationClients.class);
					context.getBean("applicationTaskExecutor", Executor.class).execute(() -> {
						try {
							org.awaitility.Awaitility.await().until(() -> !clients.isRunning());
							done.complete(client.request("echo", "done", String.class));
						}
						catch (RuntimeException ex) {
							done.completeExceptionally(ex);
						}
					});
				});
			assertThat(done).succeedsWithin(java.time.Duration.ofSeconds(30)).isEqualTo("done");
		});
	}

	@Test
	void itIsClosedOnceItIsDestroyed() {
		this.server.run((other) -> {
			ZmqClient[] client = new ZmqClient[1];
			this.runner.withPropertyValues("zmqf.client.address=" + address(other)).run((context) -> {
				client[0] = context.getBean(ZmqClient.class);
				assertThat(client[0].request("echo", "x", String.class)).isEqualTo("x");
			});
			assertThatExceptionOfType(ZmqClosedException.class)
				.isThrownBy(() -> client[0].request("echo", "x", String.class));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "zmqf.client.retry.enabled=true", "intercepted" })
	void futuresAndSubscribersFailWithTheDestruction(String addition) {
		ZmqClient[] client = new ZmqClient[1];
		ApplicationContextRunner with = addition.equals("intercepted")
				? this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> next.execute(request))
				: addition.isEmpty() ? this.runner : this.runner.withPropertyValues(addition);
		with.withUserConfiguration(Echo.class).run((context) -> client[0] = context.getBean(ZmqClient.class));
		ReactiveZmqClient reactive = ReactiveZmqClient.of(client[0]);
		ParameterizedTypeReference<String> text = ParameterizedTypeReference.forType(String.class);
		Supplier<ZmqClient.RequestSpec> request = () -> client[0].event("echo").data("x").header("a", "b");
		List<CompletionStage<?>> outcomes = List.of(client[0].requestAsync("echo", "x", String.class),
				client[0].send("echo", "x"), request.get().requestAsync(text), request.get().send(),
				request.get().timeout(Duration.ofSeconds(1)).gatherAsync(text),
				reactive.request("echo", "x", String.class).toFuture(),
				reactive.event("echo").data("x").stream(text).collectList().toFuture(),
				JdkFlowAdapter.flowPublisherToFlux(request.get().idempotent().publisher(text)).collectList().toFuture(),
				JdkFlowAdapter.flowPublisherToFlux(request.get().gatherEach(text)).collectList().toFuture());
		assertThat(outcomes)
			.allSatisfy((outcome) -> assertThat(outcome.toCompletableFuture()).failsWithin(Duration.ofSeconds(20))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(ZmqClosedException.class));
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> request.get().window(1).stream(text));
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> request.get().gather(text));
	}

	@Test
	void itCanBeUsedAfterAStopAndHasNoConnectionBefore() {
		this.server
			.run((other) -> this.runner.withPropertyValues("zmqf.client.address=" + address(other)).run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				assertThat(client.request("echo", "x", String.class)).isEqualTo("x");
				((ConfigurableApplicationContext) context.getSourceApplicationContext()).stop();
				assertThat(context.getBean(LocalNodes.class).sockets()).isEmpty();
				assertThat(client.request("echo", "y", String.class)).isEqualTo("y");
				((ConfigurableApplicationContext) context.getSourceApplicationContext()).start();
				assertThat(client.request("echo", "z", String.class)).isEqualTo("z");
			}));
	}

	@Test
	void clientIsCreatedAgainAfterAFailedOpening() {
		FailingTransport transport = new FailingTransport();
		this.server.run((other) -> this.runner.withBean(Transport.class, () -> transport)
			.withPropertyValues("zmqf.client.address=" + address(other))
			.run((context) -> {
				((ConfigurableApplicationContext) context.getSourceApplicationContext()).stop();
				ZmqClient client = context.getBean(ZmqClient.class);
				transport.fails.set(true);
				assertThatExceptionOfType(ZmqConnectionException.class)
					.isThrownBy(() -> client.request("echo", "x", String.class))
					.withMessageContaining("on purpose");
				assertThat(client.request("echo", "y", String.class)).isEqualTo("y");
			}));
	}

	@Test
	void itIsNotKeptWhereItsBeanCouldNotBeMade() {
		FailingTransport transport = new FailingTransport();
		this.server.withBean(Transport.class, () -> transport).run((context) -> {
			transport.fails.set(true);
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context.getBean(ZmqClient.class));
			assertThat(context.getBean(ZmqClient.class).request("echo", "x", String.class)).isEqualTo("x");
			assertThat(context.getBean(LocalNodes.class).clients().get()).hasSize(1);
		});
	}

	@Test
	void handlersOfTheSameApplicationEndBeforeIt() {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		this.runner.withUserConfiguration(Echo.class)
			.withBean(Late.class, () -> new Late(failure), (definition) -> definition.setDependsOn("zmqClient"))
			.run((context) -> context.getBean(Late.class).client = context.getBean(ZmqClient.class));
		assertThat(failure).succeedsWithin(java.time.Duration.ofSeconds(30)).isInstanceOf(ZmqConnectionException.class);
	}

	/** Its timeout is of a day, and the application would wait for it. */
	@ParameterizedTest
	@ValueSource(strings = { "zmqf.server.address=tcp://127.0.0.1:%d", "zmqf.server.address=tcp://*:%d",
			"zmqf.router.frontend=tcp://localhost:%d zmqf.router.backend=inproc://life-own zmqf.worker.router=inproc://life-own" })
	void requestFailsAtOnceIfTheOwnServerHasStopped(String properties) {
		int port = Ports.free();
		CompletableFuture<String> bye = new CompletableFuture<>();
		this.runner.withUserConfiguration(Echo.class)
			.withBean("asking", Asking.class, () -> new Asking(bye))
			.withPropertyValues(properties.formatted(port).split(" "))
			.withPropertyValues("zmqf.client.address=tcp://localhost:" + port, "zmqf.client.timeout=1d")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("echo", "x", String.class))
				.isEqualTo("x"));
		assertThat(bye).failsWithin(java.time.Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(ZmqConnectionException.class)
			.withMessageContaining("has stopped with the application");
	}

	@Test
	void itsConnectionsAreClosedAtOnceWhereTheServerOfTheApplicationHasStopped() {
		this.runner.withUserConfiguration(Echo.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0")
			.withBean(Between.class)
			.run((context) -> {
				assertThat(context.getBean(ZmqClient.class).request("echo", "x", String.class)).isEqualTo("x");
				long before = System.nanoTime();
				((ConfigurableApplicationContext) context.getSourceApplicationContext()).stop();
				assertThat(java.time.Duration.ofNanos(System.nanoTime() - before))
					.isLessThan(java.time.Duration.ofSeconds(9));
				assertThat(context.getBean(Between.class).reply).failsWithin(java.time.Duration.ofSeconds(30));
			});
	}

	private static String address(AssertableApplicationContext server) {
		return server.getBean(Worker.class).endpoints().get(0).toString();
	}

	static class Echo {

		@ZmqHandler("echo")
		String echo(String text) {
			return text;
		}

	}

	/** A transport that fails to open the next client if a test requests it. */
	static class FailingTransport implements Transport {

		private final NioTransport transport = new NioTransport(TransportListener.NONE);

		private final AtomicBoolean fails = new AtomicBoolean();

		@Override
		public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
			SocketLoop loop = this.transport.create(name, settings, handler);
			if (!name.startsWith("zmqf-client") || !this.fails.getAndSet(false)) {
				return loop;
			}
			SocketLoop failing = mock(SocketLoop.class, delegatesTo(loop));
			willThrow(new TransportException(settings.endpoint(), TransportException.Reason.FAILED, "on purpose", null))
				.given(failing)
				.start();
			return failing;
		}

		@Override
		public TransportListener listener() {
			return this.transport.listener();
		}

		@Override
		public void close() {
			this.transport.close();
		}

	}

	record Member(CompletableFuture<String> bye) {
	}

	/** Sends a request during its destruction. */
	static class Parting implements DisposableBean {

		private final Member member;

		private final java.util.Map<String, ZmqClient> clients;

		Parting(Member member, java.util.Map<String, ZmqClient> clients) {
			this.member = member;
			this.clients = clients;
		}

		@Override
		public void destroy() {
			this.member.bye.complete(this.clients.get("zmqClient").request("echo", "bye", String.class) + " named "
					+ this.clients.get("named")
						.requestAsync("echo", "bye", String.class)
						.orTimeout(9, TimeUnit.SECONDS)
						.join());
		}

	}

	/** Sends a request during the rollback of a failed start. */
	static class Asking implements DisposableBean {

		private final CompletableFuture<String> bye;

		@Autowired
		private ZmqClient client;

		Asking(CompletableFuture<String> bye) {
			this.bye = bye;
		}

		@Override
		public void destroy() {
			try {
				this.bye.complete(this.client.request("echo", "bye", String.class));
			}
			catch (RuntimeException ex) {
				this.bye.completeExceptionally(ex);
			}
		}

	}

	/** Looks the client up, and sends a request during its destruction. */
	static class Looking implements DisposableBean {

		private final Member member;

		private final ObjectProvider<ZmqClient> clients;

		Looking(Member member, ObjectProvider<ZmqClient> clients) {
			this.member = member;
			this.clients = clients;
		}

		@Override
		public void destroy() {
			this.member.bye.complete(this.clients.getObject().request("echo", "bye", String.class));
		}

	}

	/** Sends a request after the stop of the server and before the stop of the client. */
	static class Between implements SmartLifecycle {

		private final ZmqClient client;

		private volatile boolean running;

		private CompletableFuture<String> reply;

		Between(ZmqClient client) {
			this.client = client;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.reply = this.client.event("echo")
				.data("late")
				.timeout(java.time.Duration.ofMinutes(1))
				.requestAsync(String.class);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return NodeLifecycle.CLIENT_PHASE + 1;
		}

	}

	/** Sends a request during its destruction, whatever was destroyed before. */
	static class Late implements DisposableBean {

		private final CompletableFuture<Throwable> failure;

		private ZmqClient client;

		Late(CompletableFuture<Throwable> failure) {
			this.failure = failure;
		}

		@Override
		public void destroy() {
			try {
				this.client.request("echo", "late", String.class);
			}
			catch (RuntimeException ex) {
				this.failure.complete(ex);
			}
		}

	}

}
