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

	/** The replies that are no part of a stream, and the memory that they take. */
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
		if (mustWait(frames)) {
			hold(new Held(frames, -1));
		}
	}

	/** Sends another reply to a client that has streams, or had some, now or later. */
	void sendBehind(byte[][] frames) {
		if (!mustWait(frames)) {
			return;
		}
		long size = RoutedRequest.bytes(frames);
		if (this.replies < this.limits.capacity() && this.bytes + size <= this.limits.maxSize()) {
			hold(new Held(frames, size));
		}
		else {
			this.listener.dropped(Frontend.NAME, DropReason.HIGH_WATER_MARK, frames);
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

	private void hold(Held message) {
		this.byClient.computeIfAbsent(ByteBuffer.wrap(message.frames()[0]), (client) -> new ArrayDeque<>())
			.add(message);
		count(message, 1);
		if (!isScheduled()) {
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
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
			if (!isSent(message.frames())) {
				return false;
			}
			count(message, -1);
		}
		return true;
	}

	/** Whether a message need not wait: it is sent, or nobody is there to take it. */
	private boolean isSent(byte[][] frames) {
		SendResult result = this.loop.send(frames);
		if (result == SendResult.UNROUTABLE) {
			this.listener.dropped(Frontend.NAME, DropReason.UNROUTABLE, frames);
		}
		return result != SendResult.FULL;
	}

}
