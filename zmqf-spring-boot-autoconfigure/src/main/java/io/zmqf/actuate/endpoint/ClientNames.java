package io.zmqf.actuate.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.zmqf.message.PeerName;
import org.jspecify.annotations.Nullable;

/** The names of a router's clients by host. A client may have several connections. */
final class ClientNames {

	private ClientNames() {
	}

	/**
	 * Groups clients by host, without the application's own.
	 * @param clients the clients, one for each connection
	 * @param application the name of the application, or {@code null} for none
	 * @param own the number of the application's own connections
	 * @return the names of the other clients by host
	 */
	static Map<String, List<PeerName>> byHost(List<PeerName> clients, @Nullable String application, int own) {
		List<PeerName> others = new ArrayList<>(clients);
		for (int i = 0; i < own; i++) {
			others.stream()
				.filter((peer) -> peer.application().equals(application) && isLoopback(peer.address()))
				.findFirst()
				.ifPresent(others::remove);
		}
		return others.stream()
			.filter((client) -> client.address() != null)
			.map((client) -> new PeerName(client.name(), client.user(), host(client.address())))
			.distinct()
			.collect(Collectors.groupingBy(PeerName::address, LinkedHashMap::new, Collectors.toList()));
	}

	/** Returns an address without its port, or {@code null} inside the process. */
	static @Nullable String host(@Nullable String address) {
		if (address == null) {
			return null;
		}
		int port = address.lastIndexOf(':');
		return (port > 0) ? address.substring(0, port) : address;
	}

	private static boolean isLoopback(@Nullable String address) {
		return address != null && (address.startsWith("127.") || address.startsWith("[::1]")
				|| address.startsWith("[0:0:0:0:0:0:0:1]"));
	}

}
