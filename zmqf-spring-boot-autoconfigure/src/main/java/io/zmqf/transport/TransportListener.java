package io.zmqf.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to sockets and their loops. Called on threads that must not wait:
 * an implementation neither blocks nor throws.
 *
 * @since 0.1.0
 */
public interface TransportListener {

	/** The time after which a blocked event loop is not expected to go on by itself. */
	Duration LOOP_STUCK = Duration.ofSeconds(30);

	/** Nobody listens. */
	TransportListener NONE = new TransportListener() {
	};

	/**
	 * Something happened to a socket or to one of its connections.
	 * @param socket the name of the socket
	 * @param event the socket event
	 */
	default void socketEvent(String socket, SocketEvent event) {
	}

	/**
	 * A socket has its peer, has it no more, or was closed. Told once for each change,
	 * not for each attempt.
	 * @param socket the name of the socket
	 * @param endpoint the endpoint that it has bound or connects to
	 * @param state the new state
	 */
	default void stateChanged(String socket, String endpoint, SocketStatus.State state) {
	}

	/**
	 * A message was lost for its sender.
	 * @param socket the name of the socket that it came from, or was for
	 * @param reason the reason
	 */
	default void dropped(String socket, DropReason reason) {
	}

	/**
	 * A message was lost for its sender.
	 * @param socket the name of the socket that it came from, or was for
	 * @param reason the reason
	 * @param message all frames of the message, which may be malformed
	 */
	default void dropped(String socket, DropReason reason, byte[][] message) {
		dropped(socket, reason);
	}

	/**
	 * The first thing that a peer ever answered does not say which request it answers: it
	 * needs a client without correlation. Told once for each connection.
	 * @param socket the name of the socket
	 * @param endpoint the peer
	 */
	default void uncorrelated(String socket, String endpoint) {
	}

	/**
	 * A message of a peer was refused, because it belongs to an address of another
	 * purpose.
	 * @param socket the name of the bound socket
	 * @param peer the remote address, {@code null} inside the process
	 * @param detail the sentence that names the right address
	 */
	default void misdirected(String socket, @Nullable String peer, String detail) {
	}

	/**
	 * The peer of a connecting socket refused it, because it belongs to an address of
	 * another purpose.
	 * @param socket the name of the socket
	 * @param endpoint the peer
	 * @param detail the sentence that names the right address
	 */
	default void rejected(String socket, String endpoint, String detail) {
	}

	/**
	 * The peer of a connecting socket has named itself. Told once for each connection.
	 * @param socket the name of the socket
	 * @param endpoint the peer
	 * @param name the name that the peer announces in the handshake, printable and cut
	 */
	default void named(String socket, String endpoint, String name) {
	}

	/**
	 * The name of a host was looked up, and has several addresses. Told each time.
	 * @param host the name
	 * @param addresses the number of its addresses
	 */
	default void severalAddresses(String host, int addresses) {
	}

	/**
	 * A role threw on its loop; the loop goes on.
	 * @param socket the name of the socket
	 * @param failure the exception that was thrown
	 */
	default void loopFailed(String socket, Throwable failure) {
	}

	/**
	 * Something that an event loop has called does not return, so that nothing else is
	 * done on the loop. Told about two seconds after its begin, and again after
	 * {@link #LOOP_STUCK}, on a thread of its own. Time in which the whole process is
	 * stopped does not count.
	 * @param loop the name of the event loop
	 * @param time the time since its begin, about
	 * @param place the calls of the thread that holds the loop, the innermost first
	 */
	default void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
	}

	/**
	 * An event loop goes on that was told of as blocked.
	 * @param loop the name of the event loop
	 * @param time the time that it was blocked, about
	 */
	default void loopUnblocked(String loop, Duration time) {
	}

	/**
	 * An event loop failed and was replaced: its sockets were opened anew.
	 * @param failure the reason
	 */
	default void ioFailed(Throwable failure) {
	}

	/**
	 * An event loop failed and could not be replaced: no socket of it works any more, and
	 * only a restart of the application helps.
	 * @param failure the reason
	 */
	default void ioBroken(Throwable failure) {
	}

}
