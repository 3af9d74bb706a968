package io.zmqf.transport.session;

/**
 * Why a handshake failed, where JeroMQ would say nothing. Told as the code of the socket
 * event {@code HANDSHAKE_FAILED_NO_DETAIL}.
 */
public enum HandshakeFailure {

	/** A connection came from an address that is not allowed. */
	ADDRESS("its address is not allowed"),
	/** The peer speaks something else. */
	MECHANISM("it uses another security mechanism, or does not speak ZMTP 3"),
	/** The peer closed the connection before it had shaken hands. */
	BROKEN_OFF("it broke off the handshake: it knows another server key, uses another security mechanism, "
			+ "does not allow this address, or has just stopped"),
	/** The same of a peer that connects. */
	GIVEN_UP("it broke off the handshake: it uses another security mechanism, or has just stopped"),
	/** The peer did not do its part in time. */
	TIMEOUT("it did not complete the handshake in time"),
	/** Too many peers were shaking hands at once, most of them from the same address. */
	OVERLOAD("too many connections from its address were shaking hands"),
	/** The peer wants the identity of another one that is connected. */
	IDENTITY("it uses the ZeroMQ identity of another peer that is connected"),
	/** The peer passed the mechanism, but nobody here had let it in. */
	UNDECIDED("nobody had let it in");

	private final String description;

	HandshakeFailure(String description) {
		this.description = description;
	}

	/**
	 * What the peer did.
	 * @return the end of a sentence
	 */
	public String description() {
		return this.description;
	}

	/**
	 * The failure that an event tells of.
	 * @param code the event's code
	 * @return the failure
	 */
	public static HandshakeFailure of(int code) {
		return values()[code];
	}

	int code() {
		return ordinal();
	}

}
