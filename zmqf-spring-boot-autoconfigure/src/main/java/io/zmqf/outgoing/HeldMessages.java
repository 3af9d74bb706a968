package io.zmqf.outgoing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.message.Word;
import io.zmqf.outgoing.WaitingMessages.Held;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.FrameKey;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What clients get in order, and what waits of it because their connections take nothing
 * for now. Items of streams are no more than the credit that the clients have given, and
 * wait for as long as their clients take something within the time of an item. Other
 * replies wait until the deadlines of their requests and within a limit, of which each
 * client may have as much as is left for others. Each message that is dropped is counted.
 * Belongs to the loop of the socket.
 *
 * @since 0.1.0
 */
public final class HeldMessages extends Timed {

	/** A socket that binds is not told when one of its peers takes messages again. */
	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final WaitingMessages NOTHING = new WaitingMessages(0, new HeldBytes());

	private final String socket;

	private final SocketLoop loop;

	private final Transport transport;

	private final long maxSize;

	private final Runnable emptied;

	private final Map<FrameKey, WaitingMessages> byClient = new LinkedHashMap<>();

	private final HeldBytes held = new HeldBytes();

	/**
	 * Creates it for a socket that binds.
	 * @param socket the name of the socket
	 * @param loop its loop
	 * @param transport the transport of the socket
	 * @param maxSize the maximum memory of the replies that wait, in bytes
	 * @param emptied a callback each time when nothing waits any more
	 */
	public HeldMessages(String socket, SocketLoop loop, Transport transport, long maxSize, Runnable emptied) {
		this.socket = socket;
		this.loop = loop;
		this.transport = transport;
		this.maxSize = maxSize;
		this.emptied = emptied;
	}

	/**
	 * Sends an item of a stream, now or later. An item that finds more than the limits of
	 * the memory is dropped, and so is one whose client takes nothing for too long.
	 * @param frames the item
	 * @param patience the longest time for which the client may take nothing, in
	 * nanoseconds
	 * @param late a callback for when it was dropped for that, so that the stream has to
	 * end
	 * @return {@code false} where more than that waits now, so that the stream has to end
	 */
	public boolean sendItem(byte[][] frames, long patience, Runnable late) {
		if (!mustWait(frames)) {
			return true;
		}
		if (!isWithinMemory(frames)) {
			dropped(frames, DropReason.HIGH_WATER_MARK);
			return false;
		}
		hold(frames, () -> frames, false, patience, late);
		return isWithinMemory(frames);
	}

	/**
	 * Sends the end of a stream, now or later. Where more than the limits of the memory
	 * waits, it counts as a reply, so that one that reads nothing has no more than
	 * others.
	 * @param end the end, asked for when it is sent, since items can be dropped until
	 * then
	 * @param patience the longest time for which it waits, in nanoseconds
	 */
	public void sendEnd(Supplier<byte[][]> end, long patience) {
		byte[][] frames = end.get();
		if (!mustWait(frames)) {
			return;
		}
		long until = this.loop.now() + patience;
		if (isWithinMemory(frames)) {
			hold(frames, end, false, until, null);
		}
		else {
			boolean unused = waits(frames, end, until);
		}
	}

	private boolean isWithinMemory(byte[][] frames) {
		MemoryLimits memory = this.transport.memoryLimits();
		return waiting(frames).bytes().all() <= memory.peer() && this.held.all() <= memory.node();
	}

	/**
	 * Sends a reply that is no part of a stream, now or later. The client of one that
	 * there is no room for gets an error instead, and of the answer of one of all
	 * nothing.
	 * @param frames the reply
	 * @param deadline the deadline of the request, as the loop counts, asked only where
	 * the reply waits
	 * @return {@code false} where the reply has no room, so that its client does not get
	 * it
	 */
	public boolean sendReply(byte[][] frames, LongSupplier deadline) {
		return !mustWait(frames) || waits(frames, () -> frames, deadline.getAsLong());
	}

	private boolean waits(byte[][] frames, Supplier<byte[][]> later, long deadline) {
		if (isHeld(frames, later, deadline)) {
			return true;
		}
		dropped(frames, DropReason.HIGH_WATER_MARK);
		int delimiter = MessageCodec.delimiter(frames);
		if (Word.of(frames, delimiter) != Word.ITEM) { // of one of all, which is missing
			byte[][] error = MessageCodec
				.error(frames, delimiter,
						ProblemType.TOO_LARGE.of(MessageCodec.eventIfReadable(frames, delimiter),
								"The reply was too large to wait for its client, which takes nothing for now"),
						Map.of());
			boolean unused = isHeld(error, () -> error, deadline);
		}
		return false;
	}

