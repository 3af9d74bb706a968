package io.zmqf.transport.security;

/**
 * How a socket is secured, as the server or as the client of a handshake.
 *
 * @since 0.1.0
 */
public sealed interface SocketSecurity permits ServerSecurity, ClientSecurity {

	/**
	 * Whether a handshake proves anything.
	 * @return {@code false} where everybody can be anybody
	 */
	default boolean authenticates() {
		return true;
	}

	/**
	 * Whether what travels can't be read or changed on its way.
	 * @return {@code true} with CURVE
	 */
	default boolean encrypts() {
		return false;
	}

}
