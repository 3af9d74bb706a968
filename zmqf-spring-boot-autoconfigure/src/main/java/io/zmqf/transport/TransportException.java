package io.zmqf.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;

import org.jspecify.annotations.Nullable;

/**
 * A socket that can't be opened, bound or connected.
 *
 * @since 0.1.0
 */
public class TransportException extends RuntimeException {

	private final Endpoint endpoint;

	private final Reason reason;

	/**
	 * Creates an exception.
	 * @param endpoint the address of the socket
	 * @param reason the kind of failure
	 * @param detail the fault, as the end of a sentence about the address
	 * @param cause the cause, if any
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

	/** Why a socket can't be opened. */
	public enum Reason {

		/** Somebody else has bound the address. */
		ADDRESS_IN_USE,
		/** The host is unknown, or is not one of this machine's. */
		ADDRESS_NOT_AVAILABLE,
		/** The endpoint can't be used in this way. */
		UNSUPPORTED,
		/** The system refused it otherwise. */
		FAILED;

		/**
		 * The reason why the system does not bind an address that is said to be in use,
		 * which it also says of one of another machine.
		 * @param endpoint the address
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
