package io.zmqf.transport.nio;

import java.net.UnknownHostException;

/** Thrown if other sockets use all addresses of a host. */
final class NoAddressLeftException extends UnknownHostException {

	private static final long serialVersionUID = 1L;

	NoAddressLeftException(String host) {
		super("Each address of " + host + " already has a connection");
	}

}
