package io.zmqf.client;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The items of all streams of a client that have come and that nobody has taken, which
 * have one limit together. Safe for threads.
 */
final class HeldItems {

	private final long limit;

	private final Set<ItemQueue> queues = ConcurrentHashMap.newKeySet();

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

	long limit() {
		return this.limit;
	}

	private long left() {
		return this.limit - this.queues.stream().mapToLong(ItemQueue::bytes).sum();
	}

	/** What each stream may have of the room that is left. */
	long share() {
		return Math.max(0, left()) / Math.max(1, this.queues.size());
	}

	/** Ends the streams that hold most until the others are within the limit. */
	void keepWithin() {
		while (left() < 0) {
			this.queues.stream()
				.max(Comparator.comparingLong(ItemQueue::bytes))
				.ifPresent((largest) -> largest.drop("the items of this client's streams that nobody has taken hold "
						+ "more than " + this.limit + " bytes, which is zmqf.memory.node, and most of them are its own:"
						+ " take them, close streams that are not read, or use a smaller window"));
		}
	}

}
