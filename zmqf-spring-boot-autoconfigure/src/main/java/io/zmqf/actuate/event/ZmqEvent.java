package io.zmqf.actuate.event;

import java.util.List;
import java.util.Set;

import io.zmqf.heartbeat.Node;
import io.zmqf.message.PeerName;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * An application event about the nodes of this application or the nodes known to it.
 * Handle it in an {@link org.springframework.context.event.EventListener} method. The
 * type of its parameter is one of these types, or this type for all events.
 *
 * @since 0.1.0
 */
public sealed interface ZmqEvent {

	/**
	 * The first heartbeat of a node was received.
	 *
	 * @param node the node
	 */
	record NodeConnected(Node node) implements ZmqEvent {
	}

	/**
	 * A node has disconnected, or has missed too many heartbeats.
	 *
	 * @param node the last known state of the node, with its missed heartbeats
	 * @param reason the reason
	 */
	record NodeDisconnected(Node node, String reason) implements ZmqEvent {
	}

	/**
	 * A worker has registered with the router of this application.
	 *
	 * @param worker the id of the worker
	 * @param peer the name of the worker
	 * @param events the events that it handles, or {@code null} if it did not announce
	 * them
	 */
	record WorkerJoined(String worker, PeerName peer, @Nullable Set<String> events) implements ZmqEvent {
	}

	/**
	 * A worker of this application's router has left or was lost.
	 *
	 * @param worker the id of the worker
	 * @param peer the name of the worker
	 * @param reason the reason
	 */
	record WorkerLeft(String worker, PeerName peer, String reason) implements ZmqEvent {
	}

	/**
	 * The receiver of this application's heartbeats no longer responds.
	 *
	 * @param endpoint the endpoint of the receiver
	 */
	record HeartbeatReceiverLost(String endpoint) implements ZmqEvent {
	}

	/**
	 * The receiver of this application's heartbeats responds, for the first time or
	 * again.
	 *
	 * @param endpoint the endpoint of the receiver
	 */
	record HeartbeatReceiverFound(String endpoint) implements ZmqEvent {
	}

	/**
	 * A socket of this application has its peer, has it no more, rests because another
	 * one has it, or was closed.
	 *
	 * @param socket the name of the socket
	 * @param endpoint the endpoint that it is bound or connects to
	 * @param state the new state
	 */
	record StateChanged(String socket, String endpoint, SocketStatus.State state) implements ZmqEvent {
	}

	/**
	 * An event of a connection occurred, including each retry.
	 *
	 * @param socket the name of the socket
	 * @param event the socket event
	 */
	record SocketEventOccurred(String socket, SocketEvent event) implements ZmqEvent {
	}

	/**
	 * A role of this application has started.
	 *
	 * @param role {@code router}, {@code worker}, {@code server}, the role of a client,
	 * {@code heartbeat-receiver} or {@code heartbeat-sender}
	 * @param endpoints the endpoints that it is bound to, with the actual ports, or
	 * connects to
	 */
	record RoleStarted(String role, List<String> endpoints) implements ZmqEvent {
	}

	/**
	 * A role of this application has stopped.
	 *
	 * @param role the role
	 */
	record RoleStopped(String role) implements ZmqEvent {
	}

}
