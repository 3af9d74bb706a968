package io.zmqf.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.BoundedTime;
import io.zmqf.message.Cancellation;
import io.zmqf.message.Deadline;
import io.zmqf.message.ZmqTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A call through interceptors: its timeout, and the requests that interceptors have sent
 * for it. A failure of the call cancels these requests.
 */
final class InterceptedCall extends Cancellation {

	/**
	 * The time after the timeout at which the call ends. The requests that it sends end
	 * first, by timers of their own.
	 */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private static final long ONE_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

	private final ZmqClientRequest request;

	private final ClientSettings settings;

	private final Executor executor;

	private final long started = System.nanoTime();

	private final Duration shortest;

	private final @Nullable Deadline deadline = Deadline.current();

	private volatile boolean sent;

	private final AtomicBoolean notified = new AtomicBoolean();

	/**
	 * Creates a call.
	 * @param request the request, which interceptors may change
	 * @param settings the settings of the client
	 * @param executor the executor that ends the call after its timeout
	 */
	InterceptedCall(ZmqClientRequest request, ClientSettings settings, Executor executor) {
		this.request = request;
		this.settings = settings;
		this.executor = executor;
		this.shortest = requested();
	}

	/** Returns the current timeout of the request. */
	private Duration requested() {
		Duration own = this.request.getTimeout();
		return BoundedTime.of((own != null) ? own : this.settings.timeout());
	}

	/**
	 * Returns the timeout of the call. An interceptor may extend it. A shorter timeout
	 * applies to one attempt only.
	 */
	private Duration timeout() {
		Duration own = requested();
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
		long left = nanosLeft();
		boolean late = System.nanoTime() - this.started > GRACE_NANOS;
		throwIfCancelled();
		if (late && left <= 0) {
			throw timeoutException();
		}
		this.sent = true;
		if (limited && (late || this.deadline != null) && left < requested().toNanos()) {
			spec.timeout(Duration.ofNanos(Math.max(ONE_MILLISECOND, left)));
		}
		T outcome = sending.apply(spec);
		if (outcome instanceof Future<?> reply) {
			onCancel(() -> reply.cancel(true));
		}
		else if (outcome instanceof Stream<?> items) {
			onCancel(items::close);
		}
		return outcome;
	}

	/** Cancels the requests that were sent, because no caller receives their outcome. */
	void fail() {
		Runnable cancellations = cancel();
		try {
			if (cancellations != null) {
				cancellations.run();
			}
		}
		catch (Throwable ex) { // may come from a close handler of the stream
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
	}

	/** Cancels the call for its caller, whatever the interceptors do. */
	void abandon() {
		isFirst();
		fail();
	}

	/** Cancels the requests that were sent, and then fails the reply. */
	void fail(GuardedFuture<?> reply, Throwable reason) {
		if (!reply.isDone() && isFirst()) { // a cancelled request fails the call, too
			fail();
			reply.completeExceptionally(InterceptingSender.unwrapped(reason));
		}
	}

	/** Returns {@code true} on the first call only, which decides the outcome. */
	boolean isFirst() {
		return this.notified.compareAndSet(false, true);
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

	/**
	 * Whether the timeout and the grace are over. Without the grace, the call would end
	 * at the same time as its request.
	 */
	private boolean isOver() {
		return nanosLeft() + GRACE_NANOS <= 0;
	}

	/**
	 * Fails the reply after its timeout, on the executor rather than the timer thread.
	 */
	void endInTime(GuardedFuture<?> reply) {
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

	private void timeIsUp(GuardedFuture<?> reply) {
		if (!isOver()) {
			endInTime(reply);
			return;
		}
		try {
			this.executor.execute(() -> fail(reply, timeoutException()));
		}
		catch (Throwable ex) { // the executor is shut down or has no threads
			fail(reply, timeoutException());
		}
	}

	private ZmqTimeoutException timeoutException() {
		String endpoint = this.settings.addresses().get(0).toString();
		String event = this.request.getEvent();
		return this.sent ? new ZmqTimeoutException(event, endpoint, timeout(), true)
				: ZmqTimeoutException.ofInterceptor(event, endpoint, timeout());
	}

}
