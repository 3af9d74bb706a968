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
 * Answers requests by handlers: as a worker it connects to routers, as a server it binds.
 * Handlers run on the executor, at most so many at once as the settings say; never on a
 * loop.
 *
 * @since 0.1.0
 */
public final class Worker {

	/** A router of the same process answers at once. */
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
	 * @param executor the executor of handlers
	 * @param transport the factory of its sockets
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
	 * @param executor the threads of handlers
	 * @param transport the factory of its sockets
	 * @param listener the listener to notify
	 * @param tracing the receiver of traces of single requests
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
	 * Binds or begins to connect. Routers of the same process know the worker when this
	 * returns, so that it is one of all that a client asks from then on.
	 * @throws TransportException if an address can't be used
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

	/** Not to an address that was found after the end. */
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
	 * Takes no more requests, waits for those in hand to be answered, answers the rest
	 * with an error, and closes. The request that the calling thread handles is answered
	 * with an error first, since it waits for itself otherwise.
	 * @param timeout the maximum time to wait
	 */
	public synchronized void stop(Duration timeout) {
		long wait = this.context.transport().isBlocked() ? 0 : timeout.toMillis();
		if (wait > 0 && Cancellation.current() instanceof InboundRequest own
				&& own.connection().context() == this.context) {
			own.refuse(ProblemType.WORKER_LOST, "Its handler has stopped the worker");
		}
		CompletableFuture<?>[] drained = this.connections.stream()
			.map(WorkerConnection::drain)
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(drained).completeOnTimeout(null, wait, TimeUnit.MILLISECONDS).join();
		close();
	}

	/**
	 * What it is.
	 * @return {@link NodeType#WORKER} or {@link NodeType#SERVER}
	 */
	public NodeType type() {
		return this.settings.type();
	}

	/**
	 * Who it is.
	 * @return the identity that peers see
	 */
	public NodeIdentity identity() {
		return this.settings.identity();
	}

	/**
	 * Where it is bound or connects.
	 * @return the endpoints, with their real ports once it has started
	 */
	public List<Endpoint> endpoints() {
		return this.endpoints.isEmpty() ? this.settings.endpoints() : this.endpoints;
	}

	/**
	 * How things are, without waiting.
	 * @return the worker at this moment
	 */
	public WorkerStatus status() {
		List<WorkerConnection> current = this.connections;
		return new WorkerStatus(current.stream().map((connection) -> connection.loop().status()).toList(),
				current.stream().mapToInt(WorkerConnection::load).sum(),
				current.stream().mapToInt(WorkerConnection::capacity).sum(), this.context.abandoned().get());
	}

	/**
	 * What it is and what it handles, as it answers {@code zmqf.info}. May look up the
	 * name of the machine.
	 * @return what it is
	 */
	public NodeInfo info() {
		return this.context.report().info();
	}

	/**
	 * How it does, as it answers {@code zmqf.stats}; without waiting.
	 * @return completed on another thread than a loop's
	 */
	public CompletableFuture<NodeStats> stats() {
		return this.context.report().stats();
	}

	/**
	 * How long the oldest request has no answer.
	 * @return completed on a loop, with zero where there is none
	 */
	public CompletableFuture<Duration> oldestRequest() {
		return oldestRequests(1).thenApply((oldest) -> oldest.isEmpty() ? Duration.ZERO : oldest.get(0).age());
	}

	/**
	 * The requests that have no answer for the longest time.
	 * @param size the maximum number of requests
	 * @return completed on a loop, the oldest first
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
