package io.zmqf.router;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.heartbeat.LateNode;
import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.message.Events;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.PeerName;
import io.zmqf.message.RequestTracing;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * Receives requests from clients and dispatches each to a worker. It has two sockets with
 * a loop each: the frontend's loop reads requests and sends replies, and the backend's
 * loop owns all state.
 *
 * @since 0.1.0
 */
public final class Router implements NodeListener {

	private final RouterSettings settings;

	private final Transport transport;

	private final RouterListener listener;

	private final RequestTracing tracing;

	private final RouterReport report;

	private volatile @Nullable Frontend frontend;

	private volatile @Nullable Backend backend;

	private volatile Endpoint frontendEndpoint;

	private volatile Endpoint backendEndpoint;

	/**
	 * Creates a router that binds when it is started.
	 * @param settings the settings
	 * @param transport the factory of its sockets
	 * @param listener the listener to notify
	 */
	public Router(RouterSettings settings, Transport transport, RouterListener listener) {
		this(settings, transport, listener, RequestTracing.NONE);
	}

	/**
	 * Creates a router that binds when it is started.
	 * @param settings the settings
	 * @param transport the factory of its sockets
	 * @param listener the listener to notify
	 * @param tracing the tracing of single requests
	 */
	public Router(RouterSettings settings, Transport transport, RouterListener listener, RequestTracing tracing) {
		this.settings = settings;
		this.transport = transport;
		this.listener = listener;
		this.tracing = tracing;
		this.frontendEndpoint = settings.frontend();
		this.backendEndpoint = settings.backend();
		this.report = new RouterReport(NodeIdentity.random(), Instant.now(), settings.disclosure(),
				Math.min(settings.limits().messageSize(), transport.maxMessageSize()),
				() -> List.of(frontend(), backend()), () -> this.backend);
	}

	/**
	 * Binds the backend and then the frontend.
	 * @throws TransportException if an address can't be used
	 */
	public synchronized void start() {
		RoutedRequestTracing traces = new RoutedRequestTracing(this.tracing);
		Backend workers = new Backend(this.settings, this.transport, this.listener, traces);
		Frontend clients = new Frontend(this.settings, workers, this.transport, this.listener, traces, this.report);
		workers.answerBy(clients);
		this.backendEndpoint = workers.loop().start();
		try {
			this.frontendEndpoint = clients.loop().start();
		}
		catch (TransportException ex) {
			workers.loop().close();
			throw ex;
		}
		this.backend = workers;
		this.frontend = clients;
	}

	/**
	 * Rejects new requests, waits for the replies to current ones, answers the rest with
	 * an error, and closes.
	 * @param timeout the maximum time to wait
	 */
	public synchronized void stop(Duration timeout) {
		Backend workers = this.backend;
		Frontend clients = this.frontend;
		if (workers != null && clients != null) {
			long wait = this.transport.isBlocked() ? 0 : timeout.toMillis();
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
			workers.requests().drain().completeOnTimeout(null, wait, TimeUnit.MILLISECONDS).join();
			workers.loop().close();
			clients.flush().completeOnTimeout(null, end - System.nanoTime(), TimeUnit.NANOSECONDS).join();
			clients.loop().close();
			this.backend = null;
			this.frontend = null;
		}
	}

	/** Closes without waiting. Open requests are answered with an error. */
	public void stop() {
		stop(Duration.ZERO);
	}

	/**
	 * Returns the current status, without blocking.
	 * @return the status, or {@code null} if the router is not running
	 */
	public @Nullable RouterStatus status() {
		Backend workers = this.backend;
		Frontend clients = this.frontend;
		return (workers != null && clients != null) ? workers.status(clients.loop().status()) : null;
	}

	/**
	 * Returns the names of connected clients that have sent requests.
	 * @param limit the maximum number of names
	 * @return the names, in no order
	 */
	public List<PeerName> clients(int limit) {
		Frontend clients = this.frontend;
		return (clients != null) ? clients.connections().stream().limit(limit).map(ClientConnection::peer).toList()
				: List.of();
	}

	/**
	 * Returns the number of connected clients that have sent requests.
	 * @return the number of their connections
	 */
	public int clientCount() {
		Frontend clients = this.frontend;
		return (clients != null) ? clients.connections().size() : 0;
	}

	/**
	 * Returns the answer to {@code zmqf.info}. The call may look up the host name.
	 * @return the information about this node
	 */
	public NodeInfo info() {
		return this.report.info();
	}

	/**
	 * Returns the answer to {@code zmqf.stats}, without blocking. Answers are counted by
	 * event from the first call until a minute after the last one.
	 * @return a future of the statistics, which never completes on a loop
	 */
	public CompletableFuture<NodeStats> stats() {
		return this.report.stats();
	}

	/**
	 * Sends a {@linkplain Events#isQuery(String) query} to all workers.
	 * @param query the event of the query
	 * @param data the data of the query, as JSON
	 * @param timeout the maximum time to wait for answers
	 * @return a future of the replies by node id, which completes on any thread. Workers
	 * that are lost, late or do not know the query are missing
	 * @throws IllegalArgumentException if the event is not a query
	 */
	public CompletableFuture<Map<String, byte[]>> queryWorkers(String query, byte[] data, Duration timeout) {
		if (!Events.isQuery(query)) {
			throw new IllegalArgumentException("'" + query + "' is not a query");
		}
		Backend workers = this.backend;
		return (workers != null) ? new RouterQuery().send(query, data, timeout, workers)
				: CompletableFuture.completedFuture(Map.of());
	}

	/**
	 * Returns the age of the oldest request in the router.
	 * @return a future of the age, or of zero if there is no request. It completes on the
	 * router's loop
	 */
	public CompletableFuture<Duration> oldestRequest() {
		Backend workers = this.backend;
		return (workers != null) ? workers.oldest() : CompletableFuture.completedFuture(Duration.ZERO);
	}

	/**
	 * Returns the oldest requests in the router.
	 * @param size the maximum number of requests
	 * @return a future of the requests, the oldest first. It completes on the router's
	 * loop
	 */
	public CompletableFuture<List<OpenRequest>> oldestRequests(int size) {
		Backend workers = this.backend;
		return (workers != null) ? workers.oldest(size) : CompletableFuture.completedFuture(List.of());
	}

	@Override
	public void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
		withHeartbeats(node, (heartbeats) -> heartbeats.heartbeatReceived(node, understandsQueries));
	}

	@Override
	public void late(LateNode late) {
		withHeartbeats(late.node(), (heartbeats) -> heartbeats.late(late));
	}

	@Override
	public void lost(Node node) {
		withHeartbeats(node, (heartbeats) -> heartbeats.lost(node));
	}

	private void withHeartbeats(Node node, Consumer<WorkerHeartbeats> action) {
		Backend workers = this.backend;
		if (workers != null && node.type() == NodeType.WORKER) {
			workers.heartbeats(action);
		}
	}

	/**
	 * Returns the endpoint that clients connect to.
	 * @return the endpoint, with the bound port once the router has started
	 */
	public Endpoint frontend() {
		return this.frontendEndpoint;
	}

	/**
	 * Returns the endpoint that workers connect to.
	 * @return the endpoint, with the bound port once the router has started
	 */
	public Endpoint backend() {
		return this.backendEndpoint;
	}

}
