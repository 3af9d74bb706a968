package io.zmqf.message;

import java.util.Locale;

/**
 * What a node is; the names are those of the wire and of the {@code config.ini}.
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
	/** Stands between clients and workers. */
	ROUTER;

	/**
	 * The name that other nodes read.
	 * @return the constant's name in lower case
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
