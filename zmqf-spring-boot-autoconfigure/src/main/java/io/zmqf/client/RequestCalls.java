package io.zmqf.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.zmqf.message.Deadline;
import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.RequestHeaders;
import io.zmqf.message.RequestReference;
import io.zmqf.message.StreamTerms;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.SocketLimits;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a client. Data is encoded on the caller's thread. A reply is
 * decoded on the thread that waits for it, or on the client's executor. Thread-safe.
 *
 * @param client the client
 * @param context the context that the client's requests share
 */
record RequestCalls(RequestClient client, ClientContext context) implements RequestSender {

	/** The time after the timeout at which the waiting thread itself ends a request. */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	@Override
	public <T> @Nullable T request(ZmqClientRequest request, Type type) {
		RequestObserver.Observed observed = begin(request);
		Throwable failure = null;
		try {
			return reply(request, type);
		}
		catch (ZmqException ex) {
			failure = named(ex, request);
			throw ex;
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			observed.end(failure);
		}
	}

	/** Adds the event and the trace id. A request that was not sent has no id. */
	private static ZmqException named(ZmqException failure, ZmqClientRequest request) {
		failure
			.setRequest(new RequestReference(request.getEvent(), null, RequestReference.traceId(request.getHeaders())));
		return failure;
	}

	private RequestObserver.Observed begin(ZmqClientRequest request) {
		return this.context.observer().begin(this.context.settings().name(), request.getEvent(), request.getHeaders());
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T reply(ZmqClientRequest request, Type type) {
		this.context.paths().requireOtherThread(request.getEvent());
		RequestPath path = this.context.paths().best();
		AwaitedReply reply = new AwaitedReply();
		PendingRequest pending = pending(request, path, reply);
		this.client.submit(request, path, pending);
		try {
			return (T) pending.read(reply.get(pending.timeout().toNanos() + GRACE_NANOS, TimeUnit.NANOSECONDS), type);
		}
		catch (TimeoutException ex) { // the path has not ended it in time
			throw pending.timedOutHere();
		}
		catch (ExecutionException ex) {
			throw pending.failure(ex.getCause());
		}
		catch (CancellationException ex) { // of the request that this thread handles
			throw pending.failure(ex);
		}
		catch (InterruptedException ex) {
			pending.abandon();
			Thread.currentThread().interrupt();
			throw pending
				.named(new ZmqException("The wait for the reply to '" + request.getEvent() + "' was interrupted",
						request.getEvent(), pending.endpoint(), ex));
		}
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ZmqClientRequest request, Type type) {
		ReplyFuture<@Nullable T> promised = new ReplyFuture<@Nullable T>(this.context, type, begin(request));
		send(request, promised);
		return promised;
	}

	/** Sends a request. The future receives the outcome, also if sending fails. */
	private void send(ZmqClientRequest request, OutcomeFuture<?> future) {
		try {
			RequestPath path = this.context.paths().best();
			PendingRequest pending = pending(request, path, future);
			future.of(pending);
			this.client.submit(request, path, pending);
		}
		catch (CancellationException ex) {
			future.endsWithout(ex);
			future.completeExceptionally(ex);
		}
		catch (ZmqException ex) {
			future.endsWithout(named(ex, request));
			future.completeExceptionally(ex);
		}
		catch (Throwable ex) {
			future.endsWithout(ex);
			throw ex;
		}
	}

	@Override
	public <T> Gathered<T> gather(ZmqClientRequest request, Type type) {
		this.context.paths().requireOtherThread(request.getEvent());
		GatheredFuture<T> answers = gatherAsync(request, type, null);
		try {
			long wait = answers.isDone() ? 0 : answers.request().timeout().toNanos();
			return answers.get(wait + GRACE_NANOS, TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) { // the path has not ended it in time
			ZmqTimeoutException late = answers.request().timedOutHere();
			answers.endsWithout(late);
			throw late;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof ZmqException failure) ? failure
					: new ZmqException("'" + request.getEvent() + "' failed", request.getEvent(), null, ex.getCause());
		}
		catch (InterruptedException ex) {
			answers.cancel(true);
			Thread.currentThread().interrupt();
			throw answers.request()
				.named(new ZmqException("The wait for the replies to '" + request.getEvent() + "' was interrupted",
						request.getEvent(), null, ex));
		}
	}

	@Override
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ZmqClientRequest request, Type type) {
		return gatherAsync(request, type, null);
	}

