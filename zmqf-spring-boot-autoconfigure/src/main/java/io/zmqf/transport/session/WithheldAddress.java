package io.zmqf.transport.session;

import org.jspecify.annotations.Nullable;
import zmq.io.net.Address;
import zmq.io.net.NetProtocol;

/**
 * The address of a {@link ConnectingSession} as JeroMQ's part of it sees it. JeroMQ's
 * session starts a connecter of its own by the address's protocol, and none where there
 * is no protocol, so that is withheld at these moments. At others it must be there: the
 * session asks whether it is a multicast.
 */
final class WithheldAddress extends Address {

	private boolean withheld;

	WithheldAddress(String endpoint) {
		super(NetProtocol.tcp, endpoint);
	}

	void withhold() {
		this.withheld = true;
	}

	void restore() {
		this.withheld = false;
	}

	@Override
	public @Nullable NetProtocol protocol() {
		return this.withheld ? null : super.protocol();
	}

	@Override
	public String toString() {
		return address();
	}

}
