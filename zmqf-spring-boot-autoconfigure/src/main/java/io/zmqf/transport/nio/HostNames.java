package io.zmqf.transport.nio;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.zmqf.concurrent.DaemonThread;

/**
 * Resolves host names on threads that may block. An unresponsive name server would
 * otherwise block an I/O thread, and with it all connections. Idle threads end after a
 * few seconds.
 */
final class HostNames {

	static final ExecutorService THREADS = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS,
			new SynchronousQueue<>(), (task) -> DaemonThread.of(task, "zmqf-host-names"));

	private HostNames() {
	}

	/**
	 * Resolves a host name to its IPv4 addresses, or to its IPv6 addresses if it has no
	 * others. Most hosts have both for the same interfaces, and would be counted twice.
	 * The future fails if there is no address.
	 */
	static CompletableFuture<List<InetAddress>> resolve(String host, HostLookup lookup) {
		return CompletableFuture.supplyAsync(() -> lookUp(host, lookup), THREADS);
	}

	static List<InetAddress> lookUp(String host, HostLookup lookup) {
		try {
			return preferred(lookup.addressesOf(host), host);
		}
		catch (UnknownHostException ex) {
			throw new CompletionException(ex);
		}
	}

	static List<InetAddress> preferred(List<InetAddress> all, String host) throws UnknownHostException {
		List<InetAddress> first = all.stream().filter(Inet4Address.class::isInstance).toList();
		if (all.isEmpty()) {
			throw new UnknownHostException(host + " has no address");
		}
		return first.isEmpty() ? all : first;
	}

}