	private <T> GatheredFuture<T> gatherAsync(ZmqClientRequest request, Type type,
			@Nullable Consumer<GatheredItem<T>> each) {
		GatheredFuture<T> answers = new GatheredFuture<>(this.context, type, begin(request), each);
		request.getHeaders().put(Headers.TO, Headers.ALL);
		send(request, answers);
		return answers;
	}

	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ZmqClientRequest request, Type type) {
		return (subscriber) -> new ItemSubscription<NodeReply<T>>(subscriber, this.context.completions(),
				subscriberFailed(request))
			.begin((changed) -> new GatheredAnswers<T>((each) -> gatherAsync(request, type, each), changed));
	}

	@Override
	public <T> Stream<T> stream(ZmqClientRequest request, Type type) {
		this.context.paths().requireOtherThread(request.getEvent());
		ItemIterator.Waiter waiter = new ItemIterator.Waiter();
		ItemReader reader = open(request, type, waiter);
		Iterator<T> items = new ItemIterator<>(reader, waiter, this.context.guard());
		return StreamSupport.stream(Spliterators.spliteratorUnknownSize(items, Spliterator.ORDERED), false)
			.onClose(reader::close);
	}

	@Override
	public <T> Flow.Publisher<T> publisher(ZmqClientRequest request, Type type) {
		return new ItemPublisher<>((changed) -> open(request, type, changed), this.context.completions(),
				subscriberFailed(request), new AtomicBoolean());
	}

	private Consumer<Throwable> subscriberFailed(ZmqClientRequest request) {
		return (failure) -> this.context.tracing().subscriberFailed(request.getEvent(), failure);
	}

	private ItemReader open(ZmqClientRequest request, Type type, Runnable changed) {
		RequestObserver.Observed observed = begin(request);
		ItemQueue queue = new ItemQueue(changed, this.context.items());
		try {
			RequestPath path = this.context.paths().best();
			int largest = (request.window() > 0) ? request.window() : this.context.settings().streamWindow();
			int window = (request.window() > 0) ? largest : Math.min(largest, ClientSettings.FIRST_STREAM_WINDOW);
			StreamRequest pending = pending(request, path, window, queue);
			queue.open(pending);
			this.client.submit(request, path, pending);
			return new ItemReader(pending, queue, this.context.json(), type, largest, observed);
		}
		catch (Throwable ex) {
			queue.close();
			observed.end(ex);
			throw ex;
		}
	}

	private PendingRequest pending(ZmqClientRequest request, RequestPath path, Outcome outcome) {
		byte[] data = encoded(request, path);
		RequestHeaders headers = RequestHeaders.of(request.getHeaders(), request.isIdempotent());
		requireWithin(request, path, data, headers);
		return new PendingRequest(this.context, request, data, headers, timeLeft(timeout(request)), path, outcome);
	}

	private StreamRequest pending(ZmqClientRequest request, RequestPath path, int window, ItemQueue queue) {
		byte[] data = encoded(request, path);
		Duration total = streamTime(request.getStreamTimeout());
		RequestHeaders headers = RequestHeaders.of(request.getHeaders(), request.isIdempotent());
		RequestHeaders streamHeaders = RequestHeaders.of(request.getHeaders(), request.isIdempotent(),
				new StreamTerms(window, (total != null) ? Math.max(0, total.toMillis()) : -1));
		requireWithin(request, path, data, streamHeaders);
		return new StreamRequest(this.context, request, data, headers, timeLeft(timeout(request)), path,
				new StreamRequest.Terms(streamHeaders, window, total, queue));
	}

	private byte[] encoded(ZmqClientRequest request, RequestPath path) {
		try {
			JsonData json = this.context.json();
			return (request.getData() instanceof WrittenOnce data) ? data.write(json)
					: json.write(request.getData(), request.getDataType());
		}
		catch (RuntimeException | StackOverflowError ex) {
			// A serializer of the application may throw any of these
			throw new ZmqException(
					"The data of '" + request.getEvent() + "' can't be written as JSON: "
							+ ((ex instanceof StackOverflowError) ? "it is nested too deeply" : ex.getMessage()),
					request.getEvent(), path.endpoint(), ex);
		}
	}

	/** Rejects a message that is too large: the peer would close the connection. */
	private void requireWithin(ZmqClientRequest request, RequestPath path, byte[] data, RequestHeaders headers) {
		SocketLimits limits = this.context.settings().limits();
		int headersSize = headers.maxSize();
		requireWithin(request, path, "The data", data.length, limits.messageSize(), "zmqf.max-message-size");
		requireWithin(request, path, "The headers", headersSize, limits.headersSize(), "zmqf.max-headers-size");
		requireWithin(request, path, "The message", (long) data.length + headersSize, this.context.maxMessageSize(),
				"zmqf.memory.node");
	}

	private static void requireWithin(ZmqClientRequest request, RequestPath path, String part, long size, long limit,
			String property) {
		if (size > limit) {
			throw new ZmqException(part + " of '" + request.getEvent() + "' has " + size + " bytes: " + limit
					+ " are allowed by " + property, request.getEvent(), path.endpoint(), null);
		}
	}

	private Duration timeout(ZmqClientRequest request) {
		Duration own = request.getTimeout();
		return (own != null) ? own : this.context.settings().timeout();
	}

	/** Limits a timeout to the remaining time of the request that this thread handles. */
	private static Duration timeLeft(Duration timeout) {
		Duration remaining = remaining();
		return (remaining != null && remaining.compareTo(timeout) < 0) ? remaining : timeout;
	}

	/** Returns the maximum duration of a stream, or {@code null} for no limit. */
	private static @Nullable Duration streamTime(@Nullable Duration timeout) {
		return (timeout != null) ? timeLeft(timeout) : remaining();
	}

	private static @Nullable Duration remaining() {
		Deadline deadline = Deadline.current();
		return (deadline != null) ? deadline.remaining() : null;
	}

}
