package io.zmqf.router;

import java.util.Set;

import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in a router, on its loops. Neither blocks nor throws.
 *
 * @since 0.1.0
 */
public interface RouterListener {

	/** Nobody listens. */
	RouterListener NONE = new RouterListener() {
	};

	/**
	 * A worker takes requests from now on.
	 * @param worker its identity
	 * @param peer its name
	 * @param events the events that it handles, {@code null} if it did not name them
	 */
	default void workerJoined(String worker, PeerName peer, @Nullable Set<String> events) {
	}

	/**
	 * A request had its outcome.
	 * @param problem the problem that it was answered with, {@code null} if it has a
	 * reply
	 * @param nanos the time that it was in the router, its worker's time included, in
	 * nanoseconds
	 */
	default void requestEnded(@Nullable ProblemType problem, long nanos) {
	}

	/**
	 * A request had no outcome, because the connection of its client was lost.
	 * @param nanos the time that it was in the router
	 */
	default void requestAbandoned(long nanos) {
	}

	/**
	 * A worker takes no more requests.
	 * @param worker its identity
	 * @param peer its name
	 * @param reason the reason
	 */
	default void workerLeft(String worker, PeerName peer, String reason) {
	}

	/**
	 * A message of a worker was not taken, such as its announcement.
	 * @param worker its identity, {@code null} if the router knows none, as with the
	 * strategy {@code proxy}
	 * @param peer its name
	 * @param reason the reason, as a sentence without its capital
	 */
	default void messageRefused(@Nullable String worker, PeerName peer, String reason) {
	}

	/**
	 * The first request of a client's connection has come.
	 * @param client the name of the client
	 */
	default void clientJoined(PeerName client) {
	}

	/**
	 * The connection of a client that has sent requests is lost.
	 * @param client the name of the client
	 */
	default void clientLeft(PeerName client) {
	}

}
