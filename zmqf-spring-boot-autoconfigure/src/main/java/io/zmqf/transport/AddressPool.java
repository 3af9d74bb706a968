package io.zmqf.transport;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The sockets that connect to one endpoint: one, or as many as its host name has
 * addresses. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AddressPool implements AutoCloseable {

	/**
	 * The maximum number of sockets. A name with more addresses is not a service of this
	 * kind.
	 */
	private static final int MAX_SOCKETS = 64;

	private final @Nullable ResolvedHost host;

	private final Consumer<ResolvedHost.@Nullable Share> opener;

	private final AtomicInteger sockets = new AtomicInteger();

	private volatile boolean closed;

	/**
	 * Creates a pool without sockets.
	 * @param endpoint the endpoint that the sockets connect to
	 * @param transport the transport, which decides whether there can be several sockets
	 * @param opener opens a socket with its share of the host, or with {@code null} if
	 * there is only one socket
	 */
	public AddressPool(Endpoint endpoint, Transport transport, Consumer<ResolvedHost.@Nullable Share> opener) {
		this.opener = opener;
		this.host = transport.share(endpoint, this::grow);
	}

	/** Opens the first socket. */
	public void add() {
		this.sockets.incrementAndGet();
		try {
			this.opener.accept((this.host != null) ? this.host.share() : null);
		}
		catch (Throwable ex) { // the next lookup tries again
			this.sockets.decrementAndGet();
			throw ex;
		}
	}

	/**
	 * Starts to open a socket for each further address of the host, now or when the
	 * address appears.
	 */
	public void watch() {
		if (this.host != null) {
			this.host.watch();
		}
	}

	/** Called by one thread at a time. It holds no lock, because the opener takes one. */
	private void grow(int addresses) {
		while (!this.closed && this.sockets.get() < Math.min(addresses, MAX_SOCKETS)) {
			add();
		}
	}

	/** Stops opening sockets. The open ones are not closed. */
	@Override
	public void close() {
		this.closed = true;
		if (this.host != null) {
			this.host.close();
		}
	}

}
