package io.zmqf.client;

import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.zmqf.message.MessageCodec;
import io.zmqf.message.ZmqClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The items of a reply between the loop that receives them and the thread that consumes
 * them: never more than the credit that the peer has. One thread at a time adds, one
 * takes.
 */
final class ItemQueue implements Outcome {

	private final Queue<byte[][]> items = new ConcurrentLinkedQueue<>();

	private final Runnable onChange;

	private final HeldItems all;

	/** The request of the items, once it was made. */
	private volatile @Nullable PendingRequest request;

	/** The thread that takes items at the moment. */
	private volatile @Nullable Thread consumer;

	/** Whether its consumer closes the client. */
	private volatile boolean closing;

	/** Whether its items count; guarded by {@link #items}, as is what follows. */
	private boolean counts;

	/** The memory of the items that count. */
	private long bytes;

	/** Why its items were given up. */
	private volatile @Nullable String dropped;

	private byte @Nullable [][] end;

	private @Nullable RuntimeException failure;

	private volatile boolean ended;

	/**
	 * Creates an empty queue.
	 * @param onChange a callback after each change, on the thread that makes it
	 * @param all the items of all queues of the client
	 */
	ItemQueue(Runnable onChange, HeldItems all) {
		this.onChange = onChange;
		this.all = all;
	}

	/** Its items count from now on, until its end or the end of its consumer. */
	void open(PendingRequest made) {
		this.request = made;
		this.all.add(this);
		synchronized (this.items) {
			this.counts = true;
		}
	}

	/** Removes the items from the count, because the consumer takes no more. */
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

	/** Has its items count no more, and returns whether they did. */
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
	 * @return why it has to be the last one, {@code null} where it need not be
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

	/** The memory of what nobody has taken; from any thread. */
	long bytes() {
		synchronized (this.items) {
			return this.bytes;
		}
	}

	/**
	 * Gives up all items, and ends the request, unless that has ended; from any thread.
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

	/** A thread takes items from now on, {@code null} for none. */
	void consumedBy(@Nullable Thread thread) {
		if (this.consumer != thread) {
			this.consumer = thread;
		}
	}

	/** Ends the request if the caller is who takes its items. */
	void endHere() {
		if (this.consumer == Thread.currentThread()) {
			this.closing = true;
			abandon();
		}
	}

	/** Why items are missing before the end, {@code null} where none is. */
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
		return (this.dropped == null) ? frames : null; // those before it are missing
	}

	/** Whether nothing is there to take, and something may still come. */
	boolean isWaiting() {
		return !this.ended && !hasItems();
	}

	boolean hasItems() {
		return this.dropped == null && !this.items.isEmpty();
	}

	/** Whether no item is added any more. */
	boolean hasEnded() {
		return this.ended;
	}

	/** The last message, {@code null} where there is none. */
	byte @Nullable [][] end() {
		return this.end;
	}

	/** Why there is no last message. */
	@Nullable RuntimeException failure() {
		return this.failure;
	}

}
