package io.zmqf.transport.security;

/**
 * The security settings of a socket, as the server or the client of a handshake.
 *
 * @since 0.1.0
 */
public sealed interface SocketSecurity permits ServerSecurity, ClientSecurity {

	/**
	 * Whether the handshake authenticates the peer.
	 * @return {@code false} if the identity of the peer is not verified
	 */
	default boolean authenticates() {
		return true;
	}

	/**
	 * Whether messages are encrypted and protected against changes.
	 * @return {@code true} with CURVE
	 */
	default boolean encrypts() {
		return false;
	}

}
