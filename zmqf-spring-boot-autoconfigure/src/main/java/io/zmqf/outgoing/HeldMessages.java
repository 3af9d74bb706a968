package io.zmqf.outgoing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.zmqf.message.ControlMessage;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
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
 * Sends messages to clients in order, and holds those whose client's connection is full.
 * Items of streams are bounded by the credit of their clients. They wait while the client
 * accepts a message within the timeout of an item. Other replies wait until the deadlines
 * of their requests, within a memory limit. Each client may use as much of it as is left
 * for others. Each dropped message is reported. Confined to the loop of the socket.
 *
 * @since 0.1.0
 */
public final class HeldMessages extends Timed {

	/**
	 * The interval between retries. A socket that binds is not notified when one of its
	 * peers accepts messages again.
	 */
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
	 * Creates held messages for a socket that binds.
	 * @param socket the name of the socket
	 * @param loop the loop of the socket
	 * @param transport the transport of the socket
	 * @param maxSize the maximum memory of waiting replies, in bytes
	 * @param emptied a callback that runs each time when no message waits any more
	 */
	public HeldMessages(String socket, SocketLoop loop, Transport transport, long maxSize, Runnable emptied) {
		this.socket = socket;
		this.loop = loop;
		this.transport = transport;
		this.maxSize = maxSize;
		this.emptied = emptied;
	}

	/**
	 * Sends an item of a stream, or holds it. It is dropped if the memory limits are
	 * exceeded, or if its client accepts no message for too long.
	 * @param frames the item
	 * @param patience the maximum time for which the client may accept no message, in
	 * nanoseconds
	 * @param late a callback that runs if the item is dropped after that time, so that
	 * the stream has to end
	 * @return {@code false} if the memory limits are exceeded, so that the stream has to
	 * end
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
	 * Sends the end of a stream, or holds it. If the memory limits are exceeded, it
	 * counts as a reply, so that a client that reads nothing gets no more memory than
	 * others.
	 * @param end a supplier of the end, called when it is sent, because items can be
	 * dropped until then
	 * @param patience the maximum time for which it waits, in nanoseconds
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
	 * Sends a reply that is not part of a stream, or holds it. If there is no room for
	 * it, its client gets an error instead. For one worker's answer to a request to all,
	 * it gets nothing.
	 * @param frames the reply
	 * @param deadline a supplier of the request's deadline on the loop's clock, called
	 * only if the reply has to wait
	 * @return {@code false} if the reply is dropped because there is no room for it
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
		boolean answer = ControlMessage.of(frames, delimiter) == ControlMessage.ITEM;
		if (!answer) { // a lost answer counts as missing
			byte[][] error = MessageCodec.error(frames, delimiter,
					ProblemType.TOO_LARGE.of(MessageCodec.eventIfReadable(frames, delimiter),
							"The reply is too large to be queued for its client, which does not read at present"),
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
	 * Sends a message, or drops it if the client's connection is full. Used for messages
	 * such as rejections, which must not delay the stop of a node.
	 * @param frames the message
	 */
	public void sendOrDrop(byte[][] frames) {
		if (!isSent(frames)) {
			dropped(frames, DropReason.HIGH_WATER_MARK);
		}
	}

	/**
	 * Sends a message immediately, or drops it if its client is gone.
	 * @param frames the message
	 * @return {@code false} if the client's connection is full
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

	/**
	 * Whether a message has to wait. It is sent immediately if no other message to its
	 * client waits.
	 */
	private boolean mustWait(byte[][] frames) {
		return waiting(frames) != NOTHING || !isSent(frames);
	}

	private WaitingMessages waiting(byte[][] frames) {
		return isEmpty() ? NOTHING : this.byClient.getOrDefault(new FrameKey(frames[0]), NOTHING);
	}

	private void hold(byte[][] frames, Supplier<byte[][]> later, boolean isReply, long until, @Nullable Runnable late) {
		Held message = new Held(later, MessageCodec.bytes(frames), isReply, until, late);
		awaitRoom(); // first, because the rest may fail for lack of memory
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
	 * Whether no message waits.
	 * @return {@code true} if there are no held messages
	 */
	public boolean isEmpty() {
		return this.byClient.isEmpty();
	}

	/**
	 * Drops the messages that wait for a client that is gone.
	 * @param client the routing id of the client
	 */
	public void forget(byte[] client) {
		WaitingMessages waiting = isEmpty() ? null : this.byClient.remove(new FrameKey(client));
		if (waiting != null) {
			drop(waiting, DropReason.UNROUTABLE);
			notifyIfEmpty();
		}
	}

	/** Drops all waiting messages when the socket closes. */
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
	 * Sends waiting messages to clients that accept them. If many clients wait, a part of
	 * them is tried.
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
		notifyIfEmpty();
	}

	private boolean areSent(FrameKey client) {
		WaitingMessages waiting = this.byClient.remove(client);
		if (waiting == null) {
			return true;
		}
		this.byClient.put(client, waiting); // behind all others
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

	private void notifyIfEmpty() {
		if (isEmpty()) {
			this.emptied.run();
		}
	}

}
