package io.zmqf.transport;

import org.jspecify.annotations.Nullable;

/**
 * An event of a socket or of one of its connections.
 *
 * @param type the type of the event
 * @param endpoint the endpoint of the socket
 * @param peer the remote address, or {@code null} if there is none
 * @param code an error number or a delay in milliseconds, or {@code null} if the type has
 * none
 * @param detail the peer's fault, as the end of a sentence about the peer, if a handshake
 * failed or the protocol was violated; otherwise {@code null}
 * @since 0.1.0
 */
public record SocketEvent(Type type, String endpoint, @Nullable String peer, @Nullable Integer code,
		@Nullable String detail) {

	public SocketEvent(Type type, String endpoint, @Nullable String peer, @Nullable Integer code) {
		this(type, endpoint, peer, code, null);
	}

	/**
	 * Whether the event is a failed handshake.
	 * @return {@code true} for each of the three failure types
	 */
	public boolean isHandshakeFailure() {
		return this.type == Type.HANDSHAKE_FAILED || this.type == Type.HANDSHAKE_FAILED_AUTH
				|| this.type == Type.HANDSHAKE_FAILED_PROTOCOL;
	}

	/**
	 * The types of events. A connection that is established may not have completed its
	 * handshake.
	 */
	public enum Type {

		/** A connection to a peer was established. */
		CONNECTED,
		/** A connection is being established. */
		CONNECT_DELAYED,
		/** A connection could not be established and will be retried. */
		CONNECT_RETRIED,
		/**
		 * No connection is made for now, as other sockets have all addresses of the host.
		 */
		NO_ADDRESS_LEFT,
		/** The socket listens. */
		LISTENING,
		/** The socket could not be bound. */
		BIND_FAILED,
		/** A peer's connection was accepted. */
		ACCEPTED,
		/** A peer's connection could not be accepted. */
		ACCEPT_FAILED,
		/** A connection, or an attempt to connect, was closed by this side. */
		CLOSED,
		/** A connection could not be closed. */
		CLOSE_FAILED,
		/** A connection was lost. */
		DISCONNECTED,
		/** The peer speaks ZMTP. */
		HANDSHAKE_PROTOCOL,
		/** The handshake succeeded, and messages can be sent and received. */
		HANDSHAKE_SUCCEEDED,
		/** The peer violated ZMTP, or failed the mechanism's checks. */
		HANDSHAKE_FAILED_PROTOCOL,
		/** The credentials were rejected, either by this side or by the peer. */
		HANDSHAKE_FAILED_AUTH,
		/** The handshake failed for another reason. */
		HANDSHAKE_FAILED,
		/** A connection was closed at once because the socket has reached its maximum. */
		TOO_MANY_CONNECTIONS,
		/** A connection was closed because its peer violated ZMTP after the handshake. */
		PROTOCOL_VIOLATED,
		/** A connection was closed because a message had too many frames. */
		TOO_MANY_FRAMES,
		/** A connection was closed because a message was too large. */
		MESSAGE_TOO_LARGE,
		/**
		 * A connection was closed because the memory limit of all connections was
		 * exceeded, and this one held most.
		 */
		MEMORY_EXCEEDED

	}
}
