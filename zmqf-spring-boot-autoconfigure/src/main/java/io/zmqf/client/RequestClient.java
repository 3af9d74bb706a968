package io.zmqf.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.zmqf.message.Cancellation;
import io.zmqf.message.ConcurrentCache;
import io.zmqf.message.Deadline;
import io.zmqf.message.Events;
import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.RequestHeaders;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.StreamTerms;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.transport.LimitedExecutor;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * The client. Encodes on the caller's thread, gives the request to the best of its paths,
 * and decodes the reply where it is waited for, or on its executor.
 *
 * @since 0.1.0
 */
public final class RequestClient implements ZmqClient, AutoCloseable {

	/** A request that its path does not end is ended so long after its timeout. */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final ClientSettings settings;

	private final JsonData json;

	private final LimitedExecutor completions;

	private final RequestObserver observer;

	private final LongSupplier nanoTime;

	private final RequestTracing tracing;

	private final ClientPaths paths;

	private final GatheredFuture.Limits gathering;

	/** The memory that the items of a stream may take which nobody has taken. */
	private final long streamBytes;

	private final InFlightCounter inFlight = new InFlightCounter();

	private final Runnable guard = () -> requireElsewhere(null);

	/** The events that were requested, checked and encoded. */
	private final ConcurrentCache<String, byte[]> eventFrames = new ConcurrentCache<>(
			(event) -> MessageCodec.eventBytes(Events.requireRequestable(event)));

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
		this.settings = settings;
		this.json = json;
		this.completions = new LimitedExecutor(executor, Integer.MAX_VALUE);
		this.observer = observer;
		this.tracing = tracing;
		this.nanoTime = nanoTime;
		this.paths = new ClientPaths(settings, transport);
		this.streamBytes = transport.memoryLimits().node();
		this.gathering = new GatheredFuture.Limits(settings.limits().highWaterMark(), transport.memoryLimits().peer());
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
			this.paths.open();
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Fails every later request, waits for the outcomes of those that were made before,
	 * fails the rest and closes.
	 * @param timeout the longest wait
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
		this.state = State.CLOSED;
		this.paths.close();
	}

	/**
	 * The state of the client, without waiting.
	 * @return the client at this moment
	 */
	public ClientStatus status() {
		return new ClientStatus(this.settings.name(), this.paths.sockets(),
				this.paths.all().stream().mapToInt(RequestPath::load).sum());
	}

	/**
	 * The age of the oldest request without an outcome.
	 * @return completed on a loop, with zero where there is none
	 */
	public CompletableFuture<Duration> oldestRequest() {
		CompletableFuture<Long> oldest = CompletableFuture.completedFuture(0L);
		if (this.state == State.OPEN) {
			for (RequestPath path : this.paths.all()) {
				oldest = oldest.thenCombine(path.oldest(), Math::max);
			}
		}
		return oldest.thenApply(Duration::ofNanos);
	}

	@Override
	public RequestSpec event(String event) {
		return new ClientRequest(this, event, this.eventFrames.get(event), this.settings.timeout());
	}

	private PendingRequest pending(ClientRequest request, RequestPath path, PendingRequest.Outcome outcome) {
		byte[] data = encoded(request, path);
		RequestHeaders headers = RequestHeaders.of(request.headers(), request.isIdempotent());
		SocketLimits limits = this.settings.limits();
		requireWithin(request, path, "The data", data.length, limits.messageSize());
		requireWithin(request, path, "The headers", headers.maxSize(), limits.headersSize());
		return new PendingRequest(request.event(), request.eventFrame(), data, headers, request.isIdempotent(),
				timeLeft(request.timeout()), this.nanoTime.getAsLong(), limits.headersSize(), path, this.inFlight,
				this.tracing, outcome);
	}

	private StreamRequest pending(ClientRequest request, RequestPath path, int window, ItemQueue queue) {
		byte[] data = encoded(request, path);
		Duration total = streamTime(request.streamTimeout());
		RequestHeaders headers = RequestHeaders.of(request.headers(), request.isIdempotent());
		RequestHeaders streamHeaders = RequestHeaders.of(request.headers(), request.isIdempotent(),
				new StreamTerms(window, (total != null) ? Math.max(0, total.toMillis()) : -1));
		SocketLimits limits = this.settings.limits();
		requireWithin(request, path, "The data", data.length, limits.messageSize());
		requireWithin(request, path, "The headers", streamHeaders.maxSize(), limits.headersSize());
		return new StreamRequest(request.event(), request.eventFrame(), data, headers, request.isIdempotent(),
				timeLeft(request.timeout()), this.nanoTime.getAsLong(), limits.headersSize(), path, this.inFlight,
				this.tracing, new StreamRequest.Terms(streamHeaders, window, total, queue));
	}

	private byte[] encoded(ClientRequest request, RequestPath path) {
		try {
			return this.json.write(request.data(), request.dataType());
		}
		catch (RuntimeException | StackOverflowError ex) { // also of a serializer of the
															// application
			throw new ZmqException(
					"The data of '" + request.event() + "' can't be written as JSON: "
							+ ((ex instanceof StackOverflowError) ? "it is nested too deeply" : ex.getMessage()),
					request.event(), path.endpoint(), ex);
		}
	}

	/** A message that its peer would not take would end the connection for all. */
	private static void requireWithin(ClientRequest request, RequestPath path, String part, long size, long limit) {
		if (size > limit) {
			throw new ZmqException(
					part + " of '" + request.event() + "' has " + size + " bytes: " + limit + " are allowed",
					request.event(), path.endpoint(), null);
		}
	}

	private void submit(ClientRequest request, RequestPath path, PendingRequest pending) {
		Cancellation whole = Cancellation.current();
		whole.throwIfCancelled();
		if (this.state == State.NEW) {
			openFor(request, path);
		}
		if (this.state != State.OPEN) {
			throw new ZmqClosedException(request.event(), path.endpoint());
		}
		pending.isPartOf(whole);
		pending.submit();
	}

	private void openFor(ClientRequest request, RequestPath path) {
		try {
			open();
		}
		catch (TransportException ex) {
			throw new ZmqConnectionException(request.event(), path.endpoint(), String.valueOf(ex.getMessage()), ex);
		}
	}

	/** A request made by a handler waits no longer than the handler's own caller does. */
	private static Duration timeLeft(Duration timeout) {
		Duration remaining = remaining();
		return (remaining != null && remaining.compareTo(timeout) < 0) ? remaining : timeout;
	}

	/** The time for a whole stream, {@code null} without a limit. */
	private static @Nullable Duration streamTime(@Nullable Duration timeout) {
		return (timeout != null) ? timeLeft(timeout) : remaining();
	}

	private static @Nullable Duration remaining() {
		Deadline deadline = Deadline.current();
		return (deadline != null) ? deadline.remaining() : null;
	}

	<T> @Nullable T await(ClientRequest request, Type type) {
		RequestObserver.Observed observed = this.observer.begin(this.settings.name(), request.event(),
				request.headers());
		Throwable failure = null;
		try {
			return reply(request, type);
		}
		catch (ZmqException ex) {
			failure = named(ex, request);
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			failure = ex;
			throw ex;
		}
		finally {
			observed.end(failure);
		}
	}

	/** A request that failed before it was sent has no id, but it may have a trace. */
	private static ZmqException named(ZmqException failure, ClientRequest request) {
		failure.setRequest(new RequestReference(request.event(), null, RequestReference.traceId(request.headers())));
		return failure;
	}

	private void requireElsewhere(@Nullable String event) {
		if (this.paths.isHere()) {
			throw new IllegalStateException(((event != null) ? "'" + event + "'" : "A reply")
					+ " can't be waited for on the thread that receives it: a handler with blocking = false,"
					+ " or a listener of this thread, has to use requestAsync and to chain to its future");
		}
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T reply(ClientRequest request, Type type) {
		requireElsewhere(request.event());
		RequestPath path = this.paths.best();
		AwaitedReply reply = new AwaitedReply();
		PendingRequest pending = pending(request, path, reply);
		submit(request, path, pending);
		try {
			return (T) pending.read(reply.get(pending.timeoutNanos() + GRACE_NANOS, TimeUnit.NANOSECONDS), this.json,
					type);
		}
		catch (TimeoutException ex) { // whatever holds up the path
			throw pending.timedOutHere();
		}
		catch (ExecutionException ex) {
			throw pending.failure(ex.getCause());
		}
		catch (CancellationException ex) { // the request that this thread handles
			throw pending.failure(ex);
		}
		catch (InterruptedException ex) {
			pending.abandon();
			Thread.currentThread().interrupt();
			throw pending.named(new ZmqException("The wait for the reply to '" + request.event() + "' was interrupted",
					request.event(), pending.endpoint(), ex));
		}
	}

	<T> CompletableFuture<@Nullable T> promise(ClientRequest request, Type type) {
		RequestObserver.Observed observed = this.observer.begin(this.settings.name(), request.event(),
				request.headers());
		try {
			RequestPath path = this.paths.best();
			ReplyFuture<@Nullable T> promised = new ReplyFuture<@Nullable T>(this.json, type, observed,
					this.completions, this.guard);
			PendingRequest pending = pending(request, path, promised);
			promised.of(pending);
			submit(request, path, pending);
			return promised;
		}
		catch (CancellationException ex) {
			observed.end(ex);
			return CompletableFuture.failedFuture(ex);
		}
		catch (ZmqException ex) {
			observed.end(named(ex, request));
			return CompletableFuture.failedFuture(ex);
		}
		catch (RuntimeException | Error ex) {
			observed.end(ex);
			throw ex;
		}
	}

	<T> Gathered<T> gather(ClientRequest request, Type type) {
		requireElsewhere(request.event());
		GatheredFuture<T> answers = gatherAsync(request, type, null);
		try {
			long wait = answers.isDone() ? 0 : answers.request().timeoutNanos();
			return answers.get(wait + GRACE_NANOS, TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) { // whatever holds up the path
			throw answers.request().timedOutHere();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof ZmqException failure) ? failure
					: new ZmqException("'" + request.event() + "' failed", request.event(), null, ex.getCause());
		}
		catch (InterruptedException ex) {
			answers.cancel(true);
			Thread.currentThread().interrupt();
			throw answers.request()
				.named(new ZmqException("The wait for the replies to '" + request.event() + "' was interrupted",
						request.event(), null, ex));
		}
	}

	<T> GatheredFuture<T> gatherAsync(ClientRequest request, Type type, @Nullable Consumer<GatheredItem<T>> each) {
		RequestObserver.Observed observed = this.observer.begin(this.settings.name(), request.event(),
				request.headers());
		GatheredFuture<T> answers = new GatheredFuture<>(this.json, type, observed, this.completions, this.guard,
				this.gathering, each);
		try {
			RequestPath path = this.paths.best();
			request.headers().put(Headers.TO, Headers.ALL);
			PendingRequest pending = pending(request, path, answers);
			pending.asksAll();
			answers.of(pending);
			submit(request, path, pending);
		}
		catch (CancellationException ex) {
			observed.end(ex);
			answers.completeExceptionally(ex);
		}
		catch (ZmqException ex) {
			observed.end(named(ex, request));
			answers.completeExceptionally(ex);
		}
		catch (RuntimeException | Error ex) {
			observed.end(ex);
			throw ex;
		}
		return answers;
	}

	<T> Flow.Publisher<NodeReply<T>> gatherEach(ClientRequest request, Type type) {
		return new GatheringPublisher<>((each) -> gatherAsync(request, type, each), this.completions);
	}

	<T> Stream<T> stream(ClientRequest request, Type type) {
		requireElsewhere(request.event());
		ItemIterator.Waiter waiter = new ItemIterator.Waiter();
		ItemIterator<T> items = new ItemIterator<>(open(request, type, waiter), waiter, this.guard);
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, Spliterator.ORDERED), false)
			.onClose(items::close);
	}

	<T> Flow.Publisher<T> publisher(ClientRequest request, Type type) {
		return new ItemPublisher<>((changed) -> open(request, type, changed), this.completions::executeAnywhere);
	}

	private ItemReader open(ClientRequest request, Type type, Runnable changed) {
		RequestObserver.Observed observed = this.observer.begin(this.settings.name(), request.event(),
				request.headers());
		try {
			RequestPath path = this.paths.best();
			ItemQueue queue = new ItemQueue(changed, this.streamBytes);
			int largest = (request.window() > 0) ? request.window() : this.settings.streamWindow();
			int window = (request.window() > 0) ? largest : Math.min(largest, ClientSettings.FIRST_STREAM_WINDOW);
			StreamRequest pending = pending(request, path, window, queue);
			submit(request, path, pending);
			return new ItemReader(pending, queue, this.json, type, largest, observed);
		}
		catch (RuntimeException | Error ex) {
			observed.end(ex);
			throw ex;
		}
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

}
