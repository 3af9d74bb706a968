package io.zmqf.transport;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;

/**
 * A host whose name may have several addresses, such as a headless service of Kubernetes.
 * Each of its sockets connects to a different address. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ResolvedHost extends AutoCloseable {

	/**
	 * Adds a socket.
	 * @return the share of the socket, which supplies its address
	 */
	Share share();

	/** Starts to resolve the name periodically, until this host is closed. */
	void watch();

	/** Stops resolving the name. */
	@Override
	void close();

	/** The share of one socket. */
	@FunctionalInterface
	interface Share {

		/**
		 * Returns the address to connect to. It differs from the previous address if
		 * there is another one.
		 * @return the address; fails if the name is unknown or other sockets use all of
		 * its addresses
		 */
		CompletableFuture<InetAddress> next();

	}

}
