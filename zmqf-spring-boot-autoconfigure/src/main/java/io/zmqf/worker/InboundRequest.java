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
 * A request from its arrival to its end: the executor runs its handler, the loop of its
 * connection sends the answer. At its deadline the loop answers it, whatever the handler
 * does.
 */
final class InboundRequest extends HandledRequest implements LoopTask {

	/** When nobody waits any more; 0 until the loop has read it, which owns it. */
	private long deadline;

	/** Its places while it waits for its turn; owned by {@link RequestQueue}. */
	FairQueue.@Nullable Place<InboundRequest> place;

	FairQueue.@Nullable Place<InboundRequest> turn;

	/** The loop's thread while it handles the request, for that thread alone. */
	private @Nullable Thread here;

	/**
	 * Its end where its sender asks all, of whom this is the only one; {@code null} for
	 * other senders, who know their deadlines themselves.
	 */
	@Nullable Timed endOfAll;

	/**
	 * Where its answer or items wait for room, {@code null} while they don't; owned by
	 * {@link ReplySender}.
	 */
	@Nullable Deque<InboundRequest> waitsIn;

	/** Whether it has a place; owned by {@link HandlerPlaces}. */
	boolean placed;

	/**
	 * Whether its deadline has passed, so that it has no place; owned by
	 * {@link HandlerPlaces}.
	 */
	boolean stopped;

	/** Its neighbours among those in hand; owned by {@link InboundRequests}. */
	@Nullable InboundRequest older;

	@Nullable InboundRequest newer;

	boolean listed;

	/**
	 * Creates a request that has just arrived.
	 * @param connection the connection that it came by
	 * @param registration the handler of its event, {@code null} for none
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @param arrived the time of its arrival
	 * @param vouching the replacement of what it says of its sender, {@code null} where
	 * that can be relied on
	 */
	InboundRequest(WorkerConnection connection, HandlerRegistry.@Nullable Registration registration, byte[][] frames,
			int delimiter, long arrived, @Nullable UnaryOperator<Map<String, String>> vouching) {
		super(connection, registration, frames, delimiter, arrived, vouching);
	}

	/** Whether its handler runs on the loop. */
	boolean isHandledHere() {
		HandlerRegistry.Registration known = registration();
		return known != null && !known.blocking();
	}

	/** Sends the answer; on the loop. */
	@Override
	public void run() {
		connection().requests().replies().send(this);
	}

	/**
	 * Handles the request on the loop, which sends the answer itself where it is there.
	 * @return whether it is
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

	/** Its answer is sent or dropped; on the loop. */
	void traceEnd() {
		StreamedItems streamed = items();
		long now = connection().loop().now();
		traceEnd(((streamed != null) ? streamed.begunAt(now) : now) - arrived());
	}

	/** When nobody waits any more; on the loop. */
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

	/** Sends the answer, which whoever handles the request on the loop does itself. */
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
