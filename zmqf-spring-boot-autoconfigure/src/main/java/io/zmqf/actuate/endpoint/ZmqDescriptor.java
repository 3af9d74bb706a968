package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.SenderStatus;
import io.zmqf.message.PeerName;
import io.zmqf.router.RouterStatus;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The nodes of an application at one moment.
 *
 * @param router the router, {@code null} where there is none
 * @param workers the worker and the server, by their roles
 * @param clients the clients, by their roles
 * @param heartbeatReceiver the receiver of heartbeats, {@code null} for none
 * @param heartbeatSenders the senders of heartbeats
 * @param handlers the methods that answer, by event
 * @since 0.1.0
 */
public record ZmqDescriptor(@Nullable RouterDescriptor router, Map<String, WorkerDescriptor> workers,
		Map<String, ClientDescriptor> clients, @Nullable ReceiverDescriptor heartbeatReceiver,
		List<SenderDescriptor> heartbeatSenders, Map<String, String> handlers) implements OperationResponseBody {

	/**
	 * A router.
	 *
	 * @param running {@code true} if it runs
	 * @param sockets its frontend and its backend
	 * @param workers its workers with what they have to do, {@code null} where it does
	 * not know them
	 * @param clients the names of clients that have sent requests, not all of them where
	 * there are very many
	 * @param clientCount the number of all of them
	 * @param requestsInFlight the requests that a worker has
	 * @param requestsWaiting the requests that wait for a worker
	 * @param oldestRequest the age of the oldest request, {@code null} if the router did
	 * not report it
	 */
	public record RouterDescriptor(boolean running, List<SocketStatus> sockets,
			@Nullable List<RouterStatus.WorkerStatus> workers, List<PeerName> clients, int clientCount,
			int requestsInFlight, int requestsWaiting, @Nullable Duration oldestRequest) {
	}

	/**
	 * A worker or a server.
	 *
	 * @param identity the identity of the node
	 * @param running {@code true} if it runs
	 * @param sockets its sockets
	 * @param requestsInFlight the requests that have no answer yet
	 * @param requestsAbandoned the requests whose handlers still run after their deadline
	 * @param capacity the requests that each of its sockets takes at once
	 * @param oldestRequest the age of the oldest request, {@code null} if the worker did
	 * not report it
	 */
	public record WorkerDescriptor(String identity, boolean running, List<SocketStatus> sockets, int requestsInFlight,
			int requestsAbandoned, int capacity, @Nullable Duration oldestRequest) {
	}

	/**
	 * A client.
	 *
	 * @param sockets its sockets
	 * @param requestsInFlight the requests that have no outcome yet
	 * @param oldestRequest the age of the oldest request, {@code null} if the client did
	 * not report it
	 */
	public record ClientDescriptor(List<SocketStatus> sockets, int requestsInFlight, @Nullable Duration oldestRequest) {
	}

	/**
	 * A receiver of heartbeats.
	 *
	 * @param socket its socket
	 * @param lastHeartbeat the time of the last heartbeat, {@code null} for none
	 * @param nodes the nodes that are alive, {@code null} if it did not report them
	 */
	public record ReceiverDescriptor(SocketStatus socket, @Nullable Instant lastHeartbeat, @Nullable List<Node> nodes) {
	}

	/**
	 * A sender of heartbeats.
	 *
	 * @param type the type that the sender announces for this application
	 * @param status its connection, and whether its receiver is there
	 */
	public record SenderDescriptor(String type, SenderStatus status) {
	}

}
