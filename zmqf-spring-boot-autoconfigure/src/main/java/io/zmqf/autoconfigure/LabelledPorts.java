package io.zmqf.autoconfigure;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Connection details of a router in a container. Labels of the container override the
 * default ports.
 */
interface LabelledPorts extends ZmqConnectionDetails {

	/** Returns the labels of the container. */
	Map<String, String> labels();

	/**
	 * Returns the address of a port of the container.
	 * @return the host and the port, or {@code null} if it is not exposed
	 */
	@Nullable String reachable(int port);

	@Override
	default List<String> getClientAddresses() {
		return addresses("frontend", 5555);
	}

	@Override
	default List<String> getWorkerAddresses() {
		return addresses("backend", 5556);
	}

	@Override
	default List<String> getHeartbeatAddresses() {
		return addresses("heartbeat", 5557);
	}

	private List<String> addresses(String name, int usual) {
		String port = labels().getOrDefault("io.zmqf." + name, String.valueOf(usual));
		String reachable = reachable(Integer.parseInt(port));
		return (reachable != null) ? List.of("tcp://" + reachable) : List.of();
	}

}
