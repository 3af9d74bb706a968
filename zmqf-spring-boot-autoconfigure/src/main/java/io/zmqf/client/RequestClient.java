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
 * The client: its paths, its state, and the requests that are in flight.
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
	 * @param transport the factory of its sockets
	 * @param json the writer of requests and reader of replies
	 * @param executor the threads of asynchronous replies, one for each callback that
	 * blocks: with a limit, callbacks that wait for further replies can deadlock
	 */
	public RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor) {
		this(settings, transport, json, executor, RequestObserver.NONE);
	}

	/**
	 * Creates a client that connects when it is opened, or with its first request.
	 * @param settings the settings
	 * @param transport the factory of its sockets
	 * @param json the writer of requests and reader of replies
	 * @param executor the threads of asynchronous replies, one for each callback that
	 * blocks: with a limit, callbacks that wait for further replies can deadlock
	 * @param observer the observer of its requests
	 */
	public RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor,
			RequestObserver observer) {
		this(settings, transport, json, executor, observer, RequestTracing.NONE);
	}

	/**
	 * Creates a client that connects when it is opened, or with its first request.
	 * @param settings the settings
	 * @param transport the factory of its sockets
	 * @param json the writer of requests and reader of replies
	 * @param executor the threads of asynchronous replies, one for each callback that
	 * blocks: with a limit, callbacks that wait for further replies can deadlock
	 * @param observer the observer of its requests
	 * @param tracing the receiver of traces of single requests
	 */
	public RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor,
			RequestObserver observer, RequestTracing tracing) {
		this(settings, transport, json, executor, observer, tracing, System::nanoTime);
	}

	/** With the clock of the transport's loops, where a test sets it. */
	RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor,
			RequestObserver observer, RequestTracing tracing, LongSupplier nanoTime) {
		this.transport = transport;
		ClientPaths paths = new ClientPaths(settings, transport);
		MemoryLimits memory = transport.memoryLimits();
		this.context = new ClientContext(settings, json, new LimitedExecutor(executor), observer, tracing, nanoTime,
				paths, new InFlightCounter(), memory, new HeldItems(memory.node()), new AtomicLong(),
				transport.maxMessageSize(), () -> paths.requireElsewhere(null), transport.listener(),
				new ConcurrentCache<>((event) -> MessageCodec.eventBytes(Events.requireRequestable(event))));
		this.calls = new RequestCalls(this, this.context);
	}

	/**
	 * Begins to connect, without waiting for it; done by the first request otherwise.
	 * @throws TransportException if a socket can't be opened; the client is closed then
	 * @throws IllegalStateException if the client is closed
	 */
	public synchronized void open() {
		if (this.state == State.CLOSING || isClosed()) {
			throw new IllegalStateException("Client '" + this.context.settings().name()
					+ "' was closed, or could not be opened, and can't be opened again: create another one");
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
	 * Fails every later request, waits for the outcomes of those that were made before,
	 * except for streams that the calling thread consumes, fails the rest and closes. On
	 * the thread of an event loop it does not wait.
	 * @param timeout the longest wait
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
	 * Ends the streams whose items the calling thread takes, since it takes no more while
	 * it waits. Such a stream ends with a {@link ZmqClosedException}. For a thread that
	 * closes what the client needs; done by {@link #close(Duration)}.
	 */
	public void endStreamsHere() {
		this.context.items().endHere();
	}

	/**
	 * Fails the requests that have no outcome yet, and every later one.
	 */
	@Override
	public synchronized void close() {
		this.state = State.CLOSED;
		this.context.paths().close();
	}

	/**
	 * Whether it takes no more requests.
	 * @return {@code true} for one that was closed, also because it could not be opened
	 */
	public boolean isClosed() {
		return this.state == State.CLOSED;
	}

	/**
	 * The state of the client, without waiting.
	 * @return the client at this moment
	 */
	public ClientStatus status() {
		return new ClientStatus(this.context.settings().name(), this.context.paths().sockets(),
				this.context.paths().all().stream().mapToInt(RequestPath::load).sum());
	}

	/**
	 * The age of the oldest request without an outcome.
	 * @return completed on a loop, with zero where there is none
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
	 * The sender of the requests for an event.
	 * @param event the event
	 * @return the sender
	 * @throws IllegalArgumentException if the event can't be requested
	 */
	public RequestSender sender(String event) {
		this.context.eventFrames().get(event);
		return this.calls;
	}

	/** Gives a request to its path, and opens the client for the first one. */
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
