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
 * Takes requests from clients and gives each to one of its workers. Two sockets, two
 * loops: the frontend's reads requests and sends replies, the backend's owns all state.
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
	 * @param tracing the receiver of traces of single requests
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
	 * Binds, for workers first.
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
	 * Takes no more requests, waits for those that are here to be answered, answers the
	 * rest with an error, and closes.
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

	/**
	 * Closes without waiting; what is not answered is answered with an error.
	 */
	public void stop() {
		stop(Duration.ZERO);
	}

	/**
	 * How things are, without waiting.
	 * @return the router at this moment, {@code null} where it does not run
	 */
	public @Nullable RouterStatus status() {
		Backend workers = this.backend;
		Frontend clients = this.frontend;
		return (workers != null && clients != null) ? workers.status(clients.loop().status()) : null;
	}

	/**
	 * The names of clients that are connected and have sent requests.
	 * @param limit the number of names to return at most
	 * @return the names, in no order
	 */
	public List<PeerName> clients(int limit) {
		Frontend clients = this.frontend;
		return (clients != null) ? clients.connections().stream().limit(limit).map(ClientConnection::peer).toList()
				: List.of();
	}

	/**
	 * The number of clients that are connected and have sent requests.
	 * @return the number of their connections
	 */
	public int clientCount() {
		Frontend clients = this.frontend;
		return (clients != null) ? clients.connections().size() : 0;
	}

	/**
	 * What it is, as it answers {@code zmqf.info}. May look up the name of the machine.
	 * @return what it is
	 */
	public NodeInfo info() {
		return this.report.info();
	}

	/**
	 * How it does, as it answers {@code zmqf.stats}; without waiting. Its answers are
	 * counted by event from the first look until a minute after the last one.
	 * @return completed on another thread than a loop's
	 */
	public CompletableFuture<NodeStats> stats() {
		return this.report.stats();
	}

	/**
	 * Asks all workers one of the questions that they answer by themselves, as a client
	 * that {@linkplain Events#isQuestion(String) asks all} does.
	 * @param question the event
	 * @param data the data of the question, as JSON
	 * @param timeout the time within which workers have to answer
	 * @return completed on any thread, with the replies by the ids of their nodes;
	 * without workers that are lost, late or too old to know the question
	 * @throws IllegalArgumentException if the event is no question
	 */
	public CompletableFuture<Map<String, byte[]>> askWorkers(String question, byte[] data, Duration timeout) {
		if (!Events.isQuestion(question)) {
			throw new IllegalArgumentException("'" + question + "' is no question");
		}
		Backend workers = this.backend;
		return (workers != null) ? new OwnQuestion().ask(question, data, timeout, workers)
				: CompletableFuture.completedFuture(Map.of());
	}

	/**
	 * How long the oldest request is in the router.
	 * @return completed on the router's loop, with zero where there is none
	 */
	public CompletableFuture<Duration> oldestRequest() {
		Backend workers = this.backend;
		return (workers != null) ? workers.oldest() : CompletableFuture.completedFuture(Duration.ZERO);
	}

	/**
	 * The requests that are in the router for the longest time.
	 * @param size the maximum number of requests
	 * @return completed on the router's loop, the oldest first
	 */
	public CompletableFuture<List<OpenRequest>> oldestRequests(int size) {
		Backend workers = this.backend;
		return (workers != null) ? workers.oldest(size) : CompletableFuture.completedFuture(List.of());
	}

	@Override
	public void heard(Node node, boolean first, boolean understandsQuestions) {
		tell(node, (heartbeats) -> heartbeats.heard(node, understandsQuestions));
	}

	@Override
	public void late(LateNode late) {
		tell(late.node(), (heartbeats) -> heartbeats.late(late));
	}

	@Override
	public void lost(Node node) {
		tell(node, (heartbeats) -> heartbeats.lost(node));
	}

	private void tell(Node node, Consumer<WorkerHeartbeats> news) {
		Backend workers = this.backend;
		if (workers != null && node.type() == NodeType.WORKER) {
			workers.heartbeats(news);
		}
	}

	/**
	 * Where clients connect.
	 * @return the endpoint, with the real port once it has started
	 */
	public Endpoint frontend() {
		return this.frontendEndpoint;
	}

	/**
	 * Where workers connect.
	 * @return the endpoint, with the real port once it has started
	 */
	public Endpoint backend() {
		return this.backendEndpoint;
	}

}
