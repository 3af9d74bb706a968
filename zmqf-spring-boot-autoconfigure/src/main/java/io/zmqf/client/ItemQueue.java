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

	private final Queue<byte[][]> items = new ConcurrentLinkedQueue<>();

	private final Runnable onChange;

	private final long maxBytes;

	/** The memory of all items that came; of the thread that adds. */
	private long addedBytes;

	/** The memory of all items that were taken; written by the thread that takes. */
	private final AtomicLong takenBytes = new AtomicLong();

	private byte @Nullable [][] end;

	private @Nullable RuntimeException failure;

	private volatile boolean ended;

	/**
	 * Creates an empty queue.
	 * @param onChange a callback after each change, on the thread that makes it
	 * @param maxBytes the memory that items may take
	 */
	ItemQueue(Runnable onChange, long maxBytes) {
		this.onChange = onChange;
		this.maxBytes = maxBytes;
	}

	/**
	 * Adds an item.
	 * @return why it has to be the last one, {@code null} where it need not be
	 */
	@Nullable String add(byte[][] frames) {
		this.addedBytes += MessageCodec.bytes(frames);
		this.items.add(frames);
		this.onChange.run();
		return (this.addedBytes - this.takenBytes.get() <= this.maxBytes) ? null
				: "the items that nobody has taken hold more than " + this.maxBytes
						+ " bytes, which is zmqf.memory.node: use a smaller window";
	}

	@Override
	public void ended(byte @Nullable [][] frames, @Nullable RuntimeException reason) {
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
		return frames;
	}

	/** Whether nothing is there to take, and something may still come. */
	boolean isWaiting() {
		return !this.ended && this.items.isEmpty();
	}

	boolean hasItems() {
		return !this.items.isEmpty();
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
