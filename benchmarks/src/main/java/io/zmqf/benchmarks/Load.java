package io.zmqf.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import io.zmqf.benchmarks.peers.Requester;
import org.jspecify.annotations.Nullable;

/**
 * Keeps so many requests in flight for some time: each reply makes the next request. The
 * first part of the time is not measured.
 *
 * @param <T> the type of requests and replies
 */
final class Load<T> {

	/** The kind of caller that sends the requests. */
	enum Mode {

		/** One chain of replies and requests for each that is in flight. */
		ASYNC,
		/** A platform thread for each. */
		PLATFORM,
		/** A virtual thread for each. */
		VIRTUAL

	}

	/**
	 * The outcome of a run.
	 *
	 * @param requests the number of replies, including unmeasured ones
	 * @param failures the number of failed requests
	 * @param latencies the latencies of the replies within the measured time
	 */
	record Outcome(long requests, long failures, Latencies latencies) {
	}

	private final Requester<T> requester;

	private final T request;

	private final long begin;

	private final long end;

	private final LongAdder requests = new LongAdder();

	private final AtomicLong failures = new AtomicLong();

	private final Latencies latencies = new Latencies();

	private volatile @Nullable Throwable lastFailure;

	/**
	 * Creates a load whose time begins now.
	 * @param requester the sender
	 * @param bytes the size of each request and reply
	 * @param leadMillis the time before the measurement
	 * @param millis the measured time
	 */
	Load(Requester<T> requester, int bytes, long leadMillis, long millis) {
		this.requester = requester;
		this.request = requester.payload(bytes);
		this.begin = System.nanoTime() + leadMillis * 1_000_000;
		this.end = this.begin + millis * 1_000_000;
	}

	/**
	 * Makes requests until the time is up, and waits for the last replies.
	 * @param mode the kind of callers
	 * @param inFlight the number of concurrent requests
	 */
	Outcome run(Mode mode, int inFlight) throws InterruptedException {
		if (mode != Mode.ASYNC || !this.requester.run(this.request, inFlight, this.end, this::answered)) {
			CountDownLatch done = new CountDownLatch(inFlight);
			for (int i = 0; i < inFlight; i++) {
				if (mode == Mode.ASYNC) {
					new Chain(done).next();
				}
				else {
					threads(mode).newThread(() -> block(done)).start();
				}
			}
			done.await();
		}
		Throwable failure = this.lastFailure;
		if (failure != null) {
			failure.printStackTrace();
		}
		return new Outcome(this.requests.sum(), this.failures.get(), this.latencies);
	}

	private void block(CountDownLatch done) {
		try {
			for (long now = System.nanoTime(); now < this.end;) {
				T reply = this.requester.call(this.request);
				long then = System.nanoTime();
				answered(reply, now, then);
				now = then;
			}
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
		finally {
			done.countDown();
		}
	}

	private void answered(@Nullable T reply, long sent, long now) {
		if (reply == null || !this.requester.isAnswer(this.request, reply)) {
			throw new IllegalStateException("Not the reply that was expected: " + reply);
		}
		this.requests.increment();
		if (now >= this.begin && now < this.end) {
			this.latencies.add(now - sent);
		}
	}

	private void failed(Throwable failure) {
		this.failures.incrementAndGet();
		this.lastFailure = failure;
	}

	private static ThreadFactory threads(Mode mode) {
		if (mode == Mode.PLATFORM) {
			return Thread::new;
		}
		try { // JDK 21 and later
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			return (ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("No virtual threads here", ex);
		}
	}

	/** One of those that are in flight. */
	private final class Chain {

		private final CountDownLatch done;

		private long sent;

		Chain(CountDownLatch done) {
			this.done = done;
		}

		void next() {
			while (true) {
				this.sent = System.nanoTime();
				if (this.sent >= Load.this.end) {
					this.done.countDown();
					return;
				}
				CompletableFuture<T> reply = Load.this.requester.send(Load.this.request);
				if (!reply.isDone()) {
					reply.whenComplete(this::replied);
					return;
				}
				if (!took(reply.getNow(Load.this.request), null)) {
					return;
				}
			}
		}

		@SuppressWarnings("NullAway") // exactly one of the two is present
		private void replied(@Nullable T reply, @Nullable Throwable failure) {
			if (took(reply, failure)) {
				next();
			}
		}

		private boolean took(@Nullable T reply, @Nullable Throwable failure) {
			try {
				if (failure != null) {
					throw new IllegalStateException(failure);
				}
				answered(reply, this.sent, System.nanoTime());
				return true;
			}
			catch (RuntimeException ex) {
				failed(ex);
				this.done.countDown();
				return false;
			}
		}

	}

}
