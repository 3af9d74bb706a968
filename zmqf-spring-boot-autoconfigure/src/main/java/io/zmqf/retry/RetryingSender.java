package io.zmqf.retry;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.client.Gathered;
import io.zmqf.client.NodeReply;
import io.zmqf.client.RequestSender;
import io.zmqf.client.WrittenOnce;
import io.zmqf.client.ZmqClientRequest;
import io.zmqf.message.BoundedTime;
import io.zmqf.message.Cancellation;
import io.zmqf.message.Deadline;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Retries an idempotent request after a transient failure. All attempts share the timeout
 * of the request. Used for one request, on one thread.
 *
 * @since 0.1.0
 */
public final class RetryingSender implements RequestSender {

	private static final long ONE_MILLISECOND = 1_000_000;

	private final Supplier<RequestSender> senders;

	private final Duration timeout;

	private final RetryPolicy policy;

	private final Executor executor;

	private final Cancellation end;

	/** The sender of the first attempt. */
	private final RequestSender first;

	/**
	 * Creates a sender for a request.
	 * @param senders the supplier of the sender of each attempt, which throws if the
	 * client rejects the request
	 * @param timeout the maximum time to wait for the reply, unless the request has its
	 * own timeout
	 * @param policy the policy that decides which failures are retried, when and how
	 * often; its own timeout is not used
	 * @param executor the executor of further asynchronous attempts
	 * @param end the cancellation of the client, which ends a pause at once
	 */
	public RetryingSender(Supplier<RequestSender> senders, Duration timeout, RetryPolicy policy, Executor executor,
			Cancellation end) {
		this.senders = senders;
		this.timeout = timeout;
		this.policy = policy;
		this.executor = executor;
		this.end = end;
		this.first = senders.get();
	}

	/**
	 * Gathers without retries, because the result names the workers that did not answer.
	 */
	@Override
	public <T> Gathered<T> gather(ZmqClientRequest request, Type type) {
		return this.first.gather(request, type);
	}

	@Override
	public <T> CompletableFuture<Gathered<T>> gatherAsync(ZmqClientRequest request, Type type) {
		return this.first.gatherAsync(request, type);
	}

	@Override
	public <T> Flow.Publisher<NodeReply<T>> gatherEach(ZmqClientRequest request, Type type) {
		return this.first.gatherEach(request, type);
	}

	/** Streams without retries, because the caller may have consumed items already. */
	@Override
	public <T> Stream<T> stream(ZmqClientRequest request, Type type) {
		return this.first.stream(request, type);
	}

	@Override
	public <T> Flow.Publisher<T> publisher(ZmqClientRequest request, Type type) {
		return this.first.publisher(request, type);
	}

	@Override
	public <T> @Nullable T request(ZmqClientRequest request, Type type) {
		if (!request.isIdempotent()) {
			return this.first.request(request, type);
		}
		Attempts attempts = new Attempts(request);
		while (true) {
			try {
				return attempts.sender().request(attempts.next(), type);
			}
			catch (Throwable ex) {
				long pause = attempts.pauseAfter(ex);
				if (pause < 0 || !isOver(pause)) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Waits for a pause.
	 * @return {@code false} if the thread was interrupted
	 */
	private boolean isOver(long pause) {
		CountDownLatch over = new CountDownLatch(1);
		try (Cancellation.Registration client = this.end.onCancel(over::countDown);
				Cancellation.Registration whole = Cancellation.current().onCancel(over::countDown)) {
			// no need to check: the next attempt fails on cancellation
			boolean unused = over.await(pause, TimeUnit.MILLISECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public <T> CompletableFuture<@Nullable T> requestAsync(ZmqClientRequest request, Type type) {
		if (!request.isIdempotent()) {
			return this.first.requestAsync(request, type);
		}
		Attempts attempts = new Attempts(request);
		RetryingFuture<@Nullable T> promised = new RetryingFuture<@Nullable T>(attempts::pauseAfter, this.executor,
				this.end, () -> attempts.sender().requestAsync(attempts.next(), type));
		promised.isPartOf(Cancellation.current());
		promised.attempt();
		return promised;
	}

	/** The attempts of one request, within one deadline. */
	private final class Attempts {

		private final ZmqClientRequest request;

		private final long deadline;

		private final BackOffExecution pauses = RetryingSender.this.policy.getBackOff().start();

		private boolean tried;

		Attempts(ZmqClientRequest request) {
			this.request = new ZmqClientRequest(request);
			this.request.setData(new WrittenOnce(request.getData(), request.getDataType()));
			Duration own = request.getTimeout();
			this.deadline = System.nanoTime() + within((own != null) ? own : RetryingSender.this.timeout).toNanos();
		}

		private static Duration within(Duration timeout) {
			Deadline current = Deadline.current();
			Duration left = (current != null) ? current.remaining() : timeout;
			return (left.compareTo(timeout) < 0) ? left : BoundedTime.of(timeout);
		}

		private long nanosLeft() {
			return this.deadline - System.nanoTime();
		}

		/**
		 * Returns the time until the next attempt in milliseconds, negative if there is
		 * none.
		 */
		long pauseAfter(Throwable failure) {
			long pause = RetryingSender.this.policy.shouldRetry(failure) ? this.pauses.nextBackOff()
					: BackOffExecution.STOP;
			return (pause < TimeUnit.NANOSECONDS.toMillis(nanosLeft())) ? pause : BackOffExecution.STOP;
		}

		/** Returns the sender of the next attempt. */
		RequestSender sender() {
			return this.tried ? RetryingSender.this.senders.get() : RetryingSender.this.first;
		}

		/**
		 * Returns the request of the next attempt, with the remaining time as its
		 * timeout.
		 */
		ZmqClientRequest next() {
			ZmqClientRequest attempt = new ZmqClientRequest(this.request);
			if (this.tried) {
				attempt.setTimeout(Duration.ofNanos(Math.max(ONE_MILLISECOND, nanosLeft())));
			}
			this.tried = true;
			return attempt;
		}

	}

}
