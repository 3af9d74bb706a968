package io.zmqf.router;

import java.util.List;
import java.util.Set;

import io.zmqf.message.PeerName;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * A router at one moment, for those who look from outside.
 *
 * @param frontend the socket for clients
 * @param backend the socket for workers
 * @param inFlight the requests that a worker has
 * @param waiting the requests that wait for a worker
 * @param knowsWorkers {@code true} if it can address its workers; one that deals requests
 * out in turn knows none of them
 * @param workers the workers that it knows
 * @since 0.1.0
 */
public record RouterStatus(SocketStatus frontend, SocketStatus backend, int inFlight, int waiting, boolean knowsWorkers,
		List<WorkerStatus> workers) {

	/**
	 * A worker at one moment.
	 *
	 * @param id its identity
	 * @param peer its name
	 * @param events the events that it handles, {@code null} if it did not name them
	 * @param inFlight the number of its requests in flight
	 * @param capacity the number of requests that it takes at once
	 * @param leaving {@code true} if it said goodbye
	 */
	public record WorkerStatus(String id, PeerName peer, @Nullable Set<String> events, int inFlight, int capacity,
			boolean leaving) {
	}

}
