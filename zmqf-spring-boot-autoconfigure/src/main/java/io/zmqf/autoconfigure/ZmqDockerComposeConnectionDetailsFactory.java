package io.zmqf.autoconfigure;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/**
 * Creates connection details for a service of Docker Compose whose image is named
 * {@code zmqf-router}, or that has the label
 * {@code org.springframework.boot.service-connection=zmqf}. The ports are read from the
 * labels {@code io.zmqf.frontend}, {@code io.zmqf.backend} and {@code io.zmqf.heartbeat},
 * by default 5555, 5556 and 5557. Ports that it does not publish are ignored.
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

	/** The connection details of a running service. */
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

		/**
		 * Whether a port is published. A service without any published port runs on the
		 * host's network.
		 */
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
