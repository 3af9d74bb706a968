package io.zmqf.client;

import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.zmqf.message.MessageCodec;
import io.zmqf.message.ZmqClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a reply's items between the event loop that receives them and the thread
 * that consumes them. The credit of the peer bounds it. One thread at a time adds items,
 * and one thread at a time takes them.
 */
final class ItemQueue implements Outcome {

	private final Queue<byte[][]> items = new ConcurrentLinkedQueue<>();

	private final Runnable onChange;

	private final HeldItems all;

	/** The request of the items. Set by {@link #open}. */
	private volatile @Nullable PendingRequest request;

	/** The thread that consumes items at present. */
	private volatile @Nullable Thread consumer;

	/** Whether the consuming thread closes the client. */
	private volatile boolean closing;

	/** Whether items count towards the limit. Guarded by {@link #items}. */
	private boolean counts;

	/** The size of the counted items, in bytes. Guarded by {@link #items}. */
	private long bytes;

	/** The reason for which the items were dropped, or {@code null}. */
	private volatile @Nullable String dropped;

	private byte @Nullable [][] end;

	private @Nullable RuntimeException failure;

	/** Whether the reply has ended. Publishes {@link #end} and {@link #failure}. */
	private volatile boolean ended;

	/**
	 * Creates an empty queue.
	 * @param onChange the callback to run after each change, on the thread that makes it
	 * @param all the count of the items of all queues of the client
	 */
	ItemQueue(Runnable onChange, HeldItems all) {
		this.onChange = onChange;
		this.all = all;
	}

	/** Starts to count the items, until the reply ends or the consumer closes it. */
	void open(PendingRequest made) {
		this.request = made;
		this.all.add(this);
		synchronized (this.items) {
			this.counts = true;
		}
	}

	/** Removes the items from the count. */
	void close() {
		boolean unused = uncount();
	}

	private void count(long change) {
		synchronized (this.items) {
			if (this.counts) {
				this.bytes += change;
				this.all.count(change);
			}
		}
	}

	/** Stops counting the items, and returns whether they were counted. */
	private boolean uncount() {
		this.all.remove(this);
		synchronized (this.items) {
			boolean counted = this.counts;
			this.all.count(-this.bytes);
			this.counts = false;
			this.bytes = 0;
			return counted;
		}
	}

	/**
	 * Adds an item.
	 * @return the reason for which the stream must end, or {@code null} if it continues
	 */
	@Nullable String add(byte[][] frames) {
		String reason = this.dropped;
		if (reason != null) {
			return reason;
		}
		count(MessageCodec.bytes(frames));
		this.items.add(frames);
		this.onChange.run();
		this.all.keepWithin();
		return this.dropped;
	}

	/** Returns the size of the counted items, in bytes. Called on any thread. */
	long bytes() {
		synchronized (this.items) {
			return this.bytes;
		}
	}

	/**
	 * Drops all items and ends the request, unless it has ended. Called on any thread.
	 */
	void drop(String reason) {
		if (!uncount()) {
			return;
		}
		this.dropped = reason;
		this.items.clear();
		abandon();
	}

	private void abandon() {
		PendingRequest made = this.request;
		if (made != null) {
			made.abandon();
		}
	}

	/** Sets the thread that consumes items, or {@code null} for none. */
	void consumedBy(@Nullable Thread thread) {
		if (this.consumer != thread) {
			this.consumer = thread;
		}
	}

	/** Ends the request if the current thread consumes its items. */
	void endHere() {
		if (this.consumer == Thread.currentThread()) {
			this.closing = true;
			abandon();
		}
	}

	/** Returns the reason for which items were dropped, or {@code null} if none were. */
	@Nullable String dropped() {
		return this.dropped;
	}

	@Override
	public void ended(byte @Nullable [][] frames, @Nullable RuntimeException reason) {
		close();
		this.end = frames;
		PendingRequest made = this.request;
		this.failure = (this.closing && made != null && reason instanceof CancellationException)
				? new ZmqClosedException(made.event(), made.endpoint()) : reason;
		this.ended = true;
		this.onChange.run();
	}

	byte @Nullable [][] poll() {
		byte[][] frames = this.items.poll();
		if (frames != null) {
			count(-MessageCodec.bytes(frames));
		}
		return (this.dropped == null) ? frames : null; // its predecessors were dropped
	}

	/** Whether the queue is empty and the reply has not ended. */
	boolean isWaiting() {
		return !this.ended && !hasItems();
	}

	boolean hasItems() {
		return this.dropped == null && !this.items.isEmpty();
	}

	/** Whether the reply has ended. The queue may still hold items. */
	boolean hasEnded() {
		return this.ended;
	}

	/** Returns the final message of the reply, or {@code null} if there is none. */
	byte @Nullable [][] end() {
		return this.end;
	}

	/** Returns the failure that replaced the final message, or {@code null}. */
	@Nullable RuntimeException failure() {
		return this.failure;
	}

}
