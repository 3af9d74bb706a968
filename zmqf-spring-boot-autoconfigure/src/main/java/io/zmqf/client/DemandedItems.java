package io.zmqf.client;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * What a subscriber has requested. Whoever raises the count of what is to be looked at
 * from zero has the executor look at all of it, on one thread at a time.
 */
abstract class DemandedItems implements Flow.Subscription, Runnable {

	private final Executor executor;

	/** The news that were not looked at. */
	private final AtomicInteger news = new AtomicInteger();

	/** The items that were requested, with those that were given. */
	final AtomicLong demand = new AtomicLong();

	/** What the subscriber or the way to the peer did wrong. */
	volatile @Nullable Throwable failure;

	DemandedItems(Executor executor) {
		this.executor = executor;
	}

	@Override
	public final void request(long n) {
		if (n <= 0) {
			this.failure = new IllegalArgumentException(n + " items were requested: at least 1 is allowed");
		}
		else {
			this.demand.accumulateAndGet(n, (left, more) -> (left + more < 0) ? Long.MAX_VALUE : left + more);
		}
		changed();
	}

	/** There are news. */
	final void changed() {
		if (this.news.getAndIncrement() == 0) {
			try {
				this.executor.execute(this);
			}
			catch (Throwable ex) { // nobody else would look
				run();
			}
		}
	}

	@Override
	public final void run() {
		int seen = this.news.get();
		do {
			try {
				look();
			}
			catch (Throwable ex) { // there may be other news
				Thread thread = Thread.currentThread();
				thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
			}
			seen = this.news.addAndGet(-seen);
		}
		while (seen != 0);
	}

	/** Looks at the news. */
	abstract void look();

}
