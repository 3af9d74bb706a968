package io.zmqf.transport.jeromq;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportException;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/** Converts exceptions of JeroMQ to exceptions of the transport. */
final class JeroMqExceptions {

	private JeroMqExceptions() {
	}

	static TransportException unusable(Endpoint endpoint, ZMQException ex) {
		return new TransportException(endpoint, reason(endpoint, ex), String.valueOf(ex.getMessage()), ex);
	}

	static TransportException.Reason reason(Endpoint endpoint, ZMQException ex) {
		if (ex.getErrorCode() == ZMQ.Error.EADDRINUSE.getCode()) {
			return TransportException.Reason.ofRefusedBinding(endpoint);
		}
		return (ex.getErrorCode() == ZMQ.Error.EADDRNOTAVAIL.getCode())
				? TransportException.Reason.ADDRESS_NOT_AVAILABLE : TransportException.Reason.FAILED;
	}

}
