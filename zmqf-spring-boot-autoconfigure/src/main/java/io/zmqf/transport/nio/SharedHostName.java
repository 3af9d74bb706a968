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
 * A host name with several addresses, such as that of a headless Kubernetes service. Each
 * socket uses one address, and no two sockets use the same. The name is looked up for
 * each connection and at intervals, so that further sockets can be opened when addresses
 * are added. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SharedHostName implements ResolvedHost {

	/** The default interval of look-ups. */
	public static final Duration LOOKUP_INTERVAL = Duration.ofSeconds(5);

	private final String host;

	private final HostLookup lookup;

	private final IntConsumer listener;

	private final Executor threads;

	/** The executor of delayed look-ups. Its thread must not block. */
	private final Executor later;

	/** The address in use by each share. */
	private final Map<Object, InetAddress> taken = new HashMap<>();

	private final AtomicBoolean watched = new AtomicBoolean();

	private volatile boolean closed;

	/**
	 * Creates a host.
	 * @param host the host name
	 * @param lookup the resolver of its addresses
	 * @param interval the interval of look-ups
	 * @param listener the listener to notify of the number of addresses, on a thread that
	 * may block
	 * @param threads the executor of look-ups, whose threads may block
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
	 * Starts the look-ups. They don't hold the lock, because the listener waits for loops
	 * that may be about to acquire it.
	 */
	@Override
	public void watch() {
		if (this.watched.compareAndSet(false, true)) {
			startLookup();
		}
	}

	private void startLookup() {
		try {
			CompletableFuture<?> unused = CompletableFuture.runAsync(this::lookUp, this.threads);
		}
		catch (Throwable ex) { // no thread at this moment
			scheduleLookup();
		}
	}

	private void lookUp() {
		List<InetAddress> addresses;
		try {
			addresses = HostNames.lookUp(this.host, this.lookup);
		}
		finally {
			scheduleLookup();
		}
		if (!this.closed) {
			this.listener.accept(addresses.size());
		}
	}

	private void scheduleLookup() {
		if (!this.closed) {
			this.later.execute(this::startLookup);
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

	/** Takes the next address after the share's last one that no other share uses. */
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
