package io.zmqf.client;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.message.ZmqException;
import org.jspecify.annotations.Nullable;

/**
 * A blocking iterator over the items of a reply. Used by one thread at a time.
 *
 * @param <T> the type of the items
 * @param reader the reader of the items
 * @param waiter the callback of the queue, which wakes the waiting thread
 * @param requireOtherThread the check that throws on a thread that receives replies
 */
record ItemIterator<T>(ItemReader reader, Waiter waiter, Runnable requireOtherThread) implements Iterator<T> {

	/**
	 * The time after the timeout at which a wait ends even if the event loop is blocked.
	 */
	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	@Override
	public boolean hasNext() {
		this.reader.queue().consumedBy(Thread.currentThread());
		ItemSource.State state = this.reader.next();
		while (state == ItemSource.State.PENDING) {
			await();
			state = this.reader.next();
		}
		return state == ItemSource.State.ITEM;
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" }) // an item may be the JSON value null
	public T next() {
		if (!hasNext()) {
			throw new NoSuchElementException();
		}
		return (T) this.reader.take();
	}

	private void await() {
		this.requireOtherThread.run();
		StreamRequest request = this.reader.request();
		long until = System.nanoTime() + request.timeout().toNanos() + GRACE_NANOS;
		try {
			while (isWaiting()) {
				long left = until - System.nanoTime();
				if (left <= 0) {
					throw ended(request.timedOutHere());
				}
				if (Thread.currentThread().isInterrupted()) {
					throw ended(new ZmqException("The wait for an item of '" + request.event() + "' was interrupted",
							request.event(), request.endpoint(), null));
				}
				LockSupport.parkNanos(this, left);
			}
		}
		finally {
			this.waiter.thread = null;
		}
	}

	/**
	 * Registers this thread to be woken, and returns whether it has to wait. It registers
	 * first, or it may miss an item.
	 */
	private boolean isWaiting() {
		this.waiter.thread = Thread.currentThread();
		return this.reader.queue().isWaiting();
	}

	private ZmqException ended(ZmqException failure) {
		this.reader.cancel(failure);
		return failure;
	}

	/** Wakes the waiting thread, if any. */
	static final class Waiter implements Runnable {

		private volatile @Nullable Thread thread;

		@Override
		public void run() {
			Thread waiting = this.thread;
			if (waiting != null) { // woken once for all items until it waits again
				this.thread = null;
				LockSupport.unpark(waiting);
			}
		}

	}

}
