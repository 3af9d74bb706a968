package io.zmqf.actuate.endpoint;

import java.util.stream.Stream;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/** Finds out which of the connected nodes belong to the application itself. */
final class OwnNodes {

	private OwnNodes() {
	}

	/** Returns the addresses that the application's clients connect to. */
	static Stream<String> ofClients(LocalNodes local) {
		return local.openClients().flatMap((client) -> client.status().sockets().stream()).map(SocketStatus::endpoint);
	}

	/**
	 * Finds the application's own router or server at an address.
	 * @param local the nodes of the application
	 * @param endpoint the address that a socket connects to
	 * @return the key of the node on the page, or {@code null} for a node of another
	 * application
	 */
	static @Nullable String at(LocalNodes local, String endpoint) {
		Router router = local.router();
		if (router != null && (reaches(endpoint, router.frontend()) || reaches(endpoint, router.backend()))) {
			return NodeType.ROUTER.wireName();
		}
		return local.workers()
			.stream()
			.filter((worker) -> worker.type() == NodeType.SERVER
					&& worker.endpoints().stream().anyMatch((bound) -> reaches(endpoint, bound)))
			.map((worker) -> worker.identity().toString())
			.findFirst()
			.orElse(null);
	}

	private static boolean reaches(String endpoint, Endpoint bound) {
		Endpoint target = Endpoint.parse(endpoint);
		return target.equals(bound) || target.reaches(bound);
	}

}
