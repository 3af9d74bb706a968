package io.zmqf.router;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportListener;

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

	private final TransportListener listener;

	private final Map<ByteBuffer, Deque<Held>> byClient = new HashMap<>();

	/** The replies that are no part of a stream, and the bytes of their data. */
	private int replies;

	private long bytes;

	/**
	 * A message that waits.
	 *
	 * @param frames its frames
	 * @param reply the bytes that count as those of a reply, -1 for a part of a stream
	 */
	private record Held(byte[][] frames, long reply) {
	}

	HeldMessages(SocketLoop loop, RouterSettings.Queue limits, TransportListener listener) {
		this.loop = loop;
		this.limits = limits;
		this.listener = listener;
	}

	/** Sends an item or the end of a stream, now or later. */
	void send(byte[][] frames) {
		send(new Held(frames, -1));
	}

	/** Sends another reply to a client that has a stream, now or later. */
	void sendBehind(byte[][] frames) {
		long size = 0;
		for (byte[] frame : frames) {
			size += frame.length;
		}
		send(new Held(frames, size));
	}

	private void send(Held message) {
		ByteBuffer client = ByteBuffer.wrap(message.frames()[0]);
		boolean waits = this.byClient.containsKey(client) || !isSent(message);
		if (waits && message.reply() >= 0 && !hasRoom(message)) {
			this.listener.dropped(Frontend.NAME, DropReason.HIGH_WATER_MARK, message.frames());
		}
		else if (waits) {
			this.byClient.computeIfAbsent(client, (key) -> new ArrayDeque<>()).add(message);
			count(message, 1);
			if (!isScheduled()) {
				this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
			}
		}
	}

	private boolean hasRoom(Held reply) {
		return this.replies < this.limits.capacity() && this.bytes + reply.reply() <= this.limits.maxSize();
	}

	private void count(Held message, int sign) {
		if (message.reply() >= 0) {
			this.replies += sign;
			this.bytes += sign * message.reply();
		}
	}

	/** A client is gone. */
	void forget(byte[] client) {
		Deque<Held> messages = this.byClient.isEmpty() ? null : this.byClient.remove(ByteBuffer.wrap(client));
		if (messages != null) {
			messages.forEach((message) -> count(message, -1));
		}
	}

	@Override
	protected void onTime() {
		try {
			for (Iterator<Deque<Held>> all = this.byClient.values().iterator(); all.hasNext();) {
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

	private boolean areSent(Deque<Held> messages) {
		for (Held message; (message = messages.peek()) != null; messages.remove()) {
			if (!isSent(message)) {
				return false;
			}
			count(message, -1);
		}
		return true;
	}

	/** Whether a message need not wait: it is sent, or nobody is there to take it. */
	private boolean isSent(Held message) {
		SendResult result = this.loop.send(message.frames());
		if (result == SendResult.UNROUTABLE) {
			this.listener.dropped(Frontend.NAME, DropReason.UNROUTABLE, message.frames());
		}
		return result != SendResult.FULL;
	}

}
