package io.zmqf.client;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The items of all streams of a client that have come and that nobody has taken, which
 * have one limit together. Safe for threads.
 */
final class HeldItems {

	private final long limit;

	private final Set<ItemQueue> queues = ConcurrentHashMap.newKeySet();

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Creates it without streams.
	 * @param limit the bytes that all items may take
	 */
	HeldItems(long limit) {
		this.limit = limit;
	}

	/** Counts the items of a stream from now on. */
	void add(ItemQueue queue) {
		this.queues.add(queue);
	}

	/** The items that are left are those of the caller, and no more of them come. */
	void remove(ItemQueue queue) {
		this.queues.remove(queue);
	}

	/** The items of a stream take more memory, or less. */
	void count(long change) {
		this.bytes.addAndGet(change);
	}

	private long left() {
		return this.limit - this.bytes.get();
	}

	/** Returns the share of the remaining bytes that each stream may use. */
	long share() {
		return Math.max(0, left()) / Math.max(1, this.queues.size());
	}

	/** Ends the streams that the caller consumes. */
	void endHere() {
		this.queues.forEach(ItemQueue::endHere);
	}

	/** Ends the streams that hold most until the others are within the limit. */
	void keepWithin() {
		while (left() < 0) {
			ItemQueue largest = this.queues.stream().max(Comparator.comparingLong(ItemQueue::bytes)).orElse(null);
			if (largest == null) {
				return;
			}
			largest.drop("the items of this client's streams that nobody has taken hold more than " + this.limit
					+ " bytes, which is zmqf.memory.node, and most of them are its own:"
					+ " take them, close streams that are not read, or use a smaller window");
		}
	}

}
