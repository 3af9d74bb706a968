package io.zmqf.outgoing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The messages that wait for one client, in their order, and the memory that they take.
 * Belongs to the loop of the socket.
 */
final class WaitingMessages {

	/** How often those that wait behind others are looked at. */
	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private Deque<Held> messages = new ArrayDeque<>();

	private final HeldBytes bytes = new HeldBytes();

	private final HeldBytes ofAllClients;

	/** When the client last took something. */
	private long taken;

	/** When all are looked at. */
	private long look;

	WaitingMessages(long now, HeldBytes ofAllClients) {
		this.ofAllClients = ofAllClients;
		this.taken = now;
		this.look = now + LOOK_NANOS;
	}

	HeldBytes bytes() {
		return this.bytes;
	}

	void add(Held message) {
		this.messages.add(message);
		count(message, 1);
	}

	/** The next message, {@code null} for none. */
	@Nullable Held next() {
		return this.messages.peek();
	}

	/** The client has taken the next message. */
	void removeNext(long now) {
		this.taken = now;
		count(this.messages.remove(), -1);
	}

	/**
	 * Removes the messages that have waited for too long, if there can be any. Items of a
	 * stream go together, before one that follows them is sent.
	 * @param now the time
	 * @return those messages
	 */
	List<Held> removeLate(long now) {
		Held first = this.messages.peek();
		if (now - this.look < 0 && (first == null || !first.isOver(now, this.taken))) {
			return List.of();
		}
		Deque<Held> kept = new ArrayDeque<>();
		List<Held> late = new ArrayList<>();
		this.messages.forEach((message) -> (message.isOver(now, this.taken) ? late : kept).add(message));
		this.look = now + LOOK_NANOS;
		this.messages = kept;
		late.forEach((message) -> count(message, -1));
		return late;
	}

	/** Removes all messages, for a client that gets none of them. */
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
	 * A message that waits.
	 *
	 * @param frames its frames, as they are when it is sent
	 * @param bytes the memory that it takes
	 * @param isReply {@code true} if it counts as a reply
	 * @param until the time until which it waits; of an item, the longest time for which
	 * its client may take nothing
	 * @param late a callback for when an item was dropped because it waited too long,
	 * {@code null} for another message
	 */
	record Held(Supplier<byte[][]> frames, long bytes, boolean isReply, long until, @Nullable Runnable late) {

		private boolean isOver(long now, long taken) {
			return ((this.late != null) ? now - taken : now) - this.until >= 0;
		}

	}

}
