package io.zmqf.client;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The received items of all streams of a client that were not consumed. One limit applies
 * to all of them. Thread-safe.
 */
final class HeldItems {

	private final long limit;

	private final Set<ItemQueue> queues = ConcurrentHashMap.newKeySet();

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Creates an instance without streams.
	 * @param limit the maximum size of all items, in bytes
	 */
	HeldItems(long limit) {
		this.limit = limit;
	}

	/** Registers the queue of a stream. */
	void add(ItemQueue queue) {
		this.queues.add(queue);
	}

	/** Removes the queue of a stream that receives no more items. */
	void remove(ItemQueue queue) {
		this.queues.remove(queue);
	}

	/** Adds the change of a stream's size, in bytes. */
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

	/** Ends the streams that the current thread consumes. */
	void endHere() {
		this.queues.forEach(ItemQueue::endHere);
	}

	/** Ends the largest streams until the others are within the limit. */
	void keepWithin() {
		while (left() < 0) {
			ItemQueue largest = this.queues.stream().max(Comparator.comparingLong(ItemQueue::bytes)).orElse(null);
			if (largest == null) {
				return;
			}
			largest.drop("the unread items of this client's streams exceed " + this.limit
					+ " bytes, the limit of zmqf.memory.node, and this stream has the largest share: "
					+ "read its items, close unused streams, or use a smaller window");
		}
	}

}
