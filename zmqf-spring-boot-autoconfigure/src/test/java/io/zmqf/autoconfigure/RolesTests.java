package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
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
	void saysWhyThereIsNoClient() {
		this.runner.withPropertyValues("zmqf.worker.router=inproc://b")
			.run((context) -> assertThatExceptionOfType(NoSuchBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class)));
	}

	@Test
	void connectsToSeveralRouters() {
		this.runner.withPropertyValues("zmqf.worker.router=inproc://b,inproc://c")
			.run((context) -> assertThat(context.getBean(Worker.class).endpoints())
				.containsExactly(Endpoint.parse("inproc://b"), Endpoint.parse("inproc://c")));
	}

	@Test
	void asksTheOwnServerAtTheRealPort() {
		this.runner.withUserConfiguration(Greeting.class)
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0")
			.run((context) -> assertThat(context.getBean(ZmqClient.class).request("greet", "server", String.class))
				.isEqualTo("Hello server"));
	}

	@Test
	void asksTheOwnRouterAtTheRealPort() {
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
