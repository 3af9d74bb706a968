package io.zmqf.outgoing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one client, in order, and their memory. Confined to the loop
 * of the socket.
 */
final class WaitingMessages {

	/** The interval between checks for late messages behind the first one. */
	private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private Deque<Held> messages = new ArrayDeque<>();

	private final HeldBytes bytes = new HeldBytes();

	private final HeldBytes ofAllClients;

	/** The time at which the client last accepted a message. */
	private long taken;

	/** The time of the next check of all messages. */
	private long nextCheck;

	WaitingMessages(long now, HeldBytes ofAllClients) {
		this.ofAllClients = ofAllClients;
		this.taken = now;
		this.nextCheck = now + CHECK_NANOS;
	}

	HeldBytes bytes() {
		return this.bytes;
	}

	void add(Held message) {
		this.messages.add(message);
		count(message, 1);
	}

	/** Returns the next message, or {@code null} if there is none. */
	@Nullable Held next() {
		return this.messages.peek();
	}

	/** Removes the next message after it was sent. */
	void removeNext(long now) {
		this.taken = now;
		count(this.messages.remove(), -1);
	}

	/**
	 * Removes the messages that have waited too long. Late items of a stream are removed
	 * together, before a later one is sent.
	 * @param now the time on the loop's clock
	 * @return the removed messages
	 */
	List<Held> removeLate(long now) {
		Held first = this.messages.peek();
		if (now - this.nextCheck < 0 && (first == null || !first.isOver(now, this.taken))) {
			return List.of();
		}
		Deque<Held> kept = new ArrayDeque<>();
		List<Held> late = new ArrayList<>();
		this.messages.forEach((message) -> (message.isOver(now, this.taken) ? late : kept).add(message));
		this.nextCheck = now + CHECK_NANOS;
		this.messages = kept;
		late.forEach((message) -> count(message, -1));
		return late;
	}

	/** Removes all messages, which are not sent. */
	Iterable<Held> removeAll() {
		Deque<Held> removed = this.messages;
		this.messages = new ArrayDeque<>();
		removed.forEach((message) -> count(message, -1));
		return removed;
	}

	private void count(Held message, int sign) {
		this.bytes.count(message, sign);
		this.ofAllClients.count(message, sign);
	}

	/**
	 * A waiting message.
	 *
	 * @param frames a supplier of the frames, called when it is sent or dropped
	 * @param bytes the memory of the message, in bytes
	 * @param isReply {@code true} if it counts as a reply
	 * @param until the time until which it waits. For an item, the maximum time for which
	 * its client may accept no message, in nanoseconds
	 * @param late a callback for an item that is dropped because it waited too long, or
	 * {@code null} for other messages
	 */
	record Held(Supplier<byte[][]> frames, long bytes, boolean isReply, long until, @Nullable Runnable late) {

		private boolean isOver(long now, long taken) {
			return ((this.late != null) ? now - taken : now) - this.until >= 0;
		}

	}

}
