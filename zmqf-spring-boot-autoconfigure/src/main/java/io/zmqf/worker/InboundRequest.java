package io.zmqf.worker;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.message.Message;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * A request from its arrival to its end. The executor runs its handler, and the event
 * loop of its connection sends the reply. At the deadline the event loop sends an error,
 * even if the handler still runs.
 */
final class InboundRequest extends HandledRequest implements LoopTask {

	/** The deadline, or 0 until it is first computed. Owned by the event loop. */
	private long deadline;

	/**
	 * The entry in the queue of all requests, or {@code null} if it is not queued. The
	 * next field is the entry in the queue for its size. Owned by {@link RequestQueue}.
	 */
	FairQueue.@Nullable Place<InboundRequest> place;

	FairQueue.@Nullable Place<InboundRequest> turn;

	/**
	 * The event loop's thread while it handles the request, compared only by that thread.
	 */
	private @Nullable Thread here;

	/**
	 * The timer of the deadline of a request to all workers, to which a server replies
	 * alone. It is {@code null} for other requests, whose callers watch their deadlines
	 * themselves.
	 */
	@Nullable Timed endOfAll;

	/**
	 * The queue in which the reply or its items wait until the connection is writable, or
	 * {@code null} if they do not wait. Owned by {@link ReplySender}.
	 */
	@Nullable Deque<InboundRequest> waitsIn;

	/** Whether the request has a slot. Owned by {@link HandlerSlots}. */
	boolean placed;

	/**
	 * Whether the request has lost its slot at its deadline. Owned by
	 * {@link HandlerSlots}.
	 */
	boolean stopped;

	/**
	 * The next older request in flight. Owned by {@link InboundRequests}, as the next two
	 * fields.
	 */
	@Nullable InboundRequest older;

	@Nullable InboundRequest newer;

	boolean listed;

	/**
	 * Creates a request that has just arrived.
	 * @param connection the connection that has received it
	 * @param registration the handler of its event, or {@code null} if there is none
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @param arrived the time of its arrival
	 * @param vouching the function that replaces the headers about the sender, or
	 * {@code null} if they can be trusted
	 */
	InboundRequest(WorkerConnection connection, HandlerRegistry.@Nullable Registration registration, byte[][] frames,
			int delimiter, long arrived, @Nullable UnaryOperator<Map<String, String>> vouching) {
		super(connection, registration, frames, delimiter, arrived, vouching);
	}

	/** Whether the handler runs on the event loop. */
	boolean isHandledHere() {
		HandlerRegistry.Registration registration = registration();
		return registration != null && !registration.blocking();
	}

	/** Sends the reply. Called on the event loop. */
	@Override
	public void run() {
		connection().requests().replies().send(this);
	}

	/**
	 * Handles the request on the event loop. The caller sends the reply if there is one.
	 * @return {@code true} if the reply is set
	 */
	boolean handleHere() {
		this.here = Thread.currentThread();
		try {
			handle();
		}
		finally {
			this.here = null;
		}
		return isAnswered();
	}

	/**
	 * Reports the end to the tracing, after the reply is sent or dropped. Called on the
	 * event loop.
	 */
	void traceEnd() {
		StreamedItems streamed = items();
		long now = connection().loop().now();
		traceEnd(((streamed != null) ? streamed.begunAt(now) : now) - arrived());
	}

	/**
	 * Returns the deadline of the reply, or of the next item of a stream. Called on the
	 * event loop.
	 */
	long deadline() {
		StreamedItems streamed = items();
		if (streamed != null && !this.stopped) {
			this.deadline = streamed.deadline(this.waitsIn != null);
		}
		if (this.deadline == 0) {
			this.deadline = arrived() + timeoutNanos();
		}
		return this.deadline;
	}

	/** Schedules the sending of the reply, unless {@link #handleHere()} has set it. */
	@Override
	void answered() {
		if (this.here != Thread.currentThread()) {
			connection().execute(this);
		}
	}

	@Override
	StreamedItems items(Message request, Function<@Nullable Object, byte[]> writer, StreamTerms streamed,
			AtomicLong left) {
		return new StreamedItems(this, request, writer, streamed, left);
	}

}
