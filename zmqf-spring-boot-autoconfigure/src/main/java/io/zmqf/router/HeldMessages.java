package io.zmqf.router;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.MessageCodec;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What clients get in order, and what waits of it because their connections take nothing
 * for now. Items of streams are no more than the credit that the clients have given;
 * other replies to a client that has a stream wait behind them, within the limits of the
 * router's queue. Belongs to the frontend's loop.
 */
final class HeldMessages extends Timed {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final SocketLoop loop;

	private final RouterSettings.Queue limits;

	private final Transport transport;

	private final Map<ByteBuffer, Waiting> byClient = new HashMap<>();

	/** The memory that all messages take. */
	private long held;

	/** The replies that are no part of a stream, and the memory that they take. */
	private int replies;

	private long bytes;

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

		private final Deque<Held> messages = new ArrayDeque<>();

		private long bytes;

	}

	HeldMessages(SocketLoop loop, RouterSettings.Queue limits, Transport transport) {
		this.loop = loop;
		this.limits = limits;
		this.transport = transport;
	}

	/**
	 * Sends an item of a stream, now or later.
	 * @return {@code false} where so much waits that the stream has to end; an item that
	 * finds that much is dropped
	 */
	boolean send(byte[][] frames) {
		if (!mustWait(frames)) {
			return true;
		}
		Waiting before = this.byClient.get(ByteBuffer.wrap(frames[0]));
		if (!isWithinMemory(before)) {
			this.transport.listener().dropped(Frontend.NAME, DropReason.HIGH_WATER_MARK, frames);
			return false;
		}
		return isWithinMemory(hold(new Held(frames, MessageCodec.bytes(frames), false)));
	}

	private boolean isWithinMemory(@Nullable Waiting waiting) {
		MemoryLimits memory = this.transport.memoryLimits();
		return (waiting == null || waiting.bytes <= memory.peer()) && this.held <= memory.node();
	}

	/** Sends the end of a stream, now or later. */
	void sendEnd(byte[][] frames) {
		if (!isWithinMemory(this.byClient.get(ByteBuffer.wrap(frames[0])))) {
			sendBehind(frames); // so that one that reads nothing has no more than others
		}
		else if (mustWait(frames)) {
			hold(new Held(frames, MessageCodec.bytes(frames), false));
		}
	}

	/** Sends another reply to a client that has streams, or had some, now or later. */
	void sendBehind(byte[][] frames) {
		if (!mustWait(frames)) {
			return;
		}
		long size = MessageCodec.bytes(frames);
		if (this.replies < this.limits.capacity() && this.bytes + size <= this.limits.maxSize()) {
			hold(new Held(frames, size, true));
		}
		else {
			this.transport.listener().dropped(Frontend.NAME, DropReason.HIGH_WATER_MARK, frames);
		}
	}

	/** Most clients wait for nothing, and get a message at once. */
	private boolean mustWait(byte[][] frames) {
		return has(frames[0]) || !isSent(frames);
	}

	/** Whether something waits for a client, behind which everything else has to wait. */
	boolean has(byte[] client) {
		return !this.byClient.isEmpty() && this.byClient.containsKey(ByteBuffer.wrap(client));
	}

	private Waiting hold(Held message) {
		Waiting waiting = this.byClient.computeIfAbsent(ByteBuffer.wrap(message.frames()[0]),
				(client) -> new Waiting());
		waiting.messages.add(message);
		count(waiting, message, 1);
		if (!isScheduled()) {
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
		return waiting;
	}

	private void count(Waiting waiting, Held message, int sign) {
		waiting.bytes += sign * message.bytes();
		this.held += sign * message.bytes();
		if (message.isReply()) {
			this.replies += sign;
			this.bytes += sign * message.bytes();
		}
	}

	/** A client is gone. */
	void forget(byte[] client) {
		Waiting waiting = this.byClient.isEmpty() ? null : this.byClient.remove(ByteBuffer.wrap(client));
		if (waiting != null) {
			waiting.messages.forEach((message) -> count(waiting, message, -1));
		}
	}

	@Override
	protected void onTime() {
		try {
			for (Iterator<Waiting> all = this.byClient.values().iterator(); all.hasNext();) {
				if (areSent(all.next())) {
					all.remove();
				}
			}
		}
		finally {
			if (!this.byClient.isEmpty()) {
				this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
			}
		}
	}

	private boolean areSent(Waiting waiting) {
		for (Held message; (message = waiting.messages.peek()) != null; waiting.messages.remove()) {
			if (!isSent(message.frames())) {
				return false;
			}
			count(waiting, message, -1);
		}
		return true;
	}

	/** Whether a message need not wait: it is sent, or nobody is there to take it. */
	private boolean isSent(byte[][] frames) {
		SendResult result = this.loop.send(frames);
		if (result == SendResult.UNROUTABLE) {
			this.transport.listener().dropped(Frontend.NAME, DropReason.UNROUTABLE, frames);
		}
		return result != SendResult.FULL;
	}

}
