package io.zmqf.autoconfigure;

import java.util.Arrays;
import java.util.List;

/** What an application can be; the addresses that are set say what it is. */
enum Role {

	/** Stands between clients and workers. */
	ROUTER("zmqf.router.frontend", "zmqf.router.backend"),
	/** Connects to routers and answers. */
	WORKER("zmqf.worker.router"),
	/** Binds and answers. */
	SERVER("zmqf.server.address"),
	/** Asks. */
	CLIENT("zmqf.client.address");

	private final List<String> addresses;

	Role(String... addresses) {
		this.addresses = Arrays.asList(addresses);
	}

	/**
	 * The properties that have an application play the role.
	 * @return their names
	 */
	List<String> addresses() {
		return this.addresses;
	}

}
