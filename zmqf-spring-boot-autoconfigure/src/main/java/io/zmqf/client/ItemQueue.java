package io.zmqf.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.message.MessageCodec;
import org.jspecify.annotations.Nullable;

/**
 * The items of a reply between the loop that receives them and the thread that consumes
 * them: never more than the credit that the peer has. One thread at a time adds, one
 * takes.
 */
final class ItemQueue implements PendingRequest.Outcome {

	/** After how many bytes the sum of all streams is looked at. */
	private static final long STEP = 64 * 1024;

	private final Queue<byte[][]> items = new ConcurrentLinkedQueue<>();

	private final Runnable onChange;

	private final HeldItems all;

	/** Ends the request of the items. */
	private volatile @Nullable Runnable abandon;

	/** The memory of all items that came; written by the thread that adds. */
	private final AtomicLong addedBytes = new AtomicLong();

	/** The memory of all items that were taken; written by the thread that takes. */
	private final AtomicLong takenBytes = new AtomicLong();

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
	void open(Runnable ending) {
		this.abandon = ending;
		this.all.add(this);
	}

	/** Nobody takes its items any more. */
	void close() {
		this.all.remove(this);
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
		long before = this.addedBytes.get();
		long after = before + MessageCodec.bytes(frames);
		this.addedBytes.lazySet(after);
		this.items.add(frames);
		this.onChange.run();
		if (before / STEP != after / STEP || bytes() > this.all.limit()) {
			this.all.keepWithin();
		}
		return this.dropped;
	}

	/** The memory of what nobody has taken; from any thread. */
	long bytes() {
		return (this.dropped != null) ? 0 : this.addedBytes.get() - this.takenBytes.get();
	}

	/** Gives up all items, and ends the request; from any thread. */
	void drop(String reason) {
		this.dropped = reason;
		this.items.clear();
		Runnable ending = this.abandon;
		if (ending != null) {
			ending.run();
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
		this.failure = reason;
		this.ended = true;
		this.onChange.run();
	}

	byte @Nullable [][] poll() {
		byte[][] frames = this.items.poll();
		if (frames != null) {
			this.takenBytes.lazySet(this.takenBytes.get() + MessageCodec.bytes(frames));
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
