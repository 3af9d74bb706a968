package io.zmqf.transport.nio;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds the addresses of hosts.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HostLookup {

	/** As the system finds them. The JVM remembers for a while what it has found. */
	HostLookup SYSTEM = (host) -> List.of(InetAddress.getAllByName(host));

	/**
	 * Looks up a host, on a thread that may wait for it.
	 * @param host the name
	 * @return its addresses, in any order
	 * @throws UnknownHostException if there is none
	 */
	List<InetAddress> addressesOf(String host) throws UnknownHostException;

}
