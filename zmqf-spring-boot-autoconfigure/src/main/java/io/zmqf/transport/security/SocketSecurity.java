package io.zmqf.transport.security;

/** How a socket is secured, as the server or as the client of a handshake. */
public sealed interface SocketSecurity permits ServerSecurity, ClientSecurity {

	/**
	 * Whether a handshake proves anything.
	 * @return {@code false} where everybody can be anybody
	 */
	boolean authenticates();

	/**
	 * Whether what travels can't be read or changed on its way.
	 * @return {@code true} with CURVE
	 */
	boolean encrypts();

}
