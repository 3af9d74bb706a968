package io.zmqf.transport;

import org.jspecify.annotations.Nullable;

/**
 * What happens to a socket's connections.
 *
 * @param type the type of the event
 * @param endpoint the address that it happened at
 * @param peer the remote address, where there is one
 * @param code an error number or a delay in milliseconds, where the type has one
 * @param detail the fault of the peer, as the end of a sentence about it, if a handshake
 * failed or the protocol was violated
 * @since 0.1.0
 */
public record SocketEvent(Type type, String endpoint, @Nullable String peer, @Nullable Integer code,
		@Nullable String detail) {

	public SocketEvent(Type type, String endpoint, @Nullable String peer, @Nullable Integer code) {
		this(type, endpoint, peer, code, null);
	}

	/**
	 * Whether it tells of a handshake that failed.
	 * @return {@code true} for each way of failing
	 */
	public boolean isHandshakeFailure() {
		return this.type == Type.HANDSHAKE_FAILED || this.type == Type.HANDSHAKE_FAILED_AUTH
				|| this.type == Type.HANDSHAKE_FAILED_PROTOCOL;
	}

	/** What can happen. A connection that is up need not have shaken hands yet. */
	public enum Type {

		/** A connection to a peer is up. */
		CONNECTED,
		/** A connection is being made. */
		CONNECT_DELAYED,
		/** A connection could not be made, and will be tried again. */
		CONNECT_RETRIED,
		/** The socket listens. */
		LISTENING,
		/** The socket could not be bound. */
		BIND_FAILED,
		/** A peer's connection was accepted. */
		ACCEPTED,
		/** A peer's connection could not be accepted. */
		ACCEPT_FAILED,
		/** A connection, or one that could not be made, was closed from here. */
		CLOSED,
		/** A connection could not be closed. */
		CLOSE_FAILED,
		/** A connection was lost. */
		DISCONNECTED,
		/** The peer speaks ZMTP. */
		HANDSHAKE_PROTOCOL,
		/** The handshake with the peer is done: messages can go both ways. */
		HANDSHAKE_SUCCEEDED,
		/** The peer broke ZMTP, or failed the mechanism's checks. */
		HANDSHAKE_FAILED_PROTOCOL,
		/** The credentials were refused: the peer's here, or this one's by the peer. */
		HANDSHAKE_FAILED_AUTH,
		/** The handshake failed otherwise. */
		HANDSHAKE_FAILED,
		/** A peer's connection was closed at once: the socket has as many as it may. */
		TOO_MANY_CONNECTIONS,
		/** A connection was closed because its peer broke ZMTP after the handshake. */
		PROTOCOL_VIOLATED,
		/** A connection was closed because a message on it had too many frames. */
		TOO_MANY_FRAMES,
		/** A connection was closed because a message on it was too large. */
		MESSAGE_TOO_LARGE,
		/**
		 * A connection was closed because it held most of what all connections held
		 * together, and that was over the limit.
		 */
		MEMORY_EXCEEDED

	}
}
