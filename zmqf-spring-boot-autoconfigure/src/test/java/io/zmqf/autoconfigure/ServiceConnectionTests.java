package io.zmqf.autoconfigure;

import java.util.List;

import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A container with {@code @ServiceConnection} provides the connection details of an
 * application.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "zmqf.worker.router=tcp://unknown.invalid:1", "zmqf.heartbeat.address=tcp://unknown.invalid:2" })
class ServiceConnectionTests {

	@ServiceConnection("zmqf")
	static final GenericContainer<?> ROUTER = new RunningContainer();

	@Autowired
	private Worker worker;

	@Autowired
	private ZmqConnectionDetails details;

	@Autowired
	private ZmqSettingsFactory settings;

	@Test
	void addressesAreThoseOfTheContainer() {
		assertThat(this.details.getClientAddresses()).containsExactly("tcp://127.0.0.1:10555");
		assertThat(this.details.getWorkerAddresses()).as("by its label").containsExactly("tcp://127.0.0.1:17777");
		assertThat(this.details.getHeartbeatAddresses()).as("not exposed").isEmpty();
		assertThat(this.details.getServerKey()).isNull();
		assertThat(this.worker.endpoints()).containsExactly(Endpoint.parse("tcp://127.0.0.1:17777"));
		assertThat(this.settings.clients().client(null, null).addresses())
			.containsExactly(Endpoint.parse("tcp://127.0.0.1:10555"));
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigureZmq
	static class Application {

	}

	/** A container that needs no Docker: it only has ports. */
	private static final class RunningContainer extends GenericContainer<RunningContainer> {

		RunningContainer() {
			super(DockerImageName.parse("shop/router"));
			withExposedPorts(5555, 7777);
			withLabel("io.zmqf.backend", "7777");
		}

		@Override
		public void start() {
		}

		@Override
		public void stop() {
		}

		@Override
		public String getDockerImageName() {
			return "shop/router";
		}

		@Override
		public String getHost() {
			return "127.0.0.1";
		}

		@Override
		public Integer getMappedPort(int port) {
			return 10000 + port % 10000 + ((port == 5555) ? -5000 : 0);
		}

		@Override
		public List<Integer> getExposedPorts() {
			return List.of(5555, 7777);
		}

	}

}
