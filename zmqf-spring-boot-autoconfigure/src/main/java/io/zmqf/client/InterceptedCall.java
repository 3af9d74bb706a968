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
 * One call: its time, and what interceptors have sent for it, which is cancelled where
 * the call fails.
 */
final class InterceptedCall extends Cancellation {

	/** An interceptor has so much longer than what it sends, which has its own timer. */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private static final long ONE_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

	private final ZmqClientRequest request;

	private final ClientSettings settings;

	private final Executor executor;

	private final long started = System.nanoTime();

	private final Duration shortest;

	private final @Nullable Deadline deadline = Deadline.current();

	private volatile boolean sent;

	private final AtomicBoolean told = new AtomicBoolean();

	/**
	 * Begins a call.
	 * @param request the request, which interceptors can change
	 * @param settings the settings of the client
	 * @param executor the executor that ends the call when its time is up
	 */
	InterceptedCall(ZmqClientRequest request, ClientSettings settings, Executor executor) {
		this.request = request;
		this.settings = settings;
		this.executor = executor;
		this.shortest = requested();
	}

	/** The time that the request has as it is now. */
	private Duration requested() {
		Duration own = this.request.getTimeout();
		return BoundedTime.of((own != null) ? own : this.settings.timeout());
	}

	/** An interceptor may make the time longer, and that of one attempt shorter. */
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
		catch (Throwable ex) { // as of what a caller does when its stream closes
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
	}

	/** Cancels the call for its caller, regardless of the interceptors. */
	void abandon() {
		isFirst();
		fail();
	}

	/** Cancels the requests that were sent, and then fails the reply. */
	void fail(GuardedFuture<?> reply, Throwable reason) {
		if (!reply.isDone() && isFirst()) { // what is cancelled fails the call, too
			fail();
			reply.completeExceptionally(InterceptingSender.unwrapped(reason));
		}
	}

	/** Whether the call had no outcome until now. */
	boolean isFirst() {
		return this.told.compareAndSet(false, true);
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
		catch (Throwable ex) { // it is shutting down, or has no threads
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
