package io.zmqf.autoconfigure;

import java.util.concurrent.CompletableFuture;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.JsonData;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import jakarta.annotation.PostConstruct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** With nothing set, an application answers itself. */
class EmbeddedApplicationTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner();

	@Test
	void answersItsOwnRequest() {
		this.runner.withUserConfiguration(Greeting.class)
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("greet", "Zoë", String.class))
				.isEqualTo("Hello Zoë"));
	}

	@Test
	void runsRouterWorkerAndClientOverInproc() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(Router.class)
				.hasSingleBean(Worker.class)
				.hasSingleBean(ZmqClient.class)
				.hasSingleBean(HandlerRegistry.class)
				.hasSingleBean(Transport.class)
				.hasSingleBean(JsonData.class);
			Router router = context.getBean(Router.class);
			assertThat(router.frontend()).isInstanceOf(Endpoint.Inproc.class);
			assertThat(context.getBean(Worker.class).endpoints()).containsExactly(router.backend());
		});
	}

	@Test
	void doesNotMeetOtherApplicationsOfTheProcess() {
		this.runner.withUserConfiguration(Greeting.class)
			.run((first) -> this.runner.run((second) -> assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> second.getBean(ZmqClient.class).request("greet", "Zoë", String.class))
				.satisfies((ex) -> assertThat(ex.is(ProblemType.NO_HANDLER)).isTrue())));
	}

	@Test
	void answersTheFirstRequestOfARunner() {
		SpringApplication application = new SpringApplication(Greeting.class, Autoconfigured.class, Asking.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.getBean(Asking.class).answer).isEqualTo("Hello runner");
		}
	}

	@Test
	void takesARequestBeforeItHasStarted() {
		this.runner.withUserConfiguration(Greeting.class, Early.class)
			.withPropertyValues("zmqf.client.timeout=30s")
			.run((context) -> assertThat(context.getBean(Early.class).answer).isNotNull()
				.succeedsWithin(java.time.Duration.ofSeconds(30))
				.isEqualTo("Hello early"));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JacksonAutoConfiguration.class, ZmqTransportAutoConfiguration.class,
			ZmqRouterAutoConfiguration.class, ZmqHandlerAutoConfiguration.class, ZmqWorkerAutoConfiguration.class,
			ZmqClientAutoConfiguration.class })
	static class Autoconfigured {

	}

	static class Greeting {

		@ZmqHandler("greet")
		String greet(String name) {
			return "Hello " + name;
		}

	}

	static class Asking implements org.springframework.boot.ApplicationRunner {

		private final ZmqClient client;

		private @Nullable String answer;

		Asking(ZmqClient client) {
			this.client = client;
		}

		@Override
		public void run(org.springframework.boot.ApplicationArguments args) {
			this.answer = this.client.request("greet", "runner", String.class);
		}

	}

	static class Early {

		private final ZmqClient client;

		private @Nullable CompletableFuture<@Nullable String> answer;

		Early(ZmqClient client) {
			this.client = client;
		}

		@PostConstruct
		void ask() {
			this.answer = this.client.requestAsync("greet", "early", String.class);
		}

	}

}
