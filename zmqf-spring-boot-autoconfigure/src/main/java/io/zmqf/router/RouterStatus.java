package io.zmqf.router;

import java.util.List;
import java.util.Set;

import io.zmqf.message.PeerName;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * The status of a router at one time.
 *
 * @param frontend the status of the socket for clients
 * @param backend the status of the socket for workers
 * @param inFlight the number of requests in flight
 * @param waiting the number of requests that wait for a worker
 * @param knowsWorkers {@code true} if the router addresses its workers. With the strategy
 * {@code proxy} it does not know them
 * @param workers the status of the known workers
 * @since 0.1.0
 */
public record RouterStatus(SocketStatus frontend, SocketStatus backend, int inFlight, int waiting, boolean knowsWorkers,
		List<WorkerStatus> workers) {

	/**
	 * The status of a worker at one time.
	 *
	 * @param id the routing id
	 * @param peer the name of the worker
	 * @param events the events that it handles, or {@code null} if it handles all events
	 * @param inFlight the number of its requests in flight
	 * @param capacity the maximum number of concurrent requests
	 * @param leaving {@code true} if the worker said goodbye
	 */
	public record WorkerStatus(String id, PeerName peer, @Nullable Set<String> events, int inFlight, int capacity,
			boolean leaving) {
	}

}
