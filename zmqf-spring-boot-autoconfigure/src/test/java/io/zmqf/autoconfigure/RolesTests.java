package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which roles an application plays, and where its client goes. */
class RolesTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner();

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					zmqf.client.timeout=1s                                         | router worker client
					zmqf.router.strategy=round-robin                               | router worker client
					zmqf.client.address=                                           | router worker client
					zmqf.clients.a.timeout=1s                                      | router worker client
					zmqf.router.frontend=inproc://f zmqf.router.backend=inproc://b | router client
					zmqf.worker.router=inproc://b                                  | worker
					zmqf.worker.router[0]=inproc://b                               | worker
					zmqf.worker.router=inproc://b,inproc://c                       | worker
					zmqf.server.address=inproc://s                                 | server client
					zmqf.server.address[0]=inproc://s                              | server client
					zmqf.client.address=inproc://s                                 | client
					zmqf.clients.a.address=inproc://s                              | ''
					zmqf.worker.router=inproc://b zmqf.server.address=inproc://s   | worker server client
					zmqf.worker.router=inproc://b zmqf.client.address=inproc://f   | worker client
					zmqf.router.frontend=inproc://f zmqf.router.backend=inproc://b zmqf.worker.router=inproc://b | router worker client
					""")
	void playsTheRolesThatHaveAnAddress(String properties, String expected) {
		this.runner.withPropertyValues(properties.split(" "))
			.run((context) -> assertThat(String.join(" ", roles(context))).isEqualTo(expected));
	}

	private static List<String> roles(ApplicationContext context) {
		List<String> roles = new ArrayList<>();
		if (context.containsBean("zmqRouter")) {
			roles.add("router");
		}
		if (context.containsBean("zmqWorker")) {
			roles.add("worker");
		}
		if (context.containsBean("zmqServer")) {
			roles.add("server");
		}
		if (context.containsBean("zmqClient")) {
			roles.add("client");
		}
		return roles;
	}

	@Test
	void describesWhyThereIsNoClient() {
		this.runner.withPropertyValues("zmqf.worker.router=inproc://b")
			.run((context) -> assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class))
				.withMessageContaining(ZmqClient.class.getName()));
		this.runner.withPropertyValues("zmqf.worker.router=inproc://b")
			.run((context) -> assertThat(ConditionEvaluationReport
				.get((ConfigurableListableBeanFactory) context.getAutowireCapableBeanFactory())
				.getConditionAndOutcomesBySource()
				.get(ZmqClientAutoConfiguration.class.getName() + "#zmqClient"))
				.anySatisfy((outcome) -> assertThat(outcome.getOutcome().getMessage()).contains("an address is set")
					.contains("the roles are [WORKER]")));
	}

	@Test
	void nothingIsThereWhereItIsSwitchedOff() {
		ObservedContexts.runner()
			.withPropertyValues("zmqf.enabled=false", "zmqf.server.address=inproc://s",
					"zmqf.clients.a.address=inproc://s")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ZmqClient.class)
				.doesNotHaveBean(Worker.class)
				.doesNotHaveBean(Router.class)
				.doesNotHaveBean(Transport.class)
				.doesNotHaveBean("zmqfHealthContributor")
				.doesNotHaveBean("zmqEndpoint"));
	}

	@Test
	void nothingRunsWithoutAnAddressWhereNothingMayRunInMemory() {
		this.runner.withPropertyValues("zmqf.in-memory=never").run((context) -> assertThat(roles(context)).isEmpty());
		this.runner.withPropertyValues("zmqf.in-memory=never", "zmqf.server.address=inproc://s")
			.run((context) -> assertThat(roles(context)).containsExactly("server", "client"));
	}

	@Test
	void alwaysInMemoryIgnoresAddresses() {
		ObservedContexts.runner()
			.withUserConfiguration(Greeting.class)
			.withPropertyValues("zmqf.in-memory=always", "zmqf.client.address=tcp://unknown.invalid:1",
					"zmqf.worker.router=tcp://unknown.invalid:2", "zmqf.server.address=tcp://*:1",
					"zmqf.router.frontend=tcp://*:2", "zmqf.router.backend=tcp://*:3",
					"zmqf.heartbeat.address=tcp://unknown.invalid:3", "zmqf.clients.a.address=tcp://unknown.invalid:4",
					"zmqf.security.client.server-key=x")
			.run((context) -> {
				assertThat(roles(context)).containsExactly("router", "worker", "client");
				assertThat(context.getBean("zmqClient", ZmqClient.class).request("greet", "me", String.class))
					.isEqualTo("Hello me");
				assertThat(context.getBean("a", ZmqClient.class).request("greet", "you", String.class))
					.isEqualTo("Hello you");
				assertThat(context.getBean(LocalNodes.class).sockets())
					.allMatch((socket) -> socket.endpoint().startsWith("inproc://"));
			});
	}

	@Test
	void connectionDetailsReplaceAddresses() {
		this.runner.withUserConfiguration(Greeting.class)
			.withPropertyValues("zmqf.router.frontend=tcp://127.0.0.1:0", "zmqf.router.backend=tcp://127.0.0.1:0")
			.run((other) -> {
				Router router = other.getBean(Router.class);
				ZmqConnectionDetails details = details(router.frontend(), router.backend());
				this.runner.withUserConfiguration(Greeting.class)
					.withBean(ZmqConnectionDetails.class, () -> details)
					.withPropertyValues("zmqf.worker.router=tcp://unknown.invalid:2",
							"zmqf.client.address=tcp://unknown.invalid:1")
					.run((context) -> {
						assertThat(roles(context)).containsExactly("worker", "client");
						assertThat(context.getBean(Worker.class).endpoints()).containsExactly(router.backend());
						assertThat(context.getBean(ZmqClient.class).request("greet", "me", String.class))
							.isEqualTo("Hello me");
					});
				this.runner.withBean(ZmqConnectionDetails.class, () -> details)
					.run((context) -> assertThat(roles(context)).containsExactly("client"));
			});
	}

	private static ZmqConnectionDetails details(Endpoint frontend, Endpoint backend) {
		return new ZmqConnectionDetails() {

			@Override
			public List<String> getClientAddresses() {
				return List.of(frontend.toString());
			}

			@Override
			public List<String> getWorkerAddresses() {
				return List.of(backend.toString());
			}

		};
	}

	@Test
	void connectsToSeveralRouters() {
		this.runner.withPropertyValues("zmqf.worker.router=inproc://b,inproc://c")
			.run((context) -> assertThat(context.getBean(Worker.class).endpoints())
				.containsExactly(Endpoint.parse("inproc://b"), Endpoint.parse("inproc://c")));
	}

	@Test
	void connectsToTheOwnServerAtItsActualPort() {
		this.runner.withUserConfiguration(Greeting.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("greet", "server", String.class))
				.isEqualTo("Hello server"));
	}

	@Test
	void connectsToTheOwnRouterAtItsActualPort() {
		this.runner.withUserConfiguration(Greeting.class)
			.withPropertyValues("zmqf.router.frontend=tcp://*:*", "zmqf.router.backend=inproc://workers",
					"zmqf.worker.router=inproc://workers")
			.run((context) -> {
				assertThat(context.getBean(Router.class).frontend()).isInstanceOfSatisfying(Endpoint.Tcp.class,
						(tcp) -> assertThat(tcp.port()).isPositive());
				assertThat(context.getBean(ZmqClient.class).request("greet", "router", String.class))
					.isEqualTo("Hello router");
			});
	}

	@Test
	void prefersTheAddressThatIsSet() {
		this.runner.withUserConfiguration(Greeting.class)
			.withPropertyValues("zmqf.router.frontend=inproc://f", "zmqf.router.backend=inproc://b",
					"zmqf.server.address=inproc://s", "zmqf.client.address=inproc://s")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("greet", "server", String.class))
				.isEqualTo("Hello server"));
	}

	static class Greeting {

		@ZmqHandler("greet")
		String greet(String name) {
			return "Hello " + name;
		}

	}

}
