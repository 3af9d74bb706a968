package io.zmqf.client;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A subscription that passes items to a subscriber as it requests them. Each signal
 * increments a counter. The signal that raises it from zero submits a task, which
 * processes all signals, so that one thread at a time calls the subscriber.
 */
final class ItemSubscription<T> implements Flow.Subscription, Runnable {

	private final Flow.Subscriber<? super T> subscriber;

	private final Executor executor;

	private final Consumer<Throwable> failed;

	/** The number of signals that were not processed. */
	private final AtomicInteger signals = new AtomicInteger();

	/** The total number of items requested, including those already emitted. */
	private final AtomicLong demand = new AtomicLong();

	/** The failure to send the request, or the invalid demand of the subscriber. */
	private volatile @Nullable Throwable failure;

	private volatile boolean cancelled;

	private volatile @Nullable ItemSource source;

	/** The number of items passed on. Owned by the task. */
	private long emitted;

	/** Whether the subscriber receives no more signals. Owned by the task. */
	private boolean over;

	/**
	 * Creates the subscription.
	 * @param subscriber the subscriber
	 * @param executor the executor that calls the subscriber
	 * @param failed the consumer of the subscriber's exceptions
	 */
	ItemSubscription(Flow.Subscriber<? super T> subscriber, Executor executor, Consumer<Throwable> failed) {
		this.subscriber = subscriber;
		this.executor = executor;
		this.failed = failed;
	}

	/** Subscribes, and sends the request unless the subscriber cancels at once. */
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

	/** Signals a change, and submits the task unless it is pending. */
	private void changed() {
		if (this.signals.getAndIncrement() == 0) {
			try {
				this.executor.execute(this);
			}
			catch (Throwable ex) { // no other thread would process the signal
				run();
			}
		}
	}

	@Override
	public void run() {
		int seen = this.signals.get();
		do {
			try {
				processSignals();
			}
			catch (Throwable ex) { // more signals may be pending
				Thread thread = Thread.currentThread();
				thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
			}
			seen = this.signals.addAndGet(-seen);
		}
		while (seen != 0);
	}

	/** Processes the pending signals in the context of the caller. */
	private void processSignals() {
		ItemSource present = this.source;
		Throwable unsent = this.failure;
		if (present != null) {
			try {
				present.callBack(() -> processSignals(present));
			}
			catch (Throwable ex) { // an observer must not end the subscription
				processSignals(present);
				throw ex;
			}
		}
		else if (unsent != null && !this.over && !this.cancelled) {
			fail(unsent);
		}
	}

	/** Reports the failure to send the request to the subscriber. */
	private void fail(Throwable reason) {
		this.over = true;
		try {
			this.subscriber.onError(reason);
		}
		catch (Throwable ex) {
			this.failed.accept(ex);
		}
	}

	private void processSignals(ItemSource items) {
		try {
			while (!this.over && passes(items)) {
				// the next one
			}
		}
		catch (Throwable ex) { // the subscriber must not throw
			this.over = true;
			items.cancel(ex);
			this.failed.accept(ex);
		}
	}

	/** Passes on the next item or the end, and returns {@code true} after an item. */
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
		catch (Throwable ex) { // the item cannot be converted
			return fail(items, ex);
		}
		if (item == null) { // Reactive Streams forbid null
			return fail(items, items.nullItem());
		}
		this.emitted++;
		this.subscriber.onNext(item);
		return true;
	}

	/** Cancels the request and reports the reason. Returns {@code false}. */
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
