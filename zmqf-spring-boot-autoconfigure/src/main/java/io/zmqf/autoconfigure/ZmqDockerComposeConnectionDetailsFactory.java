package io.zmqf.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/**
 * Connects to a service of Docker Compose whose image is named {@code zmqf-router}, or
 * that has the label {@code org.springframework.boot.service-connection=zmqf}. Its ports
 * are those of the labels {@code io.zmqf.frontend}, {@code io.zmqf.backend} and
 * {@code io.zmqf.heartbeat}, by default 5555, 5556 and 5557, as far as it publishes them.
 */
class ZmqDockerComposeConnectionDetailsFactory extends DockerComposeConnectionDetailsFactory<ZmqConnectionDetails> {

	private static final String[] NAMES = { "zmqf-router", "zmqf" };

	ZmqDockerComposeConnectionDetailsFactory() {
		super(NAMES);
	}

	@Override
	protected ZmqConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new Details(source.getRunningService());
	}

	/** The details of a service, which runs already. */
	private static final class Details extends DockerComposeConnectionDetails implements LabelledPorts {

		private final RunningService service;

		Details(RunningService service) {
			super(service);
			this.service = service;
		}

		@Override
		public Map<String, String> labels() {
			return this.service.labels();
		}

		@Override
		public @Nullable String reachable(int port) {
			ConnectionPorts ports = this.service.ports();
			return isPublished(ports, port) ? this.service.host() + ":" + ports.get(port) : null;
		}

		/** Where none is published, a service runs on the network of its host. */
		private static boolean isPublished(ConnectionPorts ports, int port) {
			try {
				return ports.get(port) > 0;
			}
			catch (IllegalStateException ex) {
				return false;
			}
		}

	}

}
