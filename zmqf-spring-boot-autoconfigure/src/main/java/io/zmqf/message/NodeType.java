package io.zmqf.message;

import java.util.Locale;

/**
 * The types of nodes. Their names are used on the wire and in {@code config.ini}.
 *
 * @since 0.1.0
 */
public enum NodeType {

	/** Sends requests. */
	CLIENT,
	/** Connects to a router and answers requests. */
	WORKER,
	/** Binds and answers requests. */
	SERVER,
	/** Forwards requests from clients to workers. */
	ROUTER;

	/**
	 * The name of the type on the wire.
	 * @return the name of the constant in lower case
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
