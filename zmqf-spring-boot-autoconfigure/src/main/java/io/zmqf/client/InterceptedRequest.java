package io.zmqf.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.BoundedTime;
import io.zmqf.message.Deadline;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqTimeoutException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A request that goes through interceptors before it is sent.
 *
 * @since 0.1.0
 */
public final class InterceptedRequest implements RequestSpec {

	/** An interceptor has so much longer than what it sends, which has its own timer. */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private static final long ONE_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

	private static final String NO_STREAM = "An interceptor has replaced the stream by nothing";

	private final Supplier<RequestSpec> sender;

	private final List<ZmqClientInterceptor> interceptors;

	private final ZmqClientRequest request;

	/** Refuses at once what a client refuses. */
	private final RequestSpec check;

	private final ClientSettings settings;

	private final Executor executor;

	/**
	 * Begins a request.
	 * @param client the name of the client, {@code null} for the one without a name
	 * @param event the event
	 * @param interceptors the interceptors, the outermost first
	 * @param sender a supplier of the request that is sent
	 * @param settings the settings of the client, asked for once there is a request
	 * @param executor the executor that ends requests whose time is up while an
	 * interceptor has them
	 */
	public InterceptedRequest(@Nullable String client, String event, List<ZmqClientInterceptor> interceptors,
			Supplier<RequestSpec> sender, Supplier<ClientSettings> settings, Executor executor) {
		this.sender = sender;
		this.interceptors = interceptors;
		this.check = sender.get();
		this.settings = settings.get();
		this.executor = executor;
		this.request = new ZmqClientRequest(client, event);
	}

	@Override
	public RequestSpec data(@Nullable Object value) {
		this.request.setData(value);
		return this;
	}

	@Override
	public RequestSpec data(@Nullable Object value, ParameterizedTypeReference<?> type) {
		this.request.setData(value, type.getType());
		return this;
	}

	@Override
	public RequestSpec timeout(Duration timeout) {
		this.check.timeout(timeout);
		this.request.setTimeout(timeout);
		return this;
	}

	@Override
	public RequestSpec streamTimeout(Duration timeout) {
		this.check.streamTimeout(timeout);
		this.request.setStreamTimeout(timeout);
		return this;
	}

	@Override
	public RequestSpec window(int items) {
		this.check.window(items);
		this.request.window(items);
		return this;
	}

	@Override
	public RequestSpec header(String name, String value) {
		this.check.header(name, value);
		this.request.getHeaders().put(name, value);
		return this;
	}

	@Override
	public RequestSpec idempotent() {
		this.request.setIdempotent();
		return this;
	}

	@Override
	public <T> @Nullable T request(ParameterizedTypeReference<T> responseType) {
		return await((spec) -> spec.request(responseType), true);
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType) {
		return promise((spec) -> spec.requestAsync(responseType), true);
	}

	@Override
	public CompletableFuture<@Nullable Void> send() {
		return promise(RequestSpec::send, true);
	}

	@Override
	public <T> Gathered<T> gather(ParameterizedTypeReference<T> responseType) {
		return Objects.requireNonNull(this.<Gathered<T>>await((spec) -> spec.gather(responseType), true),
				"The interceptors' answer");
	}

