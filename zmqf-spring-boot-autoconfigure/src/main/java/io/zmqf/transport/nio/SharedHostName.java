package io.zmqf.transport.nio;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

import io.zmqf.transport.ResolvedHost;

/**
 * A host whose name means several addresses, as that of a headless service of Kubernetes:
 * each of its sockets has one of them, and no two have the same. The name is looked up
 * for each connection that is made, and again and again, so that somebody can open
 * another socket where there are more addresses than sockets. Safe for threads.
 *
 * @since 0.1.0
 */
public final class SharedHostName implements ResolvedHost {

	/** How often the name is looked up while nothing else asks for it. */
	public static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

	private final String host;

	private final HostLookup lookup;

	private final IntConsumer listener;

	private final Executor threads;

	/** On the thread of all delays, which waits for nothing. */
	private final Executor later;

	/** The address of each share. */
	private final Map<Object, InetAddress> taken = new HashMap<>();

	private final AtomicBoolean watched = new AtomicBoolean();

	private volatile boolean closed;

	/**
	 * Creates a host.
	 * @param host its name
	 * @param lookup the lookup of its addresses
	 * @param interval the interval at which the name is looked up
	 * @param listener the listener to notify of the number of addresses, on a thread that
	 * may wait
	 * @param threads the threads that look the name up, which may wait
	 */
	SharedHostName(String host, HostLookup lookup, Duration interval, IntConsumer listener, Executor threads) {
		this.host = host;
		this.lookup = lookup;
		this.later = CompletableFuture.delayedExecutor(interval.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
		this.listener = listener;
		this.threads = threads;
	}

	@Override
	public Share share() {
		Object share = new Object();
		return () -> HostNames.resolve(this.host, this.lookup).thenApply((addresses) -> take(share, addresses));
	}

	/**
	 * Looks without the lock: the listener waits for loops, which may be about to take.
	 */
	@Override
	public void watch() {
		if (this.watched.compareAndSet(false, true)) {
			look();
		}
	}

	private void look() {
		try {
			CompletableFuture<?> unused = CompletableFuture.runAsync(this::lookNow, this.threads);
		}
		catch (Throwable ex) { // no thread at this moment
			lookLater();
		}
	}

	private void lookNow() {
		List<InetAddress> addresses;
		try {
			addresses = HostNames.lookUp(this.host, this.lookup);
		}
		finally {
			lookLater();
		}
		if (!this.closed) {
			this.listener.accept(addresses.size());
		}
	}

	private void lookLater() {
		if (!this.closed) {
			this.later.execute(this::look);
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

	/** The next one after its last one that no other socket has. */
	private synchronized InetAddress take(Object share, List<InetAddress> addresses) {
		InetAddress last = this.taken.remove(share);
		int start = (last != null) ? addresses.indexOf(last) + 1 : 0;
		for (int i = 0; i < addresses.size(); i++) {
			InetAddress address = addresses.get((start + i) % addresses.size());
			if (!this.taken.containsValue(address)) {
				this.taken.put(share, address);
				return address;
			}
		}
		throw new CompletionException(new NoAddressLeftException(this.host));
	}

}
