package io.zmqf.client;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Passes the items of a reply, or the replies of all, to a subscriber, as many as it has
 * requested. Whoever raises the count of what is to be looked at from zero has the
 * executor look at all of it, on one thread at a time.
 */
final class ItemSubscription<T> implements Flow.Subscription, Runnable {

	private final Flow.Subscriber<? super T> subscriber;

	private final Executor executor;

	private final Consumer<Throwable> failed;

	/** The news that were not looked at. */
	private final AtomicInteger news = new AtomicInteger();

	/** The items that were requested, with those that were given. */
	private final AtomicLong demand = new AtomicLong();

	/** The failure of the subscriber or of the connection. */
	private volatile @Nullable Throwable failure;

	private volatile boolean cancelled;

	private volatile @Nullable ItemSource source;

	/** Owned by who looks at the news, as is what follows. */
	private long emitted;

	private boolean over;

	/**
	 * Creates the subscription.
	 * @param subscriber the subscriber
	 * @param executor the executor that calls the subscriber
	 * @param failed a consumer of the exceptions of the subscriber
	 */
	ItemSubscription(Flow.Subscriber<? super T> subscriber, Executor executor, Consumer<Throwable> failed) {
		this.subscriber = subscriber;
		this.executor = executor;
		this.failed = failed;
	}

	/** Sends the request. */
	void begin(Function<Runnable, ? extends ItemSource> opening) {
		this.subscriber.onSubscribe(this);
		if (this.cancelled) {
			return;
		}
		try {
			this.source = (this.failure == null) ? opening.apply(this::changed) : null;
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		changed();
	}

	@Override
	public void cancel() {
		this.cancelled = true;
		changed();
	}

	@Override
	public void request(long n) {
		if (n <= 0) {
			this.failure = new IllegalArgumentException(n + " items were requested: at least 1 is allowed");
		}
		else {
			this.demand.accumulateAndGet(n, (left, more) -> (left + more < 0) ? Long.MAX_VALUE : left + more);
		}
		changed();
	}

	/** There are news. */
	private void changed() {
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
	public void run() {
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
	private void look() {
		ItemSource present = this.source;
		Throwable unsent = this.failure;
		if (present != null) {
			try {
				present.callBack(() -> look(present));
			}
			catch (Throwable ex) { // of an observer, which the subscriber outlives
				look(present);
				throw ex;
			}
		}
		else if (unsent != null && !this.over && !this.cancelled) {
			fail(unsent);
		}
	}

	/** Tells of what has kept the request from being sent. */
	private void fail(Throwable reason) {
		this.over = true;
		try {
			this.subscriber.onError(reason);
		}
		catch (Throwable ex) {
			this.failed.accept(ex);
		}
	}

	private void look(ItemSource items) {
		try {
			while (!this.over && passes(items)) {
				// the next one
			}
		}
		catch (Throwable ex) { // of a subscriber, which may not throw
			this.over = true;
			items.cancel(ex);
			this.failed.accept(ex);
		}
	}

	/** Whether an item was passed on, so that there may be another one. */
	private boolean passes(ItemSource items) {
		Throwable misuse = this.failure;
		if (this.cancelled) {
			this.over = true;
			items.cancel(null);
			return false;
		}
		if (misuse != null) {
			return fail(items, misuse);
		}
		boolean wanted = this.emitted < this.demand.get();
		if (!wanted && !items.hasEnded()) {
			return false;
		}
		switch (next(items)) {
			case ITEM -> {
				return wanted && passOn(items);
			}
			case END -> end(null);
			case PENDING -> {
			}
		}
		return false;
	}

	private ItemSource.State next(ItemSource items) {
		try {
			return items.next();
		}
		catch (Throwable ex) {
			end(ex);
			return ItemSource.State.PENDING;
		}
	}

	@SuppressWarnings("unchecked")
	private boolean passOn(ItemSource items) {
		T item;
		try {
			item = (T) items.take();
		}
		catch (Throwable ex) { // of its conversion, not of the subscriber
			return fail(items, ex);
		}
		if (item == null) { // which a publisher can't have
			return fail(items, items.nullItem());
		}
		this.emitted++;
		this.subscriber.onNext(item);
		return true;
	}

	/** Ends the request early, and tells the subscriber why; returns {@code false}. */
	private boolean fail(ItemSource items, Throwable reason) {
		try {
			items.cancel(reason);
		}
		finally {
			end(reason);
		}
		return false;
	}

	private void end(@Nullable Throwable reason) {
		this.over = true;
		if (reason != null) {
			this.subscriber.onError(reason);
		}
		else {
			this.subscriber.onComplete();
		}
	}

}
