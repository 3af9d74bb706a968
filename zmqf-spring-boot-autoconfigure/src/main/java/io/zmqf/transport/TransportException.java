package io.zmqf.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a socket cannot be opened, bound or connected.
 *
 * @since 0.1.0
 */
public class TransportException extends RuntimeException {

	private final Endpoint endpoint;

	private final Reason reason;

	/**
	 * Creates an exception.
	 * @param endpoint the endpoint of the socket
	 * @param reason the kind of failure
	 * @param detail the fault, as the end of a sentence about the endpoint
	 * @param cause the cause, or {@code null} if there is none
	 */
	public TransportException(Endpoint endpoint, Reason reason, String detail, @Nullable Throwable cause) {
		super(endpoint + " can't be used: " + detail, cause);
		this.endpoint = endpoint;
		this.reason = reason;
	}

	public Endpoint getEndpoint() {
		return this.endpoint;
	}

	public Reason getReason() {
		return this.reason;
	}

	/** The reasons why a socket cannot be opened. */
	public enum Reason {

		/** Another socket is bound to the address. */
		ADDRESS_IN_USE,
		/** The host is unknown, or is not an address of this machine. */
		ADDRESS_NOT_AVAILABLE,
		/** The endpoint does not support this use. */
		UNSUPPORTED,
		/** The system rejected the socket for another reason. */
		FAILED;

		/**
		 * Finds the reason why the system rejects a bind with "address in use". It
		 * reports addresses of other machines in the same way.
		 * @param endpoint the endpoint that could not be bound
		 * @return {@link #ADDRESS_IN_USE} or {@link #ADDRESS_NOT_AVAILABLE}
		 */
		public static Reason ofRefusedBinding(Endpoint endpoint) {
			try {
				InetAddress address = (endpoint instanceof Endpoint.Tcp tcp && !tcp.isWildcard())
						? InetAddress.getByName(tcp.host()) : null;
				return (address == null || address.isLoopbackAddress()
						|| NetworkInterface.getByInetAddress(address) != null) ? ADDRESS_IN_USE : ADDRESS_NOT_AVAILABLE;
			}
			catch (IOException ex) {
				return ADDRESS_NOT_AVAILABLE;
			}
		}

	}

}
