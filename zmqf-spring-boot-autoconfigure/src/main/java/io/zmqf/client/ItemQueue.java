package io.zmqf.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

/**
 * The items of a reply between the loop that receives them and the thread that consumes
 * them: never more than the credit that the peer has. One thread at a time adds, one
 * takes.
 */
final class ItemQueue implements PendingRequest.Outcome {

	private final Queue<byte[][]> items = new ConcurrentLinkedQueue<>();

	private final Runnable onChange;

	private byte @Nullable [][] end;

	private @Nullable RuntimeException failure;

	private volatile boolean ended;

	/**
	 * Creates an empty queue.
	 * @param onChange called after each change, on the thread that makes it
	 */
	ItemQueue(Runnable onChange) {
		this.onChange = onChange;
	}

	void add(byte[][] frames) {
		this.items.add(frames);
		this.onChange.run();
	}

	@Override
	public void ended(byte @Nullable [][] frames, @Nullable RuntimeException reason) {
		this.end = frames;
		this.failure = reason;
		this.ended = true;
		this.onChange.run();
	}

	byte @Nullable [][] poll() {
		return this.items.poll();
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
