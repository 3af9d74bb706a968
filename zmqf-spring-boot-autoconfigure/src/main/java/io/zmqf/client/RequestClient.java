package io.zmqf.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.zmqf.concurrent.ConcurrentCache;
import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.Cancellation;
import io.zmqf.message.Events;
import io.zmqf.message.JsonData;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;

/**
 * A client with its connections and its requests in flight. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RequestClient implements ZmqClient, AutoCloseable {

	private final Transport transport;

	private final ClientContext context;

	private final RequestCalls calls;

	private volatile State state = State.NEW;

	private enum State {

		NEW, OPEN, CLOSING, CLOSED

	}

	/**
	 * Creates a client that connects when it is opened, or with its first request.
	 * @param settings the settings
	 * @param transport the factory of the client's sockets
	 * @param json the reader and writer of JSON data
	 * @param executor the executor of asynchronous replies. It needs a thread for each
	 * callback that blocks. With a limit, callbacks that wait for further replies can
	 * deadlock
	 */
	public RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor) {
		this(settings, transport, json, executor, RequestObserver.NONE);
	}

	/**
	 * Creates a client that connects when it is opened, or with its first request.
	 * @param settings the settings
	 * @param transport the factory of the client's sockets
	 * @param json the reader and writer of JSON data
	 * @param executor the executor of asynchronous replies. It needs a thread for each
	 * callback that blocks. With a limit, callbacks that wait for further replies can
	 * deadlock
	 * @param observer the observer of the client's requests
	 */
	public RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor,
			RequestObserver observer) {
		this(settings, transport, json, executor, observer, RequestTracing.NONE);
	}

	/**
	 * Creates a client that connects when it is opened, or with its first request.
	 * @param settings the settings
	 * @param transport the factory of the client's sockets
	 * @param json the reader and writer of JSON data
	 * @param executor the executor of asynchronous replies. It needs a thread for each
	 * callback that blocks. With a limit, callbacks that wait for further replies can
	 * deadlock
	 * @param observer the observer of the client's requests
	 * @param tracing the receiver of traces of single requests
	 */
	public RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor,
			RequestObserver observer, RequestTracing tracing) {
		this(settings, transport, json, executor, observer, tracing, System::nanoTime);
	}

	/** Creates a client for tests that set the clock of the transport's loops. */
	RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor,
			RequestObserver observer, RequestTracing tracing, LongSupplier nanoTime) {
		this.transport = transport;
		ClientPaths paths = new ClientPaths(settings, transport);
		MemoryLimits memory = transport.memoryLimits();
		this.context = new ClientContext(settings, json, new LimitedExecutor(executor), observer, tracing, nanoTime,
				paths, new InFlightCounter(), memory, new HeldItems(memory.node()), new AtomicLong(),
				transport.maxMessageSize(), () -> paths.requireOtherThread(null), transport.listener(),
				new ConcurrentCache<>((event) -> MessageCodec.eventBytes(Events.requireRequestable(event))));
		this.calls = new RequestCalls(this, this.context);
	}

	/**
	 * Begins to connect, without waiting for a connection. Otherwise the first request
	 * opens the client.
	 * @throws TransportException if a socket can't be opened, which closes the client
	 * @throws IllegalStateException if the client is closed
	 */
	public synchronized void open() {
		if (this.state == State.CLOSING || isClosed()) {
			throw new IllegalStateException("Client '" + this.context.settings().name()
					+ "' is closed or failed to open, and can't be opened again: create another one");
		}
		openOnce();
	}

	private synchronized void openOnce() {
		if (this.state != State.NEW) {
			return;
		}
		this.state = State.OPEN;
		try {
			this.context.paths().open();
		}
		catch (Throwable ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Closes the client after the requests in flight have ended. Later requests fail, as
	 * do requests without an outcome at the timeout. Streams that the calling thread
	 * consumes end at once. On the thread of an event loop, this method does not wait.
	 * @param timeout the maximum time to wait for requests in flight
	 */
	public void close(Duration timeout) {
		synchronized (this) {
			if (this.state == State.OPEN) {
				this.state = State.CLOSING;
			}
		}
		if (this.state == State.CLOSING) {
			endStreamsHere();
			long wait = this.transport.isBlocked() ? 0 : timeout.toMillis();
			this.context.inFlight().none().completeOnTimeout(null, wait, TimeUnit.MILLISECONDS).join();
		}
		close();
	}

	/**
	 * Ends the streams that the calling thread consumes with a
	 * {@link ZmqClosedException}. A thread that waits for requests to end consumes no
	 * items, so it must call this method before. {@link #close(Duration)} does so.
	 */
	public void endStreamsHere() {
		this.context.items().endHere();
	}

	/** Closes the client. Requests without an outcome and all later requests fail. */
	@Override
	public synchronized void close() {
		this.state = State.CLOSED;
		this.context.paths().close();
	}

	/**
	 * Whether the client is closed.
	 * @return {@code true} if it was closed or could not be opened
	 */
	public boolean isClosed() {
		return this.state == State.CLOSED;
	}

	/**
	 * Returns the current status of the client. Does not block.
	 * @return the status
	 */
	public ClientStatus status() {
		return new ClientStatus(this.context.settings().name(), this.context.paths().sockets(),
				this.context.paths().all().stream().mapToInt(RequestPath::load).sum());
	}

	/**
	 * Returns the age of the oldest request without an outcome.
	 * @return a future that is completed with the age, or zero if there is no such
	 * request. It may be completed on the thread of an event loop
	 */
	public CompletableFuture<Duration> oldestRequest() {
		CompletableFuture<Long> oldest = CompletableFuture.completedFuture(0L);
		if (this.state == State.OPEN) {
			for (RequestPath path : this.context.paths().all()) {
				oldest = oldest.thenCombine(path.oldest(), Math::max);
			}
		}
		return oldest.thenApply(Duration::ofNanos);
	}

	@Override
	public RequestSpec event(String event) {
		return sender(event).begin(null, event);
	}

	/**
	 * Returns the sender of the requests for an event.
	 * @param event the event
	 * @return the sender
	 * @throws IllegalArgumentException if the event is invalid or reserved
	 */
	public RequestSender sender(String event) {
		this.context.eventFrames().get(event);
		return this.calls;
	}

	/** Submits a request to its path. Opens the client if it is new. */
	void submit(ZmqClientRequest request, RequestPath path, PendingRequest pending) {
		Cancellation whole = Cancellation.current();
		whole.throwIfCancelled();
		if (this.state == State.NEW) {
			openFor(request, path);
		}
		if (this.state != State.OPEN) {
			throw new ZmqClosedException(request.getEvent(), path.endpoint());
		}
		pending.isPartOf(whole);
		pending.submit();
	}

	private void openFor(ZmqClientRequest request, RequestPath path) {
		try {
			openOnce();
		}
		catch (TransportException ex) {
			throw new ZmqConnectionException(request.getEvent(), path.endpoint(), String.valueOf(ex.getMessage()), ex);
		}
	}

}
