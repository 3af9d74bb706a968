package io.zmqf.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
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
			implements LabelledPorts {

		Details(ContainerConnectionSource<GenericContainer<?>> source) {
			super(source);
		}

		@Override
		public Map<String, String> labels() {
			return getContainer().getLabels();
		}

		@Override
		public @Nullable String reachable(int port) {
			GenericContainer<?> container = getContainer();
			return container.getExposedPorts().contains(port)
					? container.getHost() + ":" + container.getMappedPort(port) : null;
		}

	}

}
