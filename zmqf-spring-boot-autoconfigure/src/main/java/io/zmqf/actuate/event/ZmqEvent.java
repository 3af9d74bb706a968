package io.zmqf.actuate.event;

import java.util.List;
import java.util.Set;

import io.zmqf.heartbeat.Node;
import io.zmqf.message.PeerName;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to the nodes of this application or to those that it knows. Taken by
 * an {@link org.springframework.context.event.EventListener @EventListener} method with a
 * parameter of one of these types, or of this one for all of them.
 *
 * @since 0.1.0
 */
public sealed interface ZmqEvent {

	/**
	 * A node's first heartbeat came.
	 *
	 * @param node the node
	 */
	record NodeConnected(Node node) implements ZmqEvent {
	}

	/**
	 * A node is no longer counted on.
	 *
	 * @param node as it was last known, with its misses
	 * @param reason the reason
	 */
	record NodeDisconnected(Node node, String reason) implements ZmqEvent {
	}

	/**
	 * The router of this application has one worker more.
	 *
	 * @param worker its identity
	 * @param peer its name
	 * @param events the events that it handles, {@code null} if it did not name them
	 */
	record WorkerJoined(String worker, PeerName peer, @Nullable Set<String> events) implements ZmqEvent {
	}

	/**
	 * The router of this application has one worker less.
	 *
	 * @param worker its identity
	 * @param peer its name
	 * @param reason the reason
	 */
	record WorkerLeft(String worker, PeerName peer, String reason) implements ZmqEvent {
	}

	/**
	 * The receiver of this application's heartbeats fell silent.
	 *
	 * @param endpoint the endpoint of the receiver
	 */
	record HeartbeatReceiverLost(String endpoint) implements ZmqEvent {
	}

	/**
	 * The receiver of this application's heartbeats is there, for the first time or
	 * again.
	 *
	 * @param endpoint the endpoint of the receiver
	 */
	record HeartbeatReceiverFound(String endpoint) implements ZmqEvent {
	}

	/**
	 * A socket of this application has its peer, has it no more, or was closed.
	 *
	 * @param socket the name of the socket
	 * @param endpoint the endpoint that it has bound or connects to
	 * @param state the new state
	 */
	record StateChanged(String socket, String endpoint, SocketStatus.State state) implements ZmqEvent {
	}

	/**
	 * Something happened to a connection of a socket of this application, be it only that
	 * it was tried again.
	 *
	 * @param socket the name of the socket
	 * @param event the socket event
	 */
	record SocketTold(String socket, SocketEvent event) implements ZmqEvent {
	}

	/**
	 * A role of this application has started.
	 *
	 * @param role its name: {@code router}, {@code worker}, {@code server}, that of a
	 * client, {@code heartbeat-receiver} or {@code heartbeat-sender}
	 * @param endpoints the endpoints that it has bound, with the real ports, or connects
	 * to
	 */
	record RoleStarted(String role, List<String> endpoints) implements ZmqEvent {
	}

	/**
	 * A role of this application has stopped.
	 *
	 * @param role its name
	 */
	record RoleStopped(String role) implements ZmqEvent {
	}

}
