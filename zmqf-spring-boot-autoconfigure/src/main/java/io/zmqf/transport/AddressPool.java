package io.zmqf.transport;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The sockets that connect to one endpoint: one, or as many as the host has addresses
 * whose name it has. Safe for threads.
 *
 * @since 0.1.0
 */
public final class AddressPool implements AutoCloseable {

	/** A name with more addresses is none of this kind of service. */
	private static final int MAX_SOCKETS = 64;

	private final @Nullable ResolvedHost host;

	private final Consumer<ResolvedHost.@Nullable Share> opener;

	private final AtomicInteger sockets = new AtomicInteger();

	private volatile boolean closed;

	/**
	 * Creates the sockets of an endpoint, none of them yet.
	 * @param endpoint the endpoint that they connect to
	 * @param transport the transport, which knows whether there can be several
	 * @param opener the opener of a socket with its share of the host, {@code null} where
	 * there is one socket only
	 */
	public AddressPool(Endpoint endpoint, Transport transport, Consumer<ResolvedHost.@Nullable Share> opener) {
		this.opener = opener;
		this.host = transport.share(endpoint, this::grow);
	}

	/** Adds the first socket. */
	public void add() {
		this.sockets.incrementAndGet();
		try {
			this.opener.accept((this.host != null) ? this.host.share() : null);
		}
		catch (Throwable ex) { // it is tried again with the next look
			this.sockets.decrementAndGet();
			throw ex;
		}
	}

	/** Adds further sockets from now on, for the addresses that there are or will be. */
	public void watch() {
		if (this.host != null) {
			this.host.watch();
		}
	}

	/** By one thread at a time, and without a lock: the opener has one. */
	private void grow(int addresses) {
		while (!this.closed && this.sockets.get() < Math.min(addresses, MAX_SOCKETS)) {
			add();
		}
	}

	/** Adds no more. */
	@Override
	public void close() {
		this.closed = true;
		if (this.host != null) {
			this.host.close();
		}
	}

}
