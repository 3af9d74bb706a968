package io.zmqf.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.client.Gathered;
import io.zmqf.client.NodeReply;
import io.zmqf.client.WrittenOnce;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.BoundedTime;
import io.zmqf.message.Cancellation;
import io.zmqf.message.Deadline;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * A request that is made again where it is idempotent and has failed in a way that may
 * pass. All attempts share the request's one timeout. Used by one thread, and sent once.
 *
 * @since 0.1.0
 */
public final class RetryingRequest implements RequestSpec {

	private static final long ONE_MILLISECOND = 1_000_000;

	private final Supplier<RequestSpec> requests;

	private final RetryPolicy policy;

	private final Executor executor;

	private final Cancellation end;

	/** The first attempt, which also checks what is set. */
	private final RequestSpec first;

	/** What further attempts have of the first one. */
	private final List<Consumer<RequestSpec>> parts = new ArrayList<>();

	private Duration timeout;

	private boolean idempotent;

	/**
	 * Begins a request.
	 * @param requests a supplier of the request that each attempt sends
	 * @param timeout the maximum time to wait, unless the request has its own
	 * @param policy the policy, which decides what is tried again, when and how often;
	 * its own timeout is not used
	 * @param executor the executor of later attempts for which no thread waits
	 * @param end the end of the client, which ends a pause at once
	 */
	public RetryingRequest(Supplier<RequestSpec> requests, Duration timeout, RetryPolicy policy, Executor executor,
			Cancellation end) {
		this.requests = requests;
		this.timeout = timeout;
		this.policy = policy;
		this.executor = executor;
		this.end = end;
		this.first = requests.get();
	}

	private RequestSpec add(Consumer<RequestSpec> part) {
		part.accept(this.first);
		this.parts.add(part);
		return this;
	}

	@Override
	public RequestSpec data(@Nullable Object value) {
		return data(new WrittenOnce(value, null));
	}

	@Override
	public RequestSpec data(@Nullable Object value, ParameterizedTypeReference<?> type) {
		return data(new WrittenOnce(value, type.getType()));
	}

	private RequestSpec data(WrittenOnce data) {
		return add((request) -> request.data(data));
	}

	@Override
	public RequestSpec timeout(Duration wait) {
		this.first.timeout(wait);
		this.timeout = wait;
		return this;
	}

	@Override
	public RequestSpec streamTimeout(Duration wait) {
		this.first.streamTimeout(wait);
		return this;
	}

	@Override
	public RequestSpec window(int items) {
		this.first.window(items);
		return this;
	}

	@Override
	public RequestSpec header(String name, String value) {
		return add((request) -> request.header(name, value));
	}

	@Override
	public RequestSpec idempotent() {
		this.idempotent = true;
		return add(RequestSpec::idempotent);
	}

	@Override
	public <T> @Nullable T request(ParameterizedTypeReference<T> responseType) {
		return await((request) -> request.request(responseType));
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType) {
		return promise((request) -> request.requestAsync(responseType));
	}

	@Override
	public CompletableFuture<@Nullable Void> send() {
		return promise(RequestSpec::send);
	}

	/** Who has not answered is missing, and nobody is asked a second time. */
	@Override
	public <T> Gathered<T> gather(ParameterizedTypeReference<T> responseType) {
		return this.first.gather(responseType);
	}

	@Override
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ParameterizedTypeReference<T> responseType) {
		return this.first.gatherAsync(responseType);
	}

	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
		return this.first.gatherEach(responseType);
	}

	/** A stream is made once: who has seen items of it can't see them again. */
	@Override
	public <T> Stream<T> stream(ParameterizedTypeReference<T> itemType) {
		return this.first.stream(itemType);
	}

	@Override
	public <T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType) {
		return this.first.publisher(itemType);
	}

	private <T> @Nullable T await(Function<RequestSpec, @Nullable T> call) {
		if (!this.idempotent) {
			return call.apply(this.first);
		}
		Attempts attempts = new Attempts();
		while (true) {
			try {
				return call.apply(attempts.next());
			}
			catch (Throwable ex) {
				long pause = attempts.pauseAfter(ex);
				if (pause < 0 || !isOver(pause)) {
					throw ex;
				}
			}
		}
	}

	/** Waits, and returns whether it was not interrupted. */
	private boolean isOver(long pause) {
		CountDownLatch over = new CountDownLatch(1);
		try (Cancellation.Registration client = this.end.onCancel(over::countDown);
				Cancellation.Registration whole = Cancellation.current().onCancel(over::countDown)) {
			boolean unused = over.await(pause, TimeUnit.MILLISECONDS); // the next attempt
																		// fails then
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private <T> CompletableFuture<@Nullable T> promise(Function<RequestSpec, CompletableFuture<@Nullable T>> call) {
		if (!this.idempotent) {
			return call.apply(this.first);
		}
		Attempts attempts = new Attempts();
		RetryingFuture<@Nullable T> promised = new RetryingFuture<@Nullable T>(attempts::pauseAfter, this.executor,
				this.end, () -> call.apply(attempts.next()));
		promised.isPartOf(Cancellation.current());
		promised.attempt();
		return promised;
	}

	/** The attempts at one request, within one deadline. */
	private final class Attempts {

		private final long deadline = System.nanoTime() + within(RetryingRequest.this.timeout).toNanos();

		private final BackOffExecution pauses = RetryingRequest.this.policy.getBackOff().start();

		private boolean tried;

		private static Duration within(Duration timeout) {
			Deadline current = Deadline.current();
			Duration left = (current != null) ? current.remaining() : timeout;
			return (left.compareTo(timeout) < 0) ? left : BoundedTime.of(timeout);
		}

		private long nanosLeft() {
			return this.deadline - System.nanoTime();
		}

		/** The milliseconds until the next attempt, negative where there is none. */
		long pauseAfter(Throwable failure) {
			long pause = RetryingRequest.this.policy.shouldRetry(failure) ? this.pauses.nextBackOff()
					: BackOffExecution.STOP;
			return (pause < TimeUnit.NANOSECONDS.toMillis(nanosLeft())) ? pause : BackOffExecution.STOP;
		}

		RequestSpec next() {
			if (!this.tried) {
				this.tried = true;
				return RetryingRequest.this.first;
			}
			RequestSpec request = RetryingRequest.this.requests.get()
				.timeout(Duration.ofNanos(Math.max(ONE_MILLISECOND, nanosLeft())));
			RetryingRequest.this.parts.forEach((part) -> part.accept(request));
			return request;
		}

	}

}
