package io.zmqf.autoconfigure;

import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.annotation.HandlerDiscovery;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqReplyExecutor;
import io.zmqf.message.JsonData;
import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.router.RouterSettings;
import io.zmqf.router.RoutingStrategy;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import io.zmqf.worker.ZmqHandlerExecutor;
import jakarta.validation.constraints.Max;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

/** An auto-configured bean backs off if the application declares its own. */
class BackOffTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner().withUserConfiguration(Who.class);

	@Test
	void transport() {
		this.runner.withUserConfiguration(OwnTransport.class).run((context) -> {
			assertThat(context.getBean(Transport.class)).isSameAs(context.getBean("ownTransport"));
			assertAnswers(context.getBean(ZmqClient.class));
		});
	}

	@Test
	void client() {
		ZmqClient own = mock(ZmqClient.class);
		this.runner.withBean("own", ZmqClient.class, () -> own)
			.run((context) -> assertThat(context.getBean(ZmqClient.class)).isSameAs(own));
	}

	@Test
	void handlerRegistry() {
		HandlerRegistry own = new HandlerRegistry();
		this.runner.withBean("own", HandlerRegistry.class, () -> own).run((context) -> {
			assertThat(own.events()).containsExactly("who");
			assertAnswers(context.getBean(ZmqClient.class));
		});
	}

	@Test
	void handlerDiscovery() {
		this.runner.withUserConfiguration(OwnDiscovery.class)
			.run((context) -> assertThat(context.getBean(HandlerDiscovery.class))
				.isSameAs(context.getBean("ownDiscovery")));
	}

	@Test
	void routingStrategy() {
		AtomicInteger choices = new AtomicInteger();
		RoutingStrategy own = (event, candidates) -> {
			choices.incrementAndGet();
			return candidates.get(0);
		};
		this.runner.withBean(RoutingStrategy.class, () -> own).run((context) -> {
			assertAnswers(context.getBean(ZmqClient.class));
			assertThat(choices).hasPositiveValue();
		});
	}

	@Test
	void router() {
		this.runner.withUserConfiguration(OwnRouter.class).run((context) -> {
			assertThat(context.getBean(Router.class)).isSameAs(context.getBean("ownRouter"));
			assertThat(context.getBean(Worker.class).endpoints()).containsExactly(Endpoint.parse("inproc://own-b"));
			assertAnswers(context.getBean(ZmqClient.class));
		});
	}

	@Test
	void worker() {
		this.runner.withUserConfiguration(OwnWorker.class)
			.withPropertyValues("zmqf.router.frontend=inproc://f", "zmqf.router.backend=inproc://b",
					"zmqf.worker.router=inproc://other")
			.run((context) -> {
				assertThat(context).hasSingleBean(Worker.class);
				assertAnswers(context.getBean(ZmqClient.class));
			});
	}

	@Test
	void jsonMapper() {
		JsonMapper snakes = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		this.runner.withUserConfiguration(Camel.class)
			.withBean(JsonMapper.class, () -> snakes)
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("camel", new Hump(1), String.class))
				.isEqualTo("{\"hump_size\":1}"));
	}

	@Test
	void jsonMapperOfBoot() {
		this.runner.withUserConfiguration(Camel.class)
			.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("camel", new Hump(1), String.class))
				.isEqualTo("{\"hump_size\":1}"));
	}

	@Test
	void jsonData() {
		JsonData own = new JsonData(new JsonMapper());
		this.runner.withBean(JsonData.class, () -> own)
			.run((context) -> assertThat(context.getBean(JsonData.class)).isSameAs(own));
	}

	@Test
	void executorOfHandlers() {
		Executor own = (task) -> new Thread(task, "own-thread").start();
		this.runner.withBean(ZmqHandlerExecutor.class, () -> new ZmqHandlerExecutor(own))
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("who", null, String.class))
				.isEqualTo("own-thread"));
	}

	@Test
	void executorOfReplies() {
		Executor own = (task) -> new Thread(task, "own-thread").start();
		this.runner.withBean(ZmqReplyExecutor.class, () -> new ZmqReplyExecutor(own))
			.run((context) -> assertThat(context.getBean(ZmqClient.class)
				.requestAsync("who", null, String.class)
				.thenApply((reply) -> Thread.currentThread().getName())
				.get(30, TimeUnit.SECONDS)).isIn("own-thread", "main"));
	}

	@Test
	void theExecutorOfBootStays() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(AsyncTaskExecutor.class))
				.isSameAs(context.getBean("applicationTaskExecutor")));
	}

	@Test
	void listenersOfTheApplicationAreNotifiedToo() {
		WorkerListener workers = mock(WorkerListener.class);
		RouterListener routers = mock(RouterListener.class);
		TransportListener transports = mock(TransportListener.class);
		this.runner.withUserConfiguration(Failing.class)
			.withBean(WorkerListener.class, () -> workers)
			.withBean(RouterListener.class, () -> routers)
			.withBean(TransportListener.class, () -> transports)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0")
			.run((context) -> {
				assertThat(context.getBean(ZmqClient.class).event("fail").requestAsync(Void.class))
					.failsWithin(java.time.Duration.ofSeconds(30));
				verify(workers, timeout(30_000)).handlerFailed(any(), any(IllegalStateException.class));
				verify(transports, timeout(30_000).atLeastOnce()).socketEvent(any(), any());
			});
		this.runner.withBean(RouterListener.class, () -> routers).run((context) -> {
			assertAnswers(context.getBean(ZmqClient.class));
			verify(routers, timeout(30_000)).workerJoined(any(), any(), any());
		});
	}

	@Test
	void worksWithoutJacksonsAutoConfiguration() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ZmqTransportAutoConfiguration.class,
					ZmqRouterAutoConfiguration.class, ZmqHandlerAutoConfiguration.class,
					ZmqWorkerAutoConfiguration.class, ZmqClientAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.jackson", "jakarta.validation",
					"org.hibernate.validator", "reactor", "org.springframework.boot.actuate",
					"org.springframework.boot.health", "org.springframework.boot.validation", "io.micrometer.core",
					"org.springframework.security", "org.testcontainers"))
			.withUserConfiguration(Who.class)
			.run((context) -> assertAnswers(context.getBean(ZmqClient.class)));
	}

	private static void assertAnswers(ZmqClient client) {
		assertThat(client.request("who", null, String.class)).startsWith("zmqf-handler-");
	}

	static class Who {

		@ZmqHandler("who")
		String who() {
			return Thread.currentThread().getName();
		}

	}

	static class Failing {

		@ZmqHandler("fail")
		void fail() {
			throw new IllegalStateException("on purpose");
		}

	}

	record Hump(int humpSize) {
	}

	static class Camel {

		@ZmqHandler("camel")
		String camel(byte[] json) {
			return new String(json, java.nio.charset.StandardCharsets.UTF_8);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTransport {

		@Bean
		Transport ownTransport() {
			return new NioTransport(TransportListener.NONE);
		}

	}

	@Test
	void ofSeveralValidatorsNoneIsTaken() {
		ZmqTestContexts.runner()
			.withBean("one", LocalValidatorFactoryBean.class, LocalValidatorFactoryBean::new)
			.withBean("two", LocalValidatorFactoryBean.class, LocalValidatorFactoryBean::new)
			.withBean(Checking.class)
			.withBean("messageSource", StaticMessageSource.class, () -> {
				StaticMessageSource messages = new StaticMessageSource();
				messages.addMessage("too.much", Locale.getDefault(), "is more than the shop has");
				return messages;
			})
			.run((context) -> assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request("checked", 11, Void.class))
				.satisfies((ex) -> {
					assertThat(ex.getStatus()).isEqualTo(400);
					assertThat(ex.getProblem()).asString().contains("is more than the shop has");
				}));
	}

	static class Checking {

		@ZmqHandler("checked")
		void check(@Max(value = 10, message = "{too.much}") int value) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDiscovery {

		@Bean
		HandlerDiscovery ownDiscovery(
				org.springframework.beans.factory.config.ConfigurableListableBeanFactory beanFactory,
				HandlerRegistry registry) {
			return new HandlerDiscovery(beanFactory, registry, new JsonMapper(), null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRouter {

		@Bean
		Router ownRouter(Transport transport) {
			return new Router(RouterSettings.of(Endpoint.parse("inproc://own-f"), Endpoint.parse("inproc://own-b")),
					transport, RouterListener.NONE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnWorker {

		@Bean
		Worker zmqWorker(HandlerRegistry handlers, ZmqHandlerExecutor executor, Transport transport) {
			WorkerSettings settings = WorkerSettings.worker(Endpoint.parse("inproc://b"));
			assertThat(settings.type()).isEqualTo(NodeType.WORKER);
			return new Worker(settings, handlers, executor.executor(), transport, WorkerListener.NONE);
		}

	}

}
