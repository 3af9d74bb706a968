package io.zmqf.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.ZmqException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A request that goes through interceptors before it is sent.
 *
 * @since 0.1.0
 */
public final class InterceptedRequest implements RequestSpec {

	private final Supplier<RequestSpec> sender;

	private final List<ZmqClientInterceptor> interceptors;

	private final ZmqClientRequest request;

	/** Refuses at once what a client refuses. */
	private final RequestSpec check;

	/**
	 * Begins a request.
	 * @param client the name of the client, {@code null} for the one without a name
	 * @param event the event
	 * @param interceptors the interceptors, the outermost first
	 * @param sender a supplier of the request that is sent
	 */
	public InterceptedRequest(@Nullable String client, String event, List<ZmqClientInterceptor> interceptors,
			Supplier<RequestSpec> sender) {
		this.sender = sender;
		this.interceptors = interceptors;
		this.check = sender.get();
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
		return await((spec) -> spec.request(responseType));
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType) {
		return promise((spec) -> spec.requestAsync(responseType));
	}

	@Override
	public CompletableFuture<@Nullable Void> send() {
		return promise(RequestSpec::send);
	}

	@Override
	public <T> Gathered<T> gather(ParameterizedTypeReference<T> responseType) {
		return Objects.requireNonNull(this.<Gathered<T>>await((spec) -> spec.gather(responseType)),
				"The interceptors' answer");
	}

	@Override
	// An interceptor that answers by itself answers as it has to
	@SuppressWarnings("NullAway")
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ParameterizedTypeReference<T> responseType) {
		return this.<Gathered<T>>promise((spec) -> spec.gatherAsync(responseType));
	}

	/**
	 * Interceptors see the request of each subscriber; their outcome is its publisher.
	 */
	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
		return (subscriber) -> {
			Objects.requireNonNull(subscriber, "The subscriber");
			this.<Object>promise((spec) -> CompletableFuture.completedFuture(spec.gatherEach(responseType)))
				.whenComplete((answers, failure) -> subscribe(answers, failure, subscriber));
		};
	}

	@SuppressWarnings("unchecked")
	private <T> void subscribe(@Nullable Object answers, @Nullable Throwable failure,
			Flow.Subscriber<? super NodeReply<T>> subscriber) {
		try {
			if (answers instanceof Flow.Publisher<?> publisher) {
				((Flow.Publisher<NodeReply<T>>) publisher).subscribe(subscriber);
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

	@Override
	public <T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType) {
		return items((spec) -> spec.publisher(itemType));
	}

	/** The outcome for interceptors is the stream, not its end. */
	private <T> T items(Function<RequestSpec, T> sending) {
		return Objects.requireNonNull(await(sending), "An interceptor has replaced the stream by nothing");
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T await(Function<RequestSpec, @Nullable T> sending) {
		CompletionStage<@Nullable Object> outcome = execute(0, this.request, (spec) -> {
			try {
				return CompletableFuture.completedFuture(sending.apply(spec));
			}
			catch (Throwable ex) {
				return CompletableFuture.failedFuture(ex);
			}
		});
		try {
			return (T) outcome.toCompletableFuture().get();
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
		catch (InterruptedException ex) {
			outcome.toCompletableFuture().cancel(true);
			Thread.currentThread().interrupt();
			throw new ZmqException("The wait for the reply to '" + this.request.getEvent() + "' was interrupted",
					this.request.getEvent(), null, ex);
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
	private <T> CompletableFuture<@Nullable T> promise(Function<RequestSpec, CompletableFuture<@Nullable T>> sending) {
		InterceptedReply<@Nullable T> reply = new InterceptedReply<>();
		try {
			execute(0, this.request, (spec) -> {
				CompletableFuture<@Nullable T> sent = sending.apply(spec);
				reply.cancels(sent);
				return (CompletableFuture<@Nullable Object>) (CompletableFuture<?>) sent;
			}).whenComplete((value, failure) -> {
				if (failure != null) {
					reply.completeExceptionally(unwrapped(failure));
				}
				else {
					reply.complete((T) value);
				}
			});
		}
		catch (Throwable ex) { // nobody else would tell the caller
			reply.completeExceptionally(ex);
		}
		return reply;
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

	/** Cancelling it cancels what was sent. */
	private static final class InterceptedReply<T extends @Nullable Object> extends GuardedFuture<T> {

		private volatile @Nullable CompletableFuture<?> sent;

		InterceptedReply() {
			super(null);
		}

		void cancels(CompletableFuture<?> reply) {
			this.sent = reply;
			guardAs(reply);
			if (isCancelled()) {
				reply.cancel(true);
			}
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			CompletableFuture<?> reply = this.sent;
			if (reply != null) {
				reply.cancel(mayInterruptIfRunning);
			}
			return cancelled;
		}

	}

}
