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
 * Description of an application's nodes at one moment.
 *
 * @param router the router, or {@code null} if there is none
 * @param workers the worker and the server, by role
 * @param clients the clients, by role
 * @param heartbeatReceiver the receiver of heartbeats, or {@code null} if there is none
 * @param heartbeatSenders the senders of heartbeats
 * @param handlers the handler methods, by event
 * @since 0.1.0
 */
public record ZmqDescriptor(@Nullable RouterDescriptor router, Map<String, WorkerDescriptor> workers,
		Map<String, ClientDescriptor> clients, @Nullable ReceiverDescriptor heartbeatReceiver,
		List<SenderDescriptor> heartbeatSenders, Map<String, String> handlers) implements OperationResponseBody {

	/**
	 * Description of a router.
	 *
	 * @param running {@code true} if it is running
	 * @param sockets its frontend and its backend
	 * @param workers its workers and their load, or {@code null} if unknown
	 * @param clients the names of clients that have sent requests, up to a maximum
	 * @param clientCount the number of these clients
	 * @param requestsInFlight the number of requests that were sent to a worker
	 * @param requestsWaiting the number of requests that wait for a worker
	 * @param oldestRequest the age of the oldest request, or {@code null} if the router
	 * did not report it in time
	 */
	public record RouterDescriptor(boolean running, List<SocketStatus> sockets,
			@Nullable List<RouterStatus.WorkerStatus> workers, List<PeerName> clients, int clientCount,
			int requestsInFlight, int requestsWaiting, @Nullable Duration oldestRequest) {
	}

	/**
	 * Description of a worker or a server.
	 *
	 * @param identity the id of the node
	 * @param running {@code true} if it is running
	 * @param sockets its sockets
	 * @param requestsInFlight the number of unanswered requests
	 * @param requestsAbandoned the number of requests whose handlers still run after
	 * their deadline
	 * @param capacity the maximum number of requests in flight, for all sockets together
	 * @param oldestRequest the age of the oldest request, or {@code null} if the worker
	 * did not report it in time
	 */
	public record WorkerDescriptor(String identity, boolean running, List<SocketStatus> sockets, int requestsInFlight,
			int requestsAbandoned, int capacity, @Nullable Duration oldestRequest) {
	}

	/**
	 * Description of a client.
	 *
	 * @param sockets its sockets
	 * @param requestsInFlight the number of requests without an outcome
	 * @param oldestRequest the age of the oldest request, or {@code null} if the client
	 * did not report it in time
	 */
	public record ClientDescriptor(List<SocketStatus> sockets, int requestsInFlight, @Nullable Duration oldestRequest) {
	}

	/**
	 * Description of a receiver of heartbeats.
	 *
	 * @param socket its socket
	 * @param lastHeartbeat the time of the last heartbeat, or {@code null} if there was
	 * none
	 * @param nodes the live nodes, or {@code null} if it did not report them in time
	 */
	public record ReceiverDescriptor(SocketStatus socket, @Nullable Instant lastHeartbeat, @Nullable List<Node> nodes) {
	}

	/**
	 * Description of a sender of heartbeats.
	 *
	 * @param type the node type that the sender announces
	 * @param status its connection, and whether its receiver responds
	 */
	public record SenderDescriptor(String type, SenderStatus status) {
	}

}