	private boolean isHeld(byte[][] frames, Supplier<byte[][]> later, long deadline) {
		boolean room = waiting(frames).bytes().replies() + MessageCodec.bytes(frames) <= this.maxSize
				- this.held.replies();
		if (room) {
			hold(frames, later, true, deadline, null);
		}
		return room;
	}

	/**
	 * Sends a message that is no answer to a request, now or never: whoever is refused
	 * does not delay the end of a node.
	 * @param frames the message
	 */
	public void sendOrDrop(byte[][] frames) {
		if (!isSent(frames)) {
			dropped(frames, DropReason.HIGH_WATER_MARK);
		}
	}

	/**
	 * Sends a message at once, or drops it where its client is gone.
	 * @param frames the message
	 * @return {@code false} where the client takes nothing for now
	 */
	public boolean isSent(byte[][] frames) {
		SendResult result = this.loop.send(frames);
		if (result == SendResult.UNROUTABLE) {
			dropped(frames, DropReason.UNROUTABLE);
		}
		return result != SendResult.FULL;
	}

	private void dropped(byte[][] frames, DropReason reason) {
		this.transport.listener().dropped(this.socket, reason, frames);
	}

	/** Most clients wait for nothing, and get a message at once. */
	private boolean mustWait(byte[][] frames) {
		return waiting(frames) != NOTHING || !isSent(frames);
	}

	private WaitingMessages waiting(byte[][] frames) {
		return isEmpty() ? NOTHING : this.byClient.getOrDefault(new FrameKey(frames[0]), NOTHING);
	}

	private void hold(byte[][] frames, Supplier<byte[][]> later, boolean isReply, long until, @Nullable Runnable late) {
		Held message = new Held(later, MessageCodec.bytes(frames), isReply, until, late);
		awaitRoom(); // or nobody would, where too little memory is left for what follows
		this.byClient
			.computeIfAbsent(new FrameKey(frames[0]), (client) -> new WaitingMessages(this.loop.now(), this.held))
			.add(message);
	}

	private void awaitRoom() {
		if (!isScheduled()) {
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
	}

	/**
	 * Whether nothing waits.
	 * @return {@code true} where each client has what it gets
	 */
	public boolean isEmpty() {
		return this.byClient.isEmpty();
	}

	/**
	 * Drops what waits for a client that is gone.
	 * @param client its routing id
	 */
	public void forget(byte[] client) {
		WaitingMessages waiting = isEmpty() ? null : this.byClient.remove(new FrameKey(client));
		if (waiting != null) {
			drop(waiting, DropReason.UNROUTABLE);
			tellIfEmpty();
		}
	}

	/** Drops what waits: the socket closes. */
	public void close() {
		this.byClient.values().forEach((waiting) -> drop(waiting, DropReason.HIGH_WATER_MARK));
		this.byClient.clear();
	}

	private void drop(WaitingMessages waiting, DropReason reason) {
		for (Held message : waiting.removeAll()) {
			dropped(message.frames().get(), reason);
		}
	}

	@Override
	protected void onTime() {
		retry();
	}

	/**
	 * Sends what waits, as far as the clients take it: the next ones, where many wait.
	 */
	public void retry() {
		if (isEmpty()) {
			return;
		}
		try {
			Rounds.turn(this.byClient.keySet(), this::areSent);
		}
		finally {
			if (!isEmpty()) {
				awaitRoom();
			}
		}
		tellIfEmpty();
	}

	private boolean areSent(FrameKey client) {
		WaitingMessages waiting = this.byClient.remove(client);
		if (waiting == null) {
			return true;
		}
		this.byClient.put(client, waiting); // after all others
		boolean sent = areSent(waiting);
		if (sent) {
			this.byClient.remove(client);
		}
		return sent;
	}

	private boolean areSent(WaitingMessages waiting) {
		long now = this.loop.now();
		for (Held message : waiting.removeLate(now)) {
			if (message.late() != null) {
				message.late().run();
			}
			dropped(message.frames().get(), DropReason.HIGH_WATER_MARK);
		}
		for (Held message; (message = waiting.next()) != null;) {
			if (!isSent(message.frames().get())) {
				return false;
			}
			waiting.removeNext(now);
		}
		return true;
	}

	private void tellIfEmpty() {
		if (isEmpty()) {
			this.emptied.run();
		}
	}

}
