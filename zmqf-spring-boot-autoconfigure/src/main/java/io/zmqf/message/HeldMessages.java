package io.zmqf.message;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What clients get in order, and what waits of it because their connections take nothing
 * for now. Items of streams are no more than the credit that the clients have given. For
 * other replies there is limited room, of which each client may have as much as is left
 * for others. Belongs to one thread.
 *
 * @since 0.1.0
 */
public final class HeldMessages {

	private final Outlet outlet;

	private final int capacity;

	private final long maxSize;

	private final Map<ByteBuffer, Waiting> byClient = new HashMap<>();

	/** The memory that all messages take. */
	private long held;

	/** The replies that are no part of a stream, and the memory that they take. */
	private int replies;

	private long replyBytes;

	/** The socket that clients are connected to. */
	public interface Outlet {

		/**
		 * Sends a message, or drops it where nobody is there to take it.
		 * @param frames the message, whose first frame is the routing id of its client
		 * @return {@code false} where the client takes nothing for now
		 */
		boolean isSent(byte[][] frames);

		/**
		 * A message is dropped because there is no room for it.
		 * @param frames the message
		 */
		void dropped(byte[][] frames);

		/** Calls {@link HeldMessages#retry} a moment later. */
		void awaitRoom();

	}

	/**
	 * A message that waits.
	 *
	 * @param frames its frames
	 * @param bytes the memory that it takes
	 * @param isReply {@code true} if it is no part of a stream
	 */
	private record Held(byte[][] frames, long bytes, boolean isReply) {
	}

	/** What waits for one client. */
	private static final class Waiting {

		private static final Waiting NOTHING = new Waiting();

		private final Deque<Held> messages = new ArrayDeque<>();

		private long bytes;

		private int replies;

		private long replyBytes;

	}

	/**
	 * Creates it for a socket.
	 * @param outlet the socket
	 * @param capacity the maximum number of replies that wait
	 * @param maxSize the maximum memory that they take, in bytes
	 */
	public HeldMessages(Outlet outlet, int capacity, long maxSize) {
		this.outlet = outlet;
		this.capacity = capacity;
		this.maxSize = maxSize;
	}

	/**
	 * Sends an item of a stream, now or later. An item that finds more than the limits is
	 * dropped.
	 * @param frames the item
	 * @param peerLimit the bytes that may wait for its client
	 * @param nodeLimit the bytes that may wait for all clients
	 * @return {@code false} where more than that waits now, so that the stream has to end
	 */
	public boolean sendItem(byte[][] frames, long peerLimit, long nodeLimit) {
		if (!mustWait(frames)) {
			return true;
		}
		Waiting before = waiting(frames);
		if (before.bytes > peerLimit || this.held > nodeLimit) {
			this.outlet.dropped(frames);
			return false;
		}
		return hold(frames, false).bytes <= peerLimit && this.held <= nodeLimit;
	}

	/**
	 * Sends the end of a stream, now or later.
	 * @param frames the end
	 * @param peerLimit the bytes that may wait for its client
	 * @param nodeLimit the bytes that may wait for all clients; where more than that
	 * waits, the end counts as a reply, so that one that reads nothing has no more than
	 * others
	 */
	public void sendEnd(byte[][] frames, long peerLimit, long nodeLimit) {
		if (waiting(frames).bytes > peerLimit || this.held > nodeLimit) {
			sendReply(frames);
		}
		else if (mustWait(frames)) {
			hold(frames, false);
		}
	}

	/**
	 * Sends a reply that is no part of a stream, now or later. The client of one that
	 * there is no room for gets an error instead, and of the answer of one of all
	 * nothing.
	 * @param frames the reply
	 */
	public void sendReply(byte[][] frames) {
		if (!mustWait(frames)) {
			return;
		}
		if (hasRoomFor(frames)) {
			hold(frames, true);
			return;
		}
		this.outlet.dropped(frames);
		int delimiter = MessageCodec.delimiter(frames);
		if (Word.of(frames, delimiter) == Word.ITEM) { // of one of all, which is missing
			return;
		}
		byte[][] error = MessageCodec.error(frames, delimiter,
				ProblemType.TOO_LARGE.of(MessageCodec.eventIfReadable(frames, delimiter),
						"The reply was too large to wait for its client, which takes nothing for now"),
				Map.of());
		if (hasRoomFor(error)) {
			hold(error, true);
		}
	}

	private boolean hasRoomFor(byte[][] frames) {
		Waiting waiting = waiting(frames);
		return waiting.replies < this.capacity - this.replies
				&& waiting.replyBytes + MessageCodec.bytes(frames) <= this.maxSize - this.replyBytes;
	}

	/** Most clients wait for nothing, and get a message at once. */
	private boolean mustWait(byte[][] frames) {
		return !isEmpty() && this.byClient.containsKey(ByteBuffer.wrap(frames[0])) || !this.outlet.isSent(frames);
	}

	private Waiting waiting(byte[][] frames) {
		Waiting waiting = isEmpty() ? null : this.byClient.get(ByteBuffer.wrap(frames[0]));
		return (waiting != null) ? waiting : Waiting.NOTHING;
	}

	private Waiting hold(byte[][] frames, boolean isReply) {
		Held message = new Held(frames, MessageCodec.bytes(frames), isReply);
		Waiting waiting = this.byClient.computeIfAbsent(ByteBuffer.wrap(frames[0]), (client) -> new Waiting());
		waiting.messages.add(message);
		count(waiting, message, 1);
		this.outlet.awaitRoom();
		return waiting;
	}

	private void count(Waiting waiting, Held message, int sign) {
		waiting.bytes += sign * message.bytes();
		this.held += sign * message.bytes();
		if (message.isReply()) {
			waiting.replies += sign;
			waiting.replyBytes += sign * message.bytes();
			this.replies += sign;
			this.replyBytes += sign * message.bytes();
		}
	}

	/**
	 * Whether nothing waits.
	 * @return {@code true} where no client has to be tried again
	 */
	public boolean isEmpty() {
		return this.byClient.isEmpty();
	}

	/**
	 * A client is gone.
	 * @param client its routing id
	 */
	public void forget(byte[] client) {
		Waiting waiting = isEmpty() ? null : this.byClient.remove(ByteBuffer.wrap(client));
		if (waiting != null) {
			waiting.messages.forEach((message) -> count(waiting, message, -1));
		}
	}

	/** Sends what waits, as far as the clients take it. */
	public void retry() {
		try {
			for (Iterator<Waiting> all = this.byClient.values().iterator(); all.hasNext();) {
				if (areSent(all.next())) {
					all.remove();
				}
			}
		}
		finally {
			if (!isEmpty()) {
				this.outlet.awaitRoom();
			}
		}
	}

	private boolean areSent(Waiting waiting) {
		for (@Nullable
		Held message; (message = waiting.messages.peek()) != null; waiting.messages.remove()) {
			if (!this.outlet.isSent(message.frames())) {
				return false;
			}
			count(waiting, message, -1);
		}
		return true;
	}

}
