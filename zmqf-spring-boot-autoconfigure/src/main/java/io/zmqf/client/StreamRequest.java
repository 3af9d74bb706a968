package io.zmqf.client;

import java.lang.reflect.Type;
import java.time.Duration;

import io.zmqf.message.BoundedTime;
import io.zmqf.message.Capabilities;
import io.zmqf.message.JsonData;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.RequestHeaders;
import io.zmqf.message.ZmqTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A request for a stream of items. A peer without support for streams receives an
 * ordinary request.
 */
final class StreamRequest extends PendingRequest {

	private final RequestHeaders streamHeaders;

	private final int window;

	private final ItemQueue queue;

	private final @Nullable Duration totalTimeout;

	private final long latest;

	/** The number of items that the peer may still send. Owned by the loop. */
	private int credit;

	/** Whether an item was received. Owned by the loop. */
	private boolean begun;

	/** The time of the first item. Owned by the loop. */
	private long begunAt;

	/**
	 * The terms of a stream in addition to its request.
	 *
	 * @param headers the headers for a peer that supports streams
	 * @param window the number of items that the peer may send before one is consumed
	 * @param timeout the maximum duration of the stream, or {@code null} for no limit
	 * @param queue the queue for the items and the outcome
	 */
	record Terms(RequestHeaders headers, int window, @Nullable Duration timeout, ItemQueue queue) {
	}

	StreamRequest(ClientContext context, ZmqClientRequest request, byte[] data, RequestHeaders headers,
			Duration timeout, RequestPath path, Terms terms) {
		super(context, request, data, headers, timeout, path, terms.queue());
		this.streamHeaders = terms.headers();
		this.window = terms.window();
		this.queue = terms.queue();
		this.totalTimeout = terms.timeout();
		this.latest = started() + ((this.totalTimeout != null) ? this.totalTimeout : BoundedTime.LONGEST).toNanos();
		extend(started());
	}

	private void extend(long now) {
		long next = now + timeout().toNanos();
		this.deadline = (this.latest - next < 0) ? this.latest : next;
	}

	/** Extends the deadline while no item can arrive for lack of credit. */
	@Override
	boolean isOverdue(long now) {
		if (this.credit == 0 && this.begun) {
			extend(now);
		}
		return super.isOverdue(now);
	}

	@Override
	byte[][] frames(byte @Nullable [] token, Capabilities peer, long now) {
		if (!peer.stream()) {
			return super.frames(token, peer, now);
		}
		this.credit = this.window;
		return frames(token, this.streamHeaders.frame(timeout().toMillis()), now);
	}

	@Override
	boolean maySendAgain() {
		return super.maySendAgain() && !this.begun;
	}

	@Override
	@Nullable String take(byte[][] frames, long now) {
		if (this.credit <= 0) {
			return "it has more items than were requested";
		}
		this.credit--;
		this.begunAt = this.begun ? this.begunAt : now;
		this.begun = true;
		extend(now);
		return this.queue.add(frames);
	}

	@Override
	long answeredAt(long now) {
		return this.begun ? this.begunAt : now;
	}

	/** Returns the number of items that the peer may send initially. */
	int window() {
		return this.window;
	}

	/** Adds credit for items. Called on the loop. */
	void granted(int items, long now) {
		if (this.credit == 0) {
			extend(now);
		}
		this.credit += items;
	}

	/** Grants the peer credit for items. Thread-safe. */
	void grant(int items) {
		path().grant(this, items);
	}

	/** Whether an item was received. Valid for a thread that has received the end. */
	boolean hasBegun() {
		return this.begun;
	}

	@Nullable Object item(byte[][] frames, JsonData json, Type type) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			MessageCodec.requireBodies(frames, delimiter);
			return read(frames[delimiter + 2], json, type);
		}
		catch (MalformedMessageException ex) {
			throw malformed(String.valueOf(ex.getMessage()), ex);
		}
	}

	@Override
	ZmqTimeoutException timeoutException() {
		boolean total = this.totalTimeout != null && this.deadline == this.latest;
		return (this.begun || total)
				? ZmqTimeoutException.ofStream(event(), endpoint(),
						(total && this.totalTimeout != null) ? this.totalTimeout : timeout(), total)
				: super.timeoutException();
	}

}
