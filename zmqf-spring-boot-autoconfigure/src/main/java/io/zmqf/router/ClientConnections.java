package io.zmqf.router;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqf.message.PeerName;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * The connections that have sent requests, by their routing ids. Belongs to the
 * frontend's loop, except for the names and the number of the clients.
 */
final class ClientConnections {

	private final Map<ByteBuffer, ClientConnection> connections = new HashMap<>();

	/** The same for other threads. */
	private final Set<ClientConnection> known = ConcurrentHashMap.newKeySet();

	/**
	 * Finds the connection of a client.
	 * @param routingId its routing id
	 * @param peer its user, {@code null} where nobody is asked
	 * @return the connection, {@code null} where it has sent no request, or is another
	 * user's
	 */
	@Nullable ClientConnection find(byte[] routingId, @Nullable Peer peer) {
		ClientConnection connection = this.connections.get(ByteBuffer.wrap(routingId));
		boolean same = connection != null && Objects.equals(connection.user(), (peer != null) ? peer.name() : null);
		return same ? connection : null;
	}

	void add(byte[] routingId, ClientConnection connection) {
		this.connections.put(ByteBuffer.wrap(routingId), connection);
		this.known.add(connection);
	}

	@Nullable ClientConnection remove(byte[] routingId) {
		ClientConnection removed = this.connections.remove(ByteBuffer.wrap(routingId));
		if (removed != null) {
			this.known.remove(removed);
		}
		return removed;
	}

	/** The names of clients; from any thread. */
	List<PeerName> names(int limit) {
		return this.known.stream().limit(limit).map(ClientConnection::peer).toList();
	}

	/** The number of the clients; from any thread. */
	int size() {
		return this.known.size();
	}

}
