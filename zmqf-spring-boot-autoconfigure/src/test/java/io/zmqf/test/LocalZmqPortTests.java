package io.zmqf.test;

import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.test.shop.Other;
import io.zmqf.test.shop.ShopApplication;
import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

class LocalZmqPortTests {

	@Test
	void portsAreThereWhileRolesRun() {
		ZmqTestContexts.runner()
			.withPropertyValues("zmqf.server.address=tcp://127.0.0.1:0",
					"zmqf.client.address=tcp://127.0.0.1:${local.zmqf.server.port}")
			.withUserConfiguration(Other.class)
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				assertThat(client.request("other", null, String.class)).isEqualTo("other");
				context.getSourceApplicationContext(ConfigurableApplicationContext.class).stop();
				assertThat(context.getEnvironment().getProperty("local.zmqf.server.port")).isNull();
				assertThat(context.getEnvironment().getProperty("local.zmqf.port")).isNull();
				context.getSourceApplicationContext(ConfigurableApplicationContext.class).start();
				assertThat(context.getEnvironment().getProperty("local.zmqf.port", Integer.class)).isPositive();
				assertThat(client.request("other", null, String.class)).isEqualTo("other");
			});
	}

	@Nested
	@SpringBootTest(classes = ShopApplication.class,
			properties = { "zmqf.server.address=tcp://127.0.0.1:0", "zmqf.clients.billing.timeout=5s" })
	class OfAServer {

		@LocalZmqPort
		private int port;

		@Value("${local.zmqf.server.port}")
		private int server;

		@Test
		void portIsTheOneThatIsBound(@LocalZmqPort int parameter, @Autowired ZmqClient client) throws Exception {
			assertThat(this.port).isPositive().isEqualTo(this.server).isEqualTo(parameter);
			try (Nodes nodes = new Nodes(); RawPeer peer = nodes.req(Endpoint.parse("tcp://127.0.0.1:" + this.port))) {
				peer.send("other", "null");
				assertThat(peer.receiveText()).containsExactly("other", "\"other\"");
			}
			assertThat(client.request("other", null, String.class)).isEqualTo("other");
		}

	}

	@Nested
	@SpringBootTest(classes = ShopApplication.class,
			properties = { "zmqf.server.address=tcp://127.0.0.1:0",
					"zmqf.client.address=tcp://127.0.0.1:${local.zmqf.server.port}",
					"zmqf.clients.billing.address=tcp://localhost:${local.zmqf.port}" })
	class OfAServerInAddresses {

		@Test
		void clientsOfTheSameContextConnectToIt(@Autowired ZmqClient client,
				@Autowired @Qualifier("billing") ZmqClient billing) {
			assertThat(client.request("other", null, String.class)).isEqualTo("other");
			assertThat(billing.request("other", null, String.class)).isEqualTo("other");
		}

	}

	@Nested
	@SpringBootTest(classes = ShopApplication.class,
			properties = { "zmqf.router.frontend=tcp://127.0.0.1:0", "zmqf.router.backend=tcp://127.0.0.1:0",
					"zmqf.heartbeat.address=tcp://127.0.0.1:0", "zmqf.clients.billing.timeout=5s" })
	class OfARouter {

		@LocalZmqPort
		private int port;

		@LocalZmqPort("${local.zmqf.router.backend.port}")
		private int backend;

		@LocalZmqPort("${local.zmqf.heartbeat.port}")
		private int heartbeat;

		@Test
		void eachAddressHasItsPort(@Autowired Environment environment) {
			assertThat(this.port)
				.isEqualTo(environment.getRequiredProperty("local.zmqf.router.frontend.port", Integer.class));
			assertThat(this.backend).isPositive().isNotEqualTo(this.port);
			assertThat(this.heartbeat).isPositive().isNotEqualTo(this.backend);
		}

	}

}
