package io.zmqf.client;

import java.lang.reflect.Type;
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
 * Sends requests through a chain of interceptors.
 *
 * @since 0.1.0
 */
public final class InterceptingSender implements RequestSender {

	private static final String NO_STREAM = "An interceptor returned null in place of the stream";

	private final Supplier<RequestSender> sender;

	private final List<ZmqClientInterceptor> interceptors;

	private final ClientSettings settings;

	private final Executor executor;

	/**
	 * Creates a sender.
	 * @param interceptors the interceptors, the outermost first
	 * @param sender the supplier of the sender behind them, which throws if the client
	 * rejects the request
	 * @param settings the supplier of the client's settings, called after the sender's
	 * @param executor the executor that ends calls whose timeout expires in an
	 * interceptor
	 */
	public InterceptingSender(List<ZmqClientInterceptor> interceptors, Supplier<RequestSender> sender,
			Supplier<ClientSettings> settings, Executor executor) {
		this.sender = sender;
		this.interceptors = interceptors;
		RequestSender unused = sender.get(); // throws if the client rejects requests
		this.settings = settings.get();
		this.executor = executor;
	}

	@Override
	public <T> @Nullable T request(ZmqClientRequest request, Type type) {
		return await(request, (spec) -> spec.request(reference(type)), true);
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ZmqClientRequest request, Type type) {
		return promise(request, (spec) -> spec.requestAsync(reference(type)), true);
	}

	@Override
	public <T> Gathered<T> gather(ZmqClientRequest request, Type type) {
		return Objects.requireNonNull(this.<Gathered<T>>await(request, (spec) -> spec.gather(reference(type)), true),
				"The interceptors' reply");
	}

	@Override
	// An interceptor that replaces the reply must not complete with null
	@SuppressWarnings("NullAway")
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ZmqClientRequest request, Type type) {
		return this.<Gathered<T>>promise(request, (spec) -> spec.gatherAsync(reference(type)), true);
	}

	/**
	 * Passes the request of each subscriber through the interceptors. Their outcome is
	 * the publisher, and not its items.
	 */
	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ZmqClientRequest request, Type type) {
		return (subscriber) -> {
			Objects.requireNonNull(subscriber, "The subscriber");
			this.<Object>promise(request, (spec) -> CompletableFuture.completedFuture(spec.gatherEach(reference(type))),
					true)
				.whenComplete((answers, failure) -> subscribe(request, answers, failure, subscriber));
		};
	}

	@SuppressWarnings("unchecked")
	private <T> void subscribe(ZmqClientRequest request, @Nullable Object answers, @Nullable Throwable failure,
			Flow.Subscriber<? super T> subscriber) {
		try {
			if (answers instanceof Flow.Publisher<?> publisher) {
				((Flow.Publisher<T>) publisher).subscribe(subscriber);
				return;
			}
			ItemPublisher.refuse(subscriber,
					(failure != null) ? failure
							: new IllegalStateException(
									"An interceptor returned null in place of the publisher of the replies to '"
											+ request.getEvent() + "'"));
		}
		catch (Throwable ex) { // the subscriber must not throw
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
	}

	@Override
	public <T> Stream<T> stream(ZmqClientRequest request, Type type) {
		// interceptors complete with the stream, before its end
		return Objects.requireNonNull(this.<Stream<T>>await(request, (spec) -> spec.stream(reference(type)), false),
				NO_STREAM);
	}

	/** Returns without waiting for the publisher that the interceptors return. */
	@Override
	public <T> Flow.Publisher<T> publisher(ZmqClientRequest request, Type type) {
		CompletableFuture<Flow.@Nullable Publisher<T>> outcome = promise(request,
				(spec) -> CompletableFuture.completedFuture(spec.publisher(reference(type))), false);
		return (subscriber) -> {
			Objects.requireNonNull(subscriber, "The subscriber");
			outcome.whenComplete((publisher, failure) -> subscribe(request, publisher, failure, subscriber));
		};
	}

	private static <T> ParameterizedTypeReference<T> reference(Type type) {
		return ParameterizedTypeReference.forType(type);
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T await(ZmqClientRequest request, Function<RequestSpec, @Nullable T> sending,
			boolean limited) {
		InterceptedCall call = new InterceptedCall(request, this.settings, this.executor);
		try {
			return (T) call.get(execute(0, request, (spec) -> {
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
			throw failure(request, ex.getCause());
		}
		catch (InterruptedException ex) {
			call.fail();
			Thread.currentThread().interrupt();
			throw new ZmqException("The wait for the reply to '" + request.getEvent() + "' was interrupted",
					request.getEvent(), null, ex);
		}
		catch (Throwable ex) {
			call.fail();
			throw ex;
		}
	}

	private RuntimeException failure(ZmqClientRequest request, @Nullable Throwable cause) {
		Throwable own = unwrapped(cause);
		if (own instanceof Error error) {
			throw error;
		}
		return (own instanceof RuntimeException failure) ? failure
				: new ZmqException("An interceptor failed '" + request.getEvent() + "'", request.getEvent(), null, own);
	}

	static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	@SuppressWarnings("unchecked")
	private <T> CompletableFuture<@Nullable T> promise(ZmqClientRequest request,
			Function<RequestSpec, CompletableFuture<@Nullable T>> sending, boolean limited) {
		InterceptedCall call = new InterceptedCall(request, this.settings, this.executor);
		GuardedFuture<@Nullable T> reply = new GuardedFuture<>(null) {

			@Override
			protected void abandon() {
				call.abandon();
			}

		};
		reply.whenComplete((value, failure) -> {
			if (failure != null) { // the caller may have completed it
				call.fail();
			}
		});
		try {
			execute(0, request, (spec) -> {
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
		catch (Throwable ex) { // no stage exists to fail the reply
			call.fail(reply, ex);
		}
		call.endInTime(reply);
		return reply;
	}

	private CompletionStage<@Nullable Object> execute(int index, ZmqClientRequest current,
			Function<RequestSpec, CompletionStage<@Nullable Object>> sending) {
		if (index == this.interceptors.size()) {
			return sending.apply(new ClientRequest(this.sender.get(), current));
		}
		ZmqClientInterceptor interceptor = this.interceptors.get(index);
		CompletionStage<@Nullable Object> reply = interceptor.intercept(current,
				(next) -> execute(index + 1, next, sending));
		if (reply == null) {
			throw new IllegalStateException(interceptor + " returned null in place of a future");
		}
		return reply;
	}

}
