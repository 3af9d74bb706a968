package io.zmqf.actuate.endpoint;

import java.util.stream.Stream;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/** What the application connects to, and what of that is itself. */
final class OwnNodes {

	private OwnNodes() {
	}

	/** The addresses that the clients of the application connect to. */
	static Stream<String> ofClients(LocalNodes local) {
		return local.openClients().flatMap((client) -> client.status().sockets().stream()).map(SocketStatus::endpoint);
	}

	/**
	 * The router or server of the application that is bound where a socket connects.
	 * @param local the nodes of the application
	 * @param endpoint the address that the socket connects to
	 * @return its key on the page, {@code null} for a node elsewhere
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
