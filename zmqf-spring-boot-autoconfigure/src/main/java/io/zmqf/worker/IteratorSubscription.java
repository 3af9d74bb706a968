package io.zmqf.worker;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The items of an iterator, each on the thread that requests it. Whoever raises the
 * demand from zero owns the iterator until the demand is zero again. Completed as its
 * subscriber is, once nobody calls the iterator any more.
 */
final class IteratorSubscription extends CompletableFuture<Message> implements Flow.Subscription {

	private final Iterator<?> items;

	private final Runnable onClose;

	private final HandlingContext context;

	private final ItemSubscriber subscriber;

	private final AtomicLong demand = new AtomicLong();

	private volatile boolean cancelled;

	IteratorSubscription(Iterator<?> items, Runnable onClose, HandlingContext context, ItemSubscriber subscriber) {
		this.items = items;
		this.onClose = onClose;
		this.context = context;
		this.subscriber = subscriber;
	}

	@Override
	public void request(long n) {
		if (raise(n)) {
			runOwned(this::iterate);
		}
	}

	/** Closes the iterator here, or where it is called at the moment. */
	@Override
	public void cancel() {
		this.cancelled = true;
		if (raise(1)) {
			runOwned(() -> end(null));
		}
	}

	/** Whoever owns the iterator ends it, also where there is no context for it. */
	private void runOwned(Runnable calls) {
		boolean[] begun = new boolean[1];
		try {
			this.context.run(() -> {
				begun[0] = true;
				calls.run();
			});
		}
		catch (Throwable ex) {
			if (begun[0]) {
				throw ex;
			}
			end(ex);
		}
	}

	/** Whether the caller owns the iterator now. */
	private boolean raise(long n) {
		return this.demand.getAndAccumulate(n, (left, more) -> {
			long sum = left + more;
			return (sum < 0) ? Long.MAX_VALUE : sum;
		}) == 0;
	}

	private void iterate() {
		long left = this.demand.get();
		while (left > 0) {
			for (long i = 0; i < left; i++) {
				if (!next()) {
					return; // owned for ever, so that nobody calls it any more
				}
			}
			left = this.demand.addAndGet(-left);
		}
	}

	/** Passes an item on. Whether another one may follow. */
	private boolean next() {
		Throwable failure = null;
		try {
			if (!this.cancelled && this.items.hasNext()) {
				this.subscriber.onNext(this.items.next());
				return true;
			}
		}
		catch (Throwable ex) { // the iterator is the application's
			failure = ex;
		}
		end(failure);
		return false;
	}

	private void end(@Nullable Throwable failure) {
		try {
			this.onClose.run();
		}
		catch (Throwable ex) {
			if (failure == null) {
				this.subscriber.onCloseFailed(ex);
			}
			else if (failure != ex) {
				failure.addSuppressed(ex);
			}
		}
		if (failure != null) {
			this.subscriber.onError(failure);
		}
		else {
			this.subscriber.onComplete(); // ignored by one that was cancelled
		}
		this.subscriber.whenComplete((end, ex) -> {
			if (ex != null) {
				completeExceptionally(ex);
			}
			else {
				complete(end);
			}
		});
	}

}
