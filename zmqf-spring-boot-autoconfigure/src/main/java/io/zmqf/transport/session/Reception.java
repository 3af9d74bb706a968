package io.zmqf.transport.session;

import io.zmqf.transport.security.ServerSecurity;

/**
 * How connections are received.
 *
 * @param security who is let in
 * @param time how much of the I/O thread's time handshakes may take
 * @param maxConnections how many there may be at once
 */
public record Reception(ServerSecurity security, HandshakeTime time, int maxConnections) {

	/**
	 * Lets everybody in, as many as they are.
	 * @return the reception
	 */
	public static Reception open() {
		return new Reception(ServerSecurity.NONE, new HandshakeTime(), Integer.MAX_VALUE);
	}

}
