package io.zmqf.transport.tcp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks up host names on threads that may wait for it, which an I/O thread may not: a
 * name server that does not answer would stop all connections. A thread that has nothing
 * to look up ends soon.
 */
final class HostNames {

	private static final ExecutorService THREADS = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS,
			new SynchronousQueue<>(), HostNames::thread);

	private HostNames() {
	}

	/**
	 * The addresses of a host, by JeroMQ's rule: the IPv6 ones first where the socket may
	 * use these, and only IPv4 ones elsewhere. Fails where there is none.
	 */
	static CompletableFuture<List<InetAddress>> resolve(String host, boolean ipv6) {
		return resolve(host, ipv6, HostLookup.SYSTEM);
	}

	/** The same by another way of finding them. */
	static CompletableFuture<List<InetAddress>> resolve(String host, boolean ipv6, HostLookup lookup) {
		return CompletableFuture.supplyAsync(() -> lookUp(host, ipv6, lookup), THREADS);
	}

	/** What runs a task on one of these threads, later. */
	static Executor after(long delay, TimeUnit unit) {
		return CompletableFuture.delayedExecutor(delay, unit, THREADS);
	}

	private static List<InetAddress> lookUp(String host, boolean ipv6, HostLookup lookup) {
		try {
			List<InetAddress> addresses = lookup.addressesOf(host)
				.stream()
				.filter((address) -> ipv6 || address instanceof Inet4Address)
				.sorted(Comparator.comparing((address) -> !(address instanceof Inet6Address)))
				.toList();
			if (addresses.isEmpty()) {
				throw new UnknownHostException(host + " has no IPv4 address");
			}
			return addresses;
		}
		catch (UnknownHostException ex) {
			throw new CompletionException(ex);
		}
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "zmqf-host-names");
		thread.setDaemon(true);
		return thread;
	}

}
