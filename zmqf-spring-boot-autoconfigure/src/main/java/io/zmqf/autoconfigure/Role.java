package io.zmqf.autoconfigure;

import java.util.Arrays;
import java.util.List;

/** The role of an application. The configured addresses decide which roles it has. */
enum Role {

	/** Binds, and forwards requests of clients to workers. */
	ROUTER("zmqf.router.frontend", "zmqf.router.backend"),
	/** Connects to routers and handles requests. */
	WORKER("zmqf.worker.router"),
	/** Binds and handles requests of clients. */
	SERVER("zmqf.server.address"),
	/** Sends requests. */
	CLIENT("zmqf.client.address");

	private final List<String> addresses;

	Role(String... addresses) {
		this.addresses = Arrays.asList(addresses);
	}

	/**
	 * Returns the properties whose addresses activate the role.
	 * @return the names of the properties
	 */
	List<String> addresses() {
		return this.addresses;
	}

}
