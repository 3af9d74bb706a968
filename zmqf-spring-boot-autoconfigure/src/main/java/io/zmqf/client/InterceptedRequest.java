package io.zmqf.client;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
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
		return (subscriber) -> {
			Objects.requireNonNull(subscriber, "The subscriber");
			outcome.whenComplete((publisher, failure) -> subscribe(publisher, failure, subscriber));
		};
	}

	/** The outcome for interceptors is the stream, not its end. */
	private <T> T items(Function<RequestSpec, T> sending) {
		return Objects.requireNonNull(await(sending, false), NO_STREAM);
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T await(Function<RequestSpec, @Nullable T> sending, boolean limited) {
		InterceptedCall call = new InterceptedCall(this.request, this.settings, this.executor);
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

	static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	@SuppressWarnings("unchecked")
	private <T> CompletableFuture<@Nullable T> promise(Function<RequestSpec, CompletableFuture<@Nullable T>> sending,
			boolean limited) {
		InterceptedCall call = new InterceptedCall(this.request, this.settings, this.executor);
		GuardedFuture<@Nullable T> reply = new GuardedFuture<>(null) {

			@Override
			protected void abandon() {
				call.abandon();
			}

		};
		reply.whenComplete((value, failure) -> {
			if (failure != null) { // of its caller, who may have completed it
				call.fail();
			}
		});
		try {
			execute(0, this.request, (spec) -> {
				CompletableFuture<@Nullable T> sent = call.send(spec, sending, limited);
				reply.guardAs(sent);
				return (CompletableFuture<@Nullable Object>) (CompletableFuture<?>) sent;
			}).whenComplete((value, failure) -> {
				if (failure != null) {
					call.fail(reply, failure);
				}
				else if (call.isFirst()) {
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

	private CompletionStage<@Nullable Object> execute(int index, ZmqClientRequest current,
			Function<RequestSpec, CompletionStage<@Nullable Object>> sending) {
		if (index == this.interceptors.size()) {
			return sending.apply(current.applyTo(this.sender.get()));
		}
		ZmqClientInterceptor interceptor = this.interceptors.get(index);
		CompletionStage<@Nullable Object> reply = interceptor.intercept(current,
				(next) -> execute(index + 1, next, sending));
		if (reply == null) {
			throw new IllegalStateException(interceptor + " returned null in place of a reply to come");
		}
		return reply;
	}

}
