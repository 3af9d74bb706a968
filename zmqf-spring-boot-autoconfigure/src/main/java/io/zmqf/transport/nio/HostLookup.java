package io.zmqf.transport.nio;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Resolves host names.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HostLookup {

	/** The resolver of the JVM, which caches results for a while. */
	HostLookup SYSTEM = (host) -> List.of(InetAddress.getAllByName(host));

	/**
	 * Resolves a host name, on a thread that may block.
	 * @param host the host name
	 * @return its addresses, in any order
	 * @throws UnknownHostException if there is no address
	 */
	List<InetAddress> addressesOf(String host) throws UnknownHostException;

}
