package io.zmqf.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.benchmarks.peers.Payload;
import io.zmqf.benchmarks.peers.PlainJeroMq;
import io.zmqf.benchmarks.peers.Requester;
import org.jspecify.annotations.Nullable;

/** Keeps so many requests in flight for some time: each reply makes the next request. */
final class Load {

	/** Who makes the requests. */
	enum Mode {

		/** One chain of replies and requests for each that is in flight. */
		ASYNC,
		/** A platform thread for each. */
		PLATFORM,
		/** A virtual thread for each. */
		VIRTUAL

	}

	private final Requester requester;

	private final AtomicLong failures = new AtomicLong();

	private volatile @Nullable Throwable lastFailure;

	Load(Requester requester) {
		this.requester = requester;
	}

	/**
	 * Makes requests until the time is up, and waits for the last replies.
	 * @param mode who makes them
	 * @param inFlight how many at once
	 * @param bytes the size of each request and reply
	 * @param millis for how long
	 * @return the latencies, sorted
	 */
	Samples run(Mode mode, int inFlight, int bytes, long millis) throws InterruptedException {
		this.failures.set(0);
		long end = System.nanoTime() + millis * 1_000_000;
		CountDownLatch done = new CountDownLatch(inFlight);
		List<Samples> all = new ArrayList<>();
		for (int i = 0; i < inFlight; i++) {
			Samples samples = new Samples();
			all.add(samples);
			Payload payload = Payload.of(bytes);
			if (mode == Mode.ASYNC && this.requester instanceof PlainJeroMq plain) {
				plain.run(payload, inFlight, end, samples::add);
				samples.sort();
				return samples;
			}
			if (mode == Mode.ASYNC) {
				new Chain(payload, end, samples, done).next();
			}
			else {
				threads(mode).newThread(() -> block(payload, end, samples, done)).start();
			}
		}
		done.await();
		Samples merged = new Samples();
		all.forEach(merged::addAll);
		merged.sort();
		return merged;
	}

	/** How many requests of the last run failed. */
	long failures() {
		return this.failures.get();
	}

	@Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	private void block(Payload payload, long end, Samples samples, CountDownLatch done) {
		try {
			for (long now = System.nanoTime(); now < end;) {
				Payload reply = this.requester.call(payload);
				long then = System.nanoTime();
				check(payload, reply);
				samples.add(then - now);
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

	private void failed(Throwable failure) {
		this.failures.incrementAndGet();
		this.lastFailure = failure;
	}

	private static void check(Payload request, @Nullable Payload reply) {
		if (reply == null || reply.text().length() != request.text().length()) {
			throw new IllegalStateException("Not the reply that was expected: " + reply);
		}
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

		private final Payload payload;

		private final long end;

		private final Samples samples;

		private final CountDownLatch done;

		private long sent;

		Chain(Payload payload, long end, Samples samples, CountDownLatch done) {
			this.payload = payload;
			this.end = end;
			this.samples = samples;
			this.done = done;
		}

		void next() {
			while (true) {
				this.sent = System.nanoTime();
				if (this.sent >= this.end) {
					this.done.countDown();
					return;
				}
				CompletableFuture<Payload> reply = Load.this.requester.send(this.payload);
				if (!reply.isDone()) {
					reply.whenComplete(this::replied);
					return;
				}
				if (!took(reply.getNow(this.payload), null)) {
					return;
				}
			}
		}

		@SuppressWarnings("NullAway") // one of the two is there
		private void replied(@Nullable Payload reply, @Nullable Throwable failure) {
			if (took(reply, failure)) {
				next();
			}
		}

		private boolean took(@Nullable Payload reply, @Nullable Throwable failure) {
			try {
				if (failure != null) {
					throw new IllegalStateException(failure);
				}
				check(this.payload, reply);
				this.samples.add(System.nanoTime() - this.sent);
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
