package io.zmqf.client;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import io.zmqf.message.Deadline;
import io.zmqf.message.Events;
import io.zmqf.message.JsonData;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ConcurrentCache;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.AddressPool;
import io.zmqf.transport.LimitedExecutor;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.core.ParameterizedTypeReference;

/**
 * The client. Encodes on the caller's thread, gives the request to the best of its paths,
 * and decodes the reply where it is waited for, or on its executor.
 *
 * @since 0.1.0
 */
public final class RequestClient implements ZmqClient, AutoCloseable {

	private final ClientSettings settings;

	private final JsonData json;

	private final LimitedExecutor completions;

	private final RequestObserver observer;

	private final LongSupplier nanoTime;

	private final List<RequestPath> paths;

	private final List<Runnable> openers = new ArrayList<>();

	private final List<AddressPool> hosts = new ArrayList<>();

	private final AtomicInteger turn = new AtomicInteger();

	private final InFlightCounter inFlight = new InFlightCounter();

	/** The events that were requested, checked and written. */
	private final ConcurrentCache<String, byte[]> eventFrames = new ConcurrentCache<>(
			(event) -> MessageCodec.eventBytes(Events.requireUsable(event)));

	private volatile State state = State.NEW;

	private enum State {

		NEW, OPEN, CLOSING, CLOSED

	}

