package io.zmqf.transport.session;

import io.zmqf.transport.security.ServerSecurity;

/**
 * How connections are received.
 *
 * @param security who is let in
 * @param time how much of the I/O thread's time handshakes may take
 */
public record Reception(ServerSecurity security, HandshakeTime time) {

	/**
	 * Lets everybody in.
	 * @return the reception
	 */
	public static Reception open() {
		return new Reception(ServerSecurity.NONE, new HandshakeTime());
	}

}
