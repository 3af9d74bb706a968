package io.zmqf.router;

import java.util.Set;

import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * A listener for the events of a router. It is called on the router's loops and must
 * neither block nor throw.
 *
 * @since 0.1.0
 */
public interface RouterListener {

	/** A listener that does nothing. */
	RouterListener NONE = new RouterListener() {
	};

	/**
	 * Called when a worker has joined and accepts requests.
	 * @param worker the routing id
	 * @param peer the name of the worker
	 * @param events the events that it handles, or {@code null} if it handles all events
	 */
	default void workerJoined(String worker, PeerName peer, @Nullable Set<String> events) {
	}

	/**
	 * Called when a request has ended with a reply or a problem.
	 * @param problem the problem, or {@code null} for a reply
	 * @param nanos the time from arrival to end, including that of the worker, in
	 * nanoseconds
	 */
	default void requestEnded(@Nullable ProblemType problem, long nanos) {
	}

	/**
	 * Called when a request ends without an answer, because its client cancelled it or
	 * has lost its connection.
	 * @param nanos the time since its arrival, in nanoseconds
	 */
	default void requestAbandoned(long nanos) {
	}

	/**
	 * Called when a worker accepts no more requests.
	 * @param worker the routing id
	 * @param peer the name of the worker
	 * @param reason the reason
	 */
	default void workerLeft(String worker, PeerName peer, String reason) {
	}

	/**
	 * Called when a message of a worker is rejected, such as its registration.
	 * @param worker the routing id, or {@code null} if it is unknown, as with the
	 * strategy {@code proxy}
	 * @param peer the name of the worker
	 * @param reason the reason, as a sentence that starts in lower case
	 */
	default void messageRefused(@Nullable String worker, PeerName peer, String reason) {
	}

	/**
	 * Called on the first request of a client's connection.
	 * @param client the name of the client
	 */
	default void clientJoined(PeerName client) {
	}

	/**
	 * Called when the connection of a client that has sent requests is lost.
	 * @param client the name of the client
	 */
	default void clientLeft(PeerName client) {
	}

}
