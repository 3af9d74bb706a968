package io.zmqf.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.message.Cancellation;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTracing;
import io.zmqf.transport.AddressPool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * A node that answers requests by handlers. A worker connects to routers, a server binds
 * its endpoints. Blocking handlers run on the executor, at most
 * {@linkplain WorkerSettings#concurrency() concurrency} of them at once. Other handlers
 * run on an event loop.
 *
 * @since 0.1.0
 */
public final class Worker {

	/**
	 * The maximum time to wait for the welcomes of routers in the same process, which
	 * send them at once.
	 */
	private static final long WELCOME_MILLIS = 1000;

	private final WorkerSettings settings;

	private final WorkerContext context;

	private volatile List<WorkerConnection> connections = List.of();

	private final List<AddressPool> hosts = new ArrayList<>();

	private volatile List<Endpoint> endpoints = List.of();

	/**
	 * Creates a worker or a server.
	 * @param settings the settings
	 * @param handlers the handlers of requests
	 * @param executor the executor of blocking handlers
	 * @param transport the transport that creates the sockets
	 * @param listener the listener to notify
	 */
	public Worker(WorkerSettings settings, HandlerRegistry handlers, Executor executor, Transport transport,
			WorkerListener listener) {
		this(settings, handlers, executor, transport, listener, RequestTracing.NONE);
	}

	/**
	 * Creates a worker or a server.
	 * @param settings the settings
	 * @param handlers the handlers of requests
	 * @param executor the executor of blocking handlers
	 * @param transport the transport that creates the sockets
	 * @param listener the listener to notify
	 * @param tracing the receiver of traces of requests
	 */
	public Worker(WorkerSettings settings, HandlerRegistry handlers, Executor executor, Transport transport,
			WorkerListener listener, RequestTracing tracing) {
		this.settings = settings;
		AtomicInteger abandoned = new AtomicInteger();
		this.context = new WorkerContext(settings, handlers, new LimitedExecutor(executor, settings.concurrency()),
				transport, listener, tracing, abandoned, new AtomicLong(), new WorkerReport(settings, handlers,
						abandoned, this::endpoints, () -> this.connections, Instant.now()));
		handlers.onChange(() -> this.connections.forEach(WorkerConnection::handlersChanged));
		handlers.onRemoval(this::awaitEnd);
	}

	private CompletableFuture<Void> awaitEnd(Set<HandlerRegistry.Registration> removed) {
		return this.context.transport().isBlocked() ? CompletableFuture.completedFuture(null)
				: CompletableFuture.allOf(this.connections.stream()
					.map((connection) -> connection.requests().removed().awaitEnd(removed))
					.toArray(CompletableFuture[]::new));
	}

	/**
	 * Binds the endpoints of a server, or begins to connect a worker. A worker waits up
	 * to one second for the welcomes of routers in the same process. Requests to all
	 * workers thus include it from then on.
	 * @throws TransportException if an endpoint cannot be opened
	 */
	public synchronized void start() {
		List<Endpoint> opened = new ArrayList<>();
		try {
			for (Endpoint endpoint : this.settings.endpoints()) {
				if (type() == NodeType.SERVER) {
					opened.add(open(endpoint, null));
				}
				else {
					opened.add(endpoint.forConnecting());
					AddressPool sockets = new AddressPool(endpoint, this.context.transport(),
							(share) -> connect(endpoint, share));
					this.hosts.add(sockets);
					sockets.add();
				}
			}
		}
		catch (TransportException ex) {
			close();
			throw ex;
		}
		this.endpoints = List.copyOf(opened);
		this.hosts.forEach(AddressPool::watch);
		if (type() == NodeType.WORKER && !this.context.transport().isBlocked()) {
			CompletableFuture
				.allOf(this.connections.stream().map(WorkerConnection::awaitWelcome).toArray(CompletableFuture[]::new))
				.completeOnTimeout(null, WELCOME_MILLIS, TimeUnit.MILLISECONDS)
				.join();
		}
	}

	/** Connects to an address, unless it was resolved after the worker has closed. */
	private synchronized void connect(Endpoint endpoint, ResolvedHost.@Nullable Share share) {
		if (!this.hosts.isEmpty()) {
			open(endpoint, share);
		}
	}

	private Endpoint open(Endpoint endpoint, ResolvedHost.@Nullable Share share) {
		List<WorkerConnection> all = new ArrayList<>(this.connections);
		WorkerConnection connection = new WorkerConnection(threadName(all.size()), this.context, endpoint, share);
		Endpoint opened = connection.loop().start();
		all.add(connection);
		this.connections = all;
		return opened;
	}

	private void close() {
		this.connections.forEach((connection) -> connection.loop().close());
		this.connections = List.of();
		this.endpoints = List.of();
		this.hosts.forEach(AddressPool::close);
		this.hosts.clear();
	}

	private String threadName(int number) {
		return "zmqf-" + this.settings.type().wireName()
				+ ((this.settings.endpoints().size() > 1 || number > 0) ? "-" + (number + 1) : "");
	}

	/**
	 * Stops accepting requests, waits for the replies of those in flight, answers the
	 * rest with an error, and closes. The request that the calling thread handles is
	 * answered with an error first. Otherwise the thread would wait for itself.
	 * @param timeout the maximum time to wait for replies
	 */
	public synchronized void stop(Duration timeout) {
		long wait = this.context.transport().isBlocked() ? 0 : timeout.toMillis();
		if (wait > 0 && Cancellation.current() instanceof InboundRequest own
				&& own.connection().context() == this.context) {
			own.refuse(ProblemType.WORKER_LOST, "The handler stopped the worker");
		}
		CompletableFuture<?>[] drained = this.connections.stream()
			.map(WorkerConnection::drain)
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(drained).completeOnTimeout(null, wait, TimeUnit.MILLISECONDS).join();
		close();
	}

	/**
	 * Returns the type of the node.
	 * @return {@link NodeType#WORKER} or {@link NodeType#SERVER}
	 */
	public NodeType type() {
		return this.settings.type();
	}

	/**
	 * Returns the identity of the node.
	 * @return the identity, which peers see
	 */
	public NodeIdentity identity() {
		return this.settings.identity();
	}

	/**
	 * Returns the endpoints that the node binds or connects to.
	 * @return the endpoints, with their actual ports after the start
	 */
	public List<Endpoint> endpoints() {
		return this.endpoints.isEmpty() ? this.settings.endpoints() : this.endpoints;
	}

	/**
	 * Returns the current status, without waiting.
	 * @return the status
	 */
	public WorkerStatus status() {
		List<WorkerConnection> current = this.connections;
		return new WorkerStatus(current.stream().map((connection) -> connection.loop().status()).toList(),
				current.stream().mapToInt(WorkerConnection::load).sum(),
				current.stream().mapToInt(WorkerConnection::capacity).sum(), this.context.abandoned().get());
	}

	/**
	 * Returns the description of the node and its handlers, as in replies to
	 * {@code zmqf.info} queries. May look up the host name.
	 * @return the description
	 */
	public NodeInfo info() {
		return this.context.report().info();
	}

	/**
	 * Returns the statistics of the node, as in replies to {@code zmqf.stats} queries,
	 * without waiting.
	 * @return a future of the statistics, which does not complete on an event loop
	 */
	public CompletableFuture<NodeStats> stats() {
		return this.context.report().stats();
	}

	/**
	 * Returns the age of the oldest request in flight.
	 * @return a future of the age, zero if there is no request; it completes on an event
	 * loop
	 */
	public CompletableFuture<Duration> oldestRequest() {
		return oldestRequests(1).thenApply((oldest) -> oldest.isEmpty() ? Duration.ZERO : oldest.get(0).age());
	}

	/**
	 * Returns the oldest requests in flight.
	 * @param size the maximum number of requests
	 * @return a future of the requests, oldest first; it completes on an event loop
	 */
	public CompletableFuture<List<OpenRequest>> oldestRequests(int size) {
		CompletableFuture<List<OpenRequest>> oldest = CompletableFuture.completedFuture(List.of());
		for (WorkerConnection connection : this.connections) {
			oldest = oldest.thenCombine(connection.oldest(size),
					(a, b) -> Stream.concat(a.stream(), b.stream())
						.sorted(Comparator.comparing(OpenRequest::age).reversed())
						.limit(size)
						.toList());
		}
		return oldest;
	}

}
