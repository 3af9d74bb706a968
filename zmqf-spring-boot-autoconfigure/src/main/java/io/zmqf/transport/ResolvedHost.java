package io.zmqf.transport;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;

/**
 * A host whose name may stand for several addresses, as that of a headless service of
 * Kubernetes: each of its sockets connects to one of them, and no two to the same. Safe
 * for threads.
 *
 * @since 0.1.0
 */
public interface ResolvedHost extends AutoCloseable {

	/**
	 * Adds a socket.
	 * @return the source of the socket's address
	 */
	Share share();

	/** Resolves the name periodically, until it is closed. */
	void watch();

	/** Resolves the name no more. */
	@Override
	void close();

	/** The part of one socket. */
	@FunctionalInterface
	interface Share {

		/**
		 * Finds an address to connect to, another one than before where there is one.
		 * @return the address; fails where the name is unknown, or where the other
		 * sockets have all of its addresses
		 */
		CompletableFuture<InetAddress> next();

	}

}
