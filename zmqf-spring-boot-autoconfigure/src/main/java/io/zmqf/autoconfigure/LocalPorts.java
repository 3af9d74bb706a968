package io.zmqf.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqf.actuate.RoleListener;
import io.zmqf.transport.Endpoint;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Publishes the bound ports of roles in the environment while the roles run, as
 * {@code local.zmqf.server.port} for example.
 */
final class LocalPorts implements RoleListener {

	private static final Map<String, List<String>> ADDRESSES = Map.of("router",
			List.of("router.frontend", "router.backend"), "server", List.of("server"), "heartbeat-receiver",
			List.of("heartbeat"));

	/** The roles, or their sockets, to which clients connect. */
	private static final List<String> FOR_CLIENTS = List.of("server", "router.frontend");

	private final Map<String, Object> ports = new ConcurrentHashMap<>();

	LocalPorts(ConfigurableEnvironment environment) {
		environment.getPropertySources().addFirst(new MapPropertySource("zmqfLocalPorts", this.ports));
	}

	@Override
	public void started(String role, List<String> endpoints) {
		List<String> addresses = ADDRESSES.getOrDefault(role, List.of());
		for (int i = 0; i < addresses.size(); i++) {
			if (Endpoint.parse(endpoints.get(i)) instanceof Endpoint.Tcp tcp && tcp.port() > 0) {
				this.ports.put(property(addresses.get(i)), tcp.port());
			}
		}
		putPortForClients();
	}

	@Override
	public void stopped(String role) {
		ADDRESSES.getOrDefault(role, List.of()).forEach((address) -> this.ports.remove(property(address)));
		putPortForClients();
	}

	private void putPortForClients() {
		this.ports.remove("local.zmqf.port");
		FOR_CLIENTS.stream()
			.map((address) -> this.ports.get(property(address)))
			.filter(Objects::nonNull)
			.findFirst()
			.ifPresent((port) -> this.ports.put("local.zmqf.port", port));
	}

	private static String property(String address) {
		return "local.zmqf." + address + ".port";
	}

}