	/**
	 * Creates a client that connects when it is opened, or with its first request.
	 * @param settings how it works
	 * @param transport what makes its sockets
	 * @param json what writes requests and reads replies
	 * @param executor what completes asynchronous replies
	 */
	public RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor) {
		this(settings, transport, json, executor, RequestObserver.NONE);
	}

	/**
	 * Creates a client that connects when it is opened, or with its first request.
	 * @param settings how it works
	 * @param transport what makes its sockets
	 * @param json what writes requests and reads replies
	 * @param executor what completes asynchronous replies
	 * @param observer who watches its requests
	 */
	public RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor,
			RequestObserver observer) {
		this(settings, transport, json, executor, observer, System::nanoTime);
	}

	/** With the clock of the transport's loops, where a test sets it. */
	RequestClient(ClientSettings settings, Transport transport, JsonData json, Executor executor,
			RequestObserver observer, LongSupplier nanoTime) {
		this.settings = settings;
		this.json = json;
		this.completions = new LimitedExecutor(executor, Integer.MAX_VALUE);
		this.observer = observer;
		this.nanoTime = nanoTime;
		this.paths = (settings.correlation() == Correlation.ENVELOPE) ? pipelined(transport) : List.of(pool(transport));
	}

	private List<RequestPath> pipelined(Transport transport) {
		List<RequestPath> connections = new CopyOnWriteArrayList<>();
		for (Endpoint address : this.settings.addresses()) {
			AddressPool sockets = new AddressPool(address, transport,
					(share) -> connect(socket(address).withShare(share), transport, connections));
			sockets.add();
			this.openers.add(sockets::watch);
			this.hosts.add(sockets);
		}
		return connections;
	}

	/** Adds a connection, of an open client by a thread of its own. */
	private synchronized void connect(SocketSettings socket, Transport transport, List<RequestPath> connections) {
		if (this.state == State.NEW || this.state == State.OPEN) {
			PipelinedConnection connection = new PipelinedConnection(threadName(connections.size()), socket, transport,
					this::connected, this::path);
			connections.add(connection);
			if (this.state == State.OPEN) {
				connection.open();
			}
			else {
				this.openers.add(connection::open);
			}
		}
	}

	private RequestPath pool(Transport transport) {
		List<SocketSettings> sockets = new ArrayList<>();
		for (int i = 0; i < this.settings.connections(); i++) {
			sockets.add(socket(this.settings.addresses().get(i % this.settings.addresses().size())));
		}
		UncorrelatedPool pool = new UncorrelatedPool("zmqf-" + this.settings.name(), sockets, transport);
		this.openers.add(pool::open);
		return pool;
	}

	private SocketSettings socket(Endpoint address) {
		return SocketSettings.asking(address).withLimits(this.settings.limits()).withSecurity(this.settings.security());
	}

	private String threadName(int connection) {
		return "zmqf-" + this.settings.name()
				+ ((this.settings.addresses().size() > 1 || connection > 0) ? "-" + (connection + 1) : "");
	}

	/**
	 * Begins to connect, without waiting for it; done by the first request otherwise.
	 * @throws TransportException if a socket can't be opened; the client is closed then
	 */
	public synchronized void open() {
		if (this.state != State.NEW) {
			return;
		}
		this.state = State.OPEN;
		try {
			this.openers.forEach(Runnable::run);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Fails every later request, waits for the outcomes of those that were made before,
	 * fails the rest and closes.
	 * @param timeout how long to wait
	 */
	public void close(Duration timeout) {
		synchronized (this) {
			if (this.state == State.OPEN) {
				this.state = State.CLOSING;
			}
		}
		if (this.state == State.CLOSING) {
			this.inFlight.none().completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS).join();
		}
		close();
	}

	/**
	 * Fails the requests that have no outcome yet, and every later one.
	 */
	@Override
	public synchronized void close() {
		if (this.state == State.OPEN || this.state == State.CLOSING) {
			this.state = State.CLOSED;
			this.hosts.forEach(AddressPool::close);
			this.paths.forEach(RequestPath::close);
		}
		this.state = State.CLOSED;
	}

	/**
	 * How things are, without waiting.
	 * @return the client at this moment
	 */
	public ClientStatus status() {
		List<SocketStatus> sockets = new ArrayList<>();
		int inFlight = 0;
		for (RequestPath path : this.paths) {
			sockets.addAll(path.sockets());
			inFlight += path.load();
		}
		return new ClientStatus(this.settings.name(), sockets, inFlight);
	}

	/**
	 * How long the oldest request waits for its outcome.
	 * @return completed on a loop, with zero where there is none
	 */
	public CompletableFuture<Duration> oldestRequest() {
		CompletableFuture<Long> oldest = CompletableFuture.completedFuture(0L);
		if (this.state == State.OPEN) {
			for (RequestPath path : this.paths) {
				oldest = oldest.thenCombine(path.oldest(), Math::max);
			}
		}
		return oldest.thenApply(Duration::ofNanos);
	}

	@Override
	public RequestSpec event(String event) {
		return new Spec(event, this.eventFrames.get(event));
	}

	private PendingRequest pending(Spec spec, RequestPath path, PendingRequest.Outcome outcome) {
		return new PendingRequest(spec.event, spec.eventFrame, encoded(spec, path), spec.headers, spec.idempotent,
				timeLeft(spec.timeout), this.nanoTime.getAsLong(), path, this.inFlight, outcome);
	}

	private void submit(Spec spec, RequestPath path, PendingRequest request) {
		if (this.state == State.NEW) {
			openFor(spec, path);
		}
		if (this.state != State.OPEN) {
			throw new ZmqClosedException(spec.event, path.endpoint());
		}
		this.inFlight.add();
		path.submit(request);
	}

	private void openFor(Spec spec, RequestPath path) {
		try {
			open();
		}
		catch (TransportException ex) {
			throw new ZmqConnectionException(spec.event, path.endpoint(), String.valueOf(ex.getMessage()), ex);
		}
	}

	/** A request made by a handler waits no longer than the handler's own caller does. */
	private static Duration timeLeft(Duration timeout) {
		Deadline deadline = Deadline.current();
		if (deadline == null) {
			return timeout;
		}
		Duration remaining = deadline.remaining();
		return (remaining.compareTo(timeout) < 0) ? remaining : timeout;
	}

	private byte[] encoded(Spec spec, RequestPath path) {
		try {
			byte[] data = this.json.write(spec.data);
			if (data.length > this.settings.limits().messageSize()) {
				throw new ZmqException(
						"The data of '" + spec.event + "' has " + data.length + " bytes: "
								+ this.settings.limits().messageSize() + " are allowed",
						spec.event, path.endpoint(), null);
			}
			return data;
		}
		catch (JacksonException ex) {
			throw new ZmqException("The data of '" + spec.event + "' can't be written as JSON: " + ex.getMessage(),
					spec.event, path.endpoint(), ex);
		}
	}

	/** The connected path with the fewest requests, or any where none is connected. */
	private RequestPath path() {
		if (this.paths.size() == 1) {
			return this.paths.get(0);
		}
		int start = Math.floorMod(this.turn.getAndIncrement(), this.paths.size());
		RequestPath best = this.paths.get(start);
		for (int i = 1; i < this.paths.size(); i++) {
			RequestPath other = this.paths.get((start + i) % this.paths.size());
			boolean better = (other.isConnected() == best.isConnected()) ? other.load() < best.load()
					: other.isConnected();
			best = better ? other : best;
		}
		return best;
	}

	private void connected(RequestPath connected) {
		for (RequestPath path : this.paths) {
			if (path != connected && !path.isConnected()) {
				path.handOverTo(connected);
			}
		}
	}

	private <T> @Nullable T await(Spec spec, Type type) {
		RequestObserver.Observed observed = observe(spec);
		try {
			T reply = reply(spec, type);
			observed.end(null);
			return reply;
		}
		catch (RuntimeException | Error ex) {
			observed.end(ex);
			throw ex;
		}
	}

	private void requireElsewhere(String event) {
		for (RequestPath path : this.paths) {
			if (path.isHere()) {
				throw new IllegalStateException("'" + event
						+ "' can't be waited for on the thread that receives its reply: a handler with blocking = false,"
						+ " or a listener of this thread, has to use requestAsync");
			}
		}
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T reply(Spec spec, Type type) {
		requireElsewhere(spec.event);
		RequestPath path = path();
		AwaitedReply reply = new AwaitedReply();
		PendingRequest request = pending(spec, path, reply);
		submit(spec, path, request);
		try {
			return (T) request.read(reply.get(), this.json, type);
		}
		catch (ExecutionException ex) {
			throw request.failure(ex.getCause());
		}
		catch (InterruptedException ex) {
			request.abandon();
			Thread.currentThread().interrupt();
			throw new ZmqException("The wait for the reply to '" + spec.event + "' was interrupted", spec.event,
					request.endpoint(), ex);
		}
	}

	private <T> CompletableFuture<@Nullable T> promise(Spec spec, Type type) {
		RequestObserver.Observed observed = observe(spec);
		try {
			RequestPath path = path();
			ReplyFuture<@Nullable T> promised = new ReplyFuture<@Nullable T>(this.json, type, observed,
					this.completions);
			PendingRequest request = pending(spec, path, promised);
			promised.of(request);
			submit(spec, path, request);
			return promised;
		}
		catch (ZmqException ex) {
			observed.end(ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	private RequestObserver.Observed observe(Spec spec) {
		return this.observer.begin(this.settings.name(), spec.event, spec.headers);
	}

	/** The reply that a thread waits for. */
	private static final class AwaitedReply extends CompletableFuture<byte[][]> implements PendingRequest.Outcome {

		@Override
		public void ended(byte @Nullable [][] frames, @Nullable RuntimeException failure) {
			if (frames != null) {
				complete(frames);
			}
			else {
				completeExceptionally((failure != null) ? failure : new IllegalStateException());
			}
		}

	}

	/** A request that is being made. */
	private final class Spec implements RequestSpec {

		private final String event;

		private final byte[] eventFrame;

		private @Nullable Object data;

		private Duration timeout = RequestClient.this.settings.timeout();

		private final Map<String, String> headers = new MutableHeaders();

		private boolean idempotent;

		Spec(String event, byte[] eventFrame) {
			this.event = event;
			this.eventFrame = eventFrame;
		}

		@Override
		public RequestSpec data(@Nullable Object value) {
			this.data = value;
			return this;
		}

		@Override
		public RequestSpec timeout(Duration wait) {
			if (wait.compareTo(ClientSettings.SHORTEST_TIMEOUT) < 0) {
				throw new IllegalArgumentException("Timeout " + wait + ": at least one millisecond is allowed");
			}
			this.timeout = wait;
			return this;
		}

		@Override
		public RequestSpec header(String name, String value) {
			if (name.startsWith("zmqf-")) {
				throw new IllegalArgumentException("Header '" + name + "' is the protocol's own");
			}
			if (!isUnicode(name) || !isUnicode(value)) {
				throw new IllegalArgumentException("Header '" + name + "' is not valid Unicode");
			}
			this.headers.put(name, value);
			return this;
		}

		private static boolean isUnicode(String text) {
			return StandardCharsets.UTF_8.newEncoder().canEncode(text);
		}

		@Override
		public RequestSpec idempotent() {
			this.idempotent = true;
			return this;
		}

		@Override
		public <T> @Nullable T request(Class<T> responseType) {
			return await(this, responseType);
		}

		@Override
		public <T> @Nullable T request(ParameterizedTypeReference<T> responseType) {
			return await(this, responseType.getType());
		}

		@Override
		public <T> CompletableFuture<@Nullable T> requestAsync(Class<T> responseType) {
			return promise(this, responseType);
		}

		@Override
		public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType) {
			return promise(this, responseType.getType());
		}

		@Override
		public CompletableFuture<@Nullable Void> send() {
			return promise(this, Void.class);
		}

	}

}
