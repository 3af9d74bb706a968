package io.zmqf.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Listens to the events of sockets and loops. Implementations must neither block nor
 * throw, because they are called on I/O threads.
 *
 * @since 0.1.0
 */
public interface TransportListener {

	/** The time after which a blocked event loop is not expected to recover by itself. */
	Duration LOOP_STUCK = Duration.ofSeconds(30);

	/** A listener that does nothing. */
	TransportListener NONE = new TransportListener() {
	};

	/**
	 * Called for each event of a socket or of its connections.
	 * @param socket the name of the socket
	 * @param event the socket event
	 */
	default void socketEvent(String socket, SocketEvent event) {
	}

	/**
	 * Called when the state of a socket changes: it is connected, disconnected, resting
	 * or closed. Called once for each change, not for each attempt to connect.
	 * @param socket the name of the socket
	 * @param endpoint the endpoint that the socket is bound or connects to
	 * @param state the new state
	 */
	default void stateChanged(String socket, String endpoint, SocketStatus.State state) {
	}

	/**
	 * Called when a message was dropped.
	 * @param socket the name of the receiving or sending socket
	 * @param reason the reason
	 */
	default void dropped(String socket, DropReason reason) {
	}

	/**
	 * Called when a message was dropped.
	 * @param socket the name of the receiving or sending socket
	 * @param reason the reason
	 * @param message all frames of the message, which may be malformed
	 */
	default void dropped(String socket, DropReason reason, byte[][] message) {
		dropped(socket, reason);
	}

	/**
	 * Called when the first reply of a peer does not name its request. Such a peer needs
	 * a client without correlation. Called once for each connection.
	 * @param socket the name of the socket
	 * @param endpoint the endpoint of the peer
	 */
	default void uncorrelated(String socket, String endpoint) {
	}

	/**
	 * Called when a message of a peer was rejected, because it was sent to an address of
	 * another purpose.
	 * @param socket the name of the bound socket
	 * @param peer the remote address, or {@code null} inside the process
	 * @param detail a sentence that names the right address
	 */
	default void misdirected(String socket, @Nullable String peer, String detail) {
	}

	/**
	 * Called when the peer of a connecting socket rejected it, because the socket is
	 * connected to an address of another purpose.
	 * @param socket the name of the socket
	 * @param endpoint the endpoint of the peer
	 * @param detail a sentence that names the right address
	 */
	default void rejected(String socket, String endpoint, String detail) {
	}

	/**
	 * Called when the peer of a connecting socket announced its name. Called once for
	 * each connection.
	 * @param socket the name of the socket
	 * @param endpoint the endpoint of the peer
	 * @param name the announced name, printable and truncated
	 */
	default void named(String socket, String endpoint, String name) {
	}

	/**
	 * Called whenever a host name resolves to several addresses.
	 * @param host the host name
	 * @param addresses the number of addresses
	 */
	default void severalAddresses(String host, int addresses) {
	}

	/**
	 * Called when a handler threw an exception on its loop. The loop continues.
	 * @param socket the name of the socket
	 * @param failure the exception
	 */
	default void loopFailed(String socket, Throwable failure) {
	}

	/**
	 * Called when a call on an event loop does not return and blocks the loop. Called
	 * about two seconds after the call began, and again after {@link #LOOP_STUCK}, on a
	 * separate thread. Pauses of the whole process do not count.
	 * @param loop the name of the event loop
	 * @param time the approximate time since the call began
	 * @param place the stack trace of the blocked thread, the innermost call first
	 */
	default void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
	}

	/**
	 * Called when an event loop continues that was reported as blocked.
	 * @param loop the name of the event loop
	 * @param time the approximate time that it was blocked
	 */
	default void loopUnblocked(String loop, Duration time) {
	}

	/**
	 * Called when an event loop failed and was replaced. Its sockets were reopened.
	 * @param failure the reason
	 */
	default void ioFailed(Throwable failure) {
	}

	/**
	 * Called when an event loop failed and could not be replaced. Its sockets no longer
	 * work until the application is restarted.
	 * @param failure the reason
	 */
	default void ioBroken(Throwable failure) {
	}

}