	@Override
	// An interceptor that answers by itself answers as it has to
	@SuppressWarnings("NullAway")
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ParameterizedTypeReference<T> responseType) {
		return this.<Gathered<T>>promise((spec) -> spec.gatherAsync(responseType), true);
	}

	/**
	 * Interceptors see the request of each subscriber; their outcome is its publisher.
	 */
	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
		return (subscriber) -> {
			Objects.requireNonNull(subscriber, "The subscriber");
			this.<Object>promise((spec) -> CompletableFuture.completedFuture(spec.gatherEach(responseType)), true)
				.whenComplete((answers, failure) -> subscribe(answers, failure, subscriber));
		};
	}

	@SuppressWarnings("unchecked")
	private <T> void subscribe(@Nullable Object answers, @Nullable Throwable failure,
			Flow.Subscriber<? super T> subscriber) {
		try {
			if (answers instanceof Flow.Publisher<?> publisher) {
				((Flow.Publisher<T>) publisher).subscribe(subscriber);
				return;
			}
			ItemPublisher.refuse(subscriber, (failure != null) ? failure : new IllegalStateException(
					"An interceptor has replaced the answers to '" + this.request.getEvent() + "' by no publisher"));
		}
		catch (Throwable ex) { // of a subscriber, which may not throw
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
	}

	@Override
	public <T> Stream<T> stream(ParameterizedTypeReference<T> itemType) {
		return items((spec) -> spec.stream(itemType));
	}

	/** Nothing waits here for the publisher of an interceptor. */
	@Override
	public <T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType) {
		CompletableFuture<Flow.@Nullable Publisher<T>> outcome = promise(
				(spec) -> CompletableFuture.completedFuture(spec.publisher(itemType)), false);
		if (!outcome.isDone()) {
			return (subscriber) -> {
				Objects.requireNonNull(subscriber, "The subscriber");
				outcome.whenComplete((publisher, failure) -> subscribe(publisher, failure, subscriber));
			};
		}
		try {
			return Objects.requireNonNull(outcome.join(), NO_STREAM);
		}
		catch (CompletionException ex) {
			throw failure(ex.getCause());
		}
	}

	/** The outcome for interceptors is the stream, not its end. */
	private <T> T items(Function<RequestSpec, T> sending) {
		return Objects.requireNonNull(await(sending, false), NO_STREAM);
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T await(Function<RequestSpec, @Nullable T> sending, boolean limited) {
		Call call = new Call();
		try {
			return (T) call.get(execute(0, this.request, (spec) -> {
				try {
					return CompletableFuture.completedFuture(call.send(spec, sending, limited));
				}
				catch (Throwable ex) {
					return CompletableFuture.failedFuture(ex);
				}
			}).toCompletableFuture());
		}
		catch (ExecutionException ex) {
			call.fail();
			throw failure(ex.getCause());
		}
		catch (InterruptedException ex) {
			call.fail();
			Thread.currentThread().interrupt();
			throw new ZmqException("The wait for the reply to '" + this.request.getEvent() + "' was interrupted",
					this.request.getEvent(), null, ex);
		}
		catch (Throwable ex) {
			call.fail();
			throw ex;
		}
	}

	private RuntimeException failure(@Nullable Throwable cause) {
		Throwable own = unwrapped(cause);
		if (own instanceof Error error) {
			throw error;
		}
		return (own instanceof RuntimeException failure) ? failure : new ZmqException(
				"An interceptor failed '" + this.request.getEvent() + "'", this.request.getEvent(), null, own);
	}

	private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	@SuppressWarnings("unchecked")
	private <T> CompletableFuture<@Nullable T> promise(Function<RequestSpec, CompletableFuture<@Nullable T>> sending,
			boolean limited) {
		Call call = new Call();
		InterceptedReply<@Nullable T> reply = new InterceptedReply<>();
		reply.whenComplete((value, failure) -> {
			if (failure != null) { // of its caller, who may have cancelled it
				call.fail();
			}
		});
		try {
			execute(0, this.request, (spec) -> {
				CompletableFuture<@Nullable T> sent = call.send(spec, sending, limited);
				reply.isGuardedAs(sent);
				return (CompletableFuture<@Nullable Object>) (CompletableFuture<?>) sent;
			}).whenComplete((value, failure) -> {
				if (failure != null) {
					call.fail(reply, failure);
				}
				else {
					reply.complete((T) value);
				}
			});
		}
		catch (Throwable ex) { // nobody else would tell the caller
			call.fail(reply, ex);
		}
		call.endInTime(reply);
		return reply;
	}

	/** The time that the request has as it is now. */
	private Duration timeout() {
		Duration own = this.request.getTimeout();
		return BoundedTime.of((own != null) ? own : this.settings.timeout());
	}

	private CompletionStage<@Nullable Object> execute(int index, ZmqClientRequest current,
			Function<RequestSpec, CompletionStage<@Nullable Object>> sending) {
		if (index == this.interceptors.size()) {
			return sending.apply(spec(current));
		}
		ZmqClientInterceptor interceptor = this.interceptors.get(index);
		CompletionStage<@Nullable Object> reply = interceptor.intercept(current,
				(next) -> execute(index + 1, next, sending));
		if (reply == null) {
			throw new IllegalStateException(interceptor + " returned null in place of a reply to come");
		}
		return reply;
	}

	private RequestSpec spec(ZmqClientRequest current) {
		RequestSpec spec = this.sender.get();
		if (current.getDataType() != null) {
			spec.data(current.getData(), ParameterizedTypeReference.forType(current.getDataType()));
		}
		else {
			spec.data(current.getData());
		}
		if (current.getTimeout() != null) {
			spec.timeout(current.getTimeout());
		}
		if (current.getStreamTimeout() != null) {
			spec.streamTimeout(current.getStreamTimeout());
		}
		if (current.window() > 0) {
			spec.window(current.window());
		}
		if (current.isIdempotent()) {
			spec.idempotent();
		}
		current.getHeaders().forEach(spec::header);
		return spec;
	}

	/**
	 * One call: its time, and what interceptors have sent for it, which is cancelled
	 * where the call fails.
	 */
	private final class Call {

		private final long started = System.nanoTime();

		private final Duration shortest = InterceptedRequest.this.timeout();

		private final @Nullable Deadline deadline = Deadline.current();

		/** Guarded by this, as is what follows. */
		private final List<Runnable> cancellations = new ArrayList<>();

		private boolean sent;

		private boolean failed;

		private boolean told;

		/** An interceptor may make the time longer, and that of one attempt shorter. */
		private Duration timeout() {
			Duration own = InterceptedRequest.this.timeout();
			Duration timeout = (own.compareTo(this.shortest) > 0) ? own : this.shortest;
			if (this.deadline == null) {
				return timeout;
			}
			Duration handler = Duration.ofNanos(this.deadline.nanoTime() - this.started);
			return (handler.compareTo(timeout) < 0) ? handler : timeout;
		}

		private long nanosLeft() {
			return timeout().toNanos() - (System.nanoTime() - this.started);
		}

		<T extends @Nullable Object> T send(RequestSpec spec, Function<RequestSpec, T> sending, boolean limited) {
			synchronized (this) {
				if (this.failed) {
					throw new CancellationException("Nobody waits for the reply any more");
				}
				this.sent = true;
			}
			long left = nanosLeft();
			boolean late = System.nanoTime() - this.started > GRACE_NANOS;
			if (limited && (late || this.deadline != null) && left < InterceptedRequest.this.timeout().toNanos()) {
				spec.timeout(Duration.ofNanos(Math.max(ONE_MILLISECOND, left)));
			}
			T outcome = sending.apply(spec);
			if (outcome instanceof Future<?> reply) {
				cancelOnFailure(() -> reply.cancel(true));
			}
			else if (outcome instanceof Stream<?> items) {
				cancelOnFailure(items::close);
			}
			return outcome;
		}

		private void cancelOnFailure(Runnable cancellation) {
			synchronized (this) {
				if (!this.failed) {
					this.cancellations.add(cancellation);
					return;
				}
			}
			cancellation.run();
		}

		/** Nobody gets the outcome of what was sent. */
		void fail() {
			List<Runnable> all;
			synchronized (this) {
				this.failed = true;
				all = List.copyOf(this.cancellations);
				this.cancellations.clear();
			}
			all.forEach(Runnable::run);
		}

		/** Whoever learns of the failure learns of it after that. */
		void fail(InterceptedReply<?> reply, Throwable reason) {
			if (!reply.isDone() && isFirst()) { // what is cancelled fails the call, too
				fail();
				reply.completeExceptionally(unwrapped(reason));
			}
		}

		private synchronized boolean isFirst() {
			boolean first = !this.told;
			this.told = true;
			return first;
		}

		@Nullable Object get(CompletableFuture<@Nullable Object> outcome) throws InterruptedException, ExecutionException {
			while (true) {
				try {
					return outcome.get(nanosLeft() + GRACE_NANOS, TimeUnit.NANOSECONDS);
				}
				catch (TimeoutException ex) {
					if (isOver()) {
						throw timeoutException();
					}
				}
			}
		}

		/** Without a grace, what was sent and this would end at once. */
		private boolean isOver() {
			return nanosLeft() + GRACE_NANOS <= 0;
		}

		/** Ends a reply when its time is up, on no thread of the timer's. */
		void endInTime(InterceptedReply<?> reply) {
			if (reply.isDone()) {
				return;
			}
			CompletableFuture<Boolean> timer = new CompletableFuture<Boolean>().completeOnTimeout(true,
					nanosLeft() + GRACE_NANOS, TimeUnit.NANOSECONDS);
			timer.thenAccept((late) -> {
				if (late) {
					timeIsUp(reply);
				}
			});
			reply.whenComplete((value, failure) -> timer.complete(false));
		}

		private void timeIsUp(InterceptedReply<?> reply) {
			if (!isOver()) {
				endInTime(reply);
				return;
			}
			try {
				InterceptedRequest.this.executor.execute(() -> fail(reply, timeoutException()));
			}
			catch (Throwable ex) { // it is shutting down, or has no threads
				fail(reply, timeoutException());
			}
		}

		private ZmqTimeoutException timeoutException() {
			String endpoint = InterceptedRequest.this.settings.addresses().get(0).toString();
			String event = InterceptedRequest.this.request.getEvent();
			synchronized (this) {
				return this.sent ? new ZmqTimeoutException(event, endpoint, timeout(), true)
						: ZmqTimeoutException.ofInterceptor(event, endpoint, timeout());
			}
		}

	}

	/** Can't be waited for where what was sent can't. */
	private static final class InterceptedReply<T extends @Nullable Object> extends GuardedFuture<T> {

		InterceptedReply() {
			super(null);
		}

		void isGuardedAs(CompletableFuture<?> sent) {
			guardAs(sent);
		}

	}

}
