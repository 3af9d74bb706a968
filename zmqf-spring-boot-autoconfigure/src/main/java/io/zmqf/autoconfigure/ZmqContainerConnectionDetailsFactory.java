package io.zmqf.autoconfigure;

import java.util.List;

import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Connects to a container with {@code @ServiceConnection("zmqf")}. Its ports are those of
 * the labels {@code io.zmqf.frontend}, {@code io.zmqf.backend} and
 * {@code io.zmqf.heartbeat}, by default 5555, 5556 and 5557, as far as it exposes them.
 */
class ZmqContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<GenericContainer<?>, ZmqConnectionDetails> {

	ZmqContainerConnectionDetailsFactory() {
		super("zmqf");
	}

	@Override
	protected ZmqConnectionDetails getContainerConnectionDetails(
			ContainerConnectionSource<GenericContainer<?>> source) {
		return new Details(source);
	}

	/** The details of a container, which runs once they are asked for. */
	private static final class Details extends ContainerConnectionDetails<GenericContainer<?>>
			implements ZmqConnectionDetails {

		Details(ContainerConnectionSource<GenericContainer<?>> source) {
			super(source);
		}

		@Override
		public List<String> getClientAddresses() {
			return address("frontend", 5555);
		}

		@Override
		public List<String> getWorkerAddresses() {
			return address("backend", 5556);
		}

		@Override
		public List<String> getHeartbeatAddresses() {
			return address("heartbeat", 5557);
		}

		private List<String> address(String name, int standard) {
			GenericContainer<?> container = getContainer();
			int port = Integer
				.parseInt(container.getLabels().getOrDefault("io.zmqf." + name, String.valueOf(standard)));
			return container.getExposedPorts().contains(port)
					? List.of("tcp://" + container.getHost() + ":" + container.getMappedPort(port)) : List.of();
		}

	}

}
