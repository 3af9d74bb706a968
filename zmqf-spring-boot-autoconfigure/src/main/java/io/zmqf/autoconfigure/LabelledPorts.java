package io.zmqf.autoconfigure;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The router of a container, whose labels name the ports that are not the usual ones. */
interface LabelledPorts extends ZmqConnectionDetails {

	/** The labels of the container. */
	Map<String, String> labels();

	/**
	 * Where a port of the container can be reached.
	 * @return host and port, {@code null} where it can't
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
