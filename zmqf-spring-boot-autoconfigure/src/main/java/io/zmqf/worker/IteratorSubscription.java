package io.zmqf.worker;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The subscription to the items of an iterator. The iterator is called on the threads
 * that request items. The thread that raises the demand from zero owns the iterator until
 * the demand is zero again. The future completes as its subscriber does, after the last
 * call of the iterator.
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

	/** Closes the iterator on this thread, or on the thread that owns it. */
	@Override
	public void cancel() {
		this.cancelled = true;
		if (raise(1)) {
			runOwned(() -> end(null));
		}
	}

	/**
	 * Runs the calls of the owner in the context. If the context fails before they begin,
	 * the iterator is closed without it.
	 */
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

	/** Raises the demand. Returns {@code true} if this thread now owns the iterator. */
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
					return; // still the owner, so no thread calls the iterator
				}
			}
			left = this.demand.addAndGet(-left);
		}
	}

	/** Emits an item. Returns {@code false} if it was the last call of the iterator. */
	private boolean next() {
		Throwable failure = null;
		try {
			if (!this.cancelled && this.items.hasNext()) {
				this.subscriber.onNext(this.items.next());
				return true;
			}
		}
		catch (Throwable ex) { // the iterator is application code
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
			this.subscriber.onComplete(); // ignored if the subscriber is cancelled
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
