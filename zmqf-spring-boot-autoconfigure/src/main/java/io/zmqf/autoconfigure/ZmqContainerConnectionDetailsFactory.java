package io.zmqf.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Creates connection details for a container with {@code @ServiceConnection("zmqf")}. The
 * ports are read from the labels {@code io.zmqf.frontend}, {@code io.zmqf.backend} and
 * {@code io.zmqf.heartbeat}, by default 5555, 5556 and 5557. Ports that it does not
 * expose are ignored.
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

	/** The connection details of a container. It must be running when they are read. */
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
