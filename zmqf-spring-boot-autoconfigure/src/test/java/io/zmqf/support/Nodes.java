package io.zmqf.support;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.router.Router;
import io.zmqf.router.RouterSettings;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.jeromq.JeroMqTransport;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/** Nodes of every kind over real sockets, closed in the opposite order. */
public final class Nodes implements AutoCloseable {

	/** Any free port of this machine. */
	public static final Endpoint ANY = Endpoint.parse("tcp://127.0.0.1:0");

	/** A router at any free ports. */
	public static final RouterSettings ROUTER = RouterSettings.of(ANY, ANY);

	private final TransportRecord record = new TransportRecord();

	private final RouterRecord routerRecord = new RouterRecord();

	private final Transport transport = open(this.record);

	private final ZContext rawContext = new ZContext();

	/**
	 * An assertion of JeroMQ's has ended its thread, for which closing waits for ever.
	 */
	private volatile boolean rawContextDead;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "handler");
		thread.setDaemon(true);
		return thread;
	});

	private final Deque<Runnable> closers = new ArrayDeque<>();

	/** Starts none. */
	public Nodes() {
		this.rawContext.setUncaughtExceptionHandler((thread, ex) -> this.rawContextDead = true);
	}

	/**
	 * Whether the transport of the tests has Unix domain sockets.
	 * @return {@code false} with {@code -Dzmqf.test.transport=jeromq}
	 */
	public static boolean hasIpc() {
		return !System.getProperty("zmqf.test.transport", "nio").equals("jeromq");
	}

	/**
	 * Opens the transport that {@code -Dzmqf.test.transport} names, which is {@code nio}
	 * unless it is {@code jeromq}.
	 * @param listener the recipient of events
	 * @return the transport
	 */
	static Transport open(TransportListener listener) {
		return hasIpc() ? new NioTransport(listener) : new JeroMqTransport(listener);
	}

	/**
	 * Starts a router.
	 * @param settings the settings of the router
	 * @return the router
	 */
	public Router router(RouterSettings settings) {
		Router router = new Router(settings, this.transport, this.routerRecord);
		router.start();
		this.closers.push(router::stop);
		return router;
	}

	/**
	 * Starts a worker that handles {@code echo}.
	 * @param id the id in its replies
	 * @param routers the routers to connect to
	 * @return the worker
	 */
	public Worker echoWorker(String id, Endpoint... routers) {
		return worker(WorkerSettings.worker(routers), Echo.handlers(id));
	}

	/**
	 * Starts a server that handles {@code echo}.
	 * @param id the id in its replies
	 * @return the server
	 */
	public Worker echoServer(String id) {
		return worker(WorkerSettings.server(ANY), Echo.handlers(id));
	}

	/**
	 * Starts a worker or a server.
	 * @param settings the settings of the worker
	 * @param handlers the handlers
	 * @return the worker
	 */
	public Worker worker(WorkerSettings settings, HandlerRegistry handlers) {
		return worker(settings, handlers, this.executor, WorkerListener.NONE);
	}

	/**
	 * Starts a worker or a server.
	 * @param settings the settings of the worker
	 * @param handlers the handlers
	 * @param executor the executor of the handlers
	 * @param listener the listener to notify
	 * @return the worker
	 */
	public Worker worker(WorkerSettings settings, HandlerRegistry handlers, Executor executor,
			WorkerListener listener) {
		Worker worker = new Worker(settings, handlers, executor, this.transport, listener);
		worker.start();
		this.closers.push(() -> worker.stop(Duration.ZERO));
		return worker;
	}

	/**
	 * Creates a client.
	 * @param peer the peer to connect to
	 * @return the client
	 */
	public RequestClient client(Endpoint peer) {
		return client(ClientSettings.of("client", peer).withTimeout(Duration.ofSeconds(20)));
	}

	/**
	 * Creates a client.
	 * @param settings the settings of the client
	 * @return the client
	 */
	public RequestClient client(ClientSettings settings) {
		RequestClient client = new RequestClient(settings, this.transport, Echo.JSON, this.executor);
		this.closers.push(client::close);
		return client;
	}

	/**
	 * Connects a raw DEALER.
	 * @param peer the peer to connect to
	 * @param identity its identity, or {@code null} for one that the peer chooses
	 * @return the socket
	 */
	public RawPeer dealer(Endpoint peer, @Nullable String identity) {
		return RawPeer.connected(this.rawContext, SocketType.DEALER, peer, identity);
	}

	/**
	 * Connects a raw REQ.
	 * @param peer the peer to connect to
	 * @return the socket
	 */
	public RawPeer req(Endpoint peer) {
		return RawPeer.connected(this.rawContext, SocketType.REQ, peer, null);
	}

	/**
	 * Binds a bare ROUTER.
	 * @param endpoint where it binds
	 * @return the socket
	 */
	public RawPeer bareRouter(Endpoint endpoint) {
		return RawPeer.bound(this.rawContext, SocketType.ROUTER, endpoint);
	}

	/**
	 * Returns the transport.
	 * @return the transport of all nodes
	 */
	public Transport transport() {
		return this.transport;
	}

	/**
	 * Where handlers and clients run.
	 * @return an executor without a limit
	 */
	public ExecutorService executor() {
		return this.executor;
	}

	/**
	 * Returns the record of the transport.
	 * @return the record of all sockets
	 */
	public TransportRecord record() {
		return this.record;
	}

	/**
	 * Returns the record of the routers.
	 * @return the record of all routers
	 */
	public RouterRecord workers() {
		return this.routerRecord;
	}

	@Override
	public void close() {
		this.closers.forEach(Runnable::run);
		closeRawContext();
		this.transport.close();
		this.executor.shutdownNow();
	}

	private void closeRawContext() {
		Thread closing = new Thread(this.rawContext::close, "raw-context-close");
		closing.setDaemon(true);
		closing.start();
		try {
			while (closing.isAlive() && !this.rawContextDead) {
				closing.join(50);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
