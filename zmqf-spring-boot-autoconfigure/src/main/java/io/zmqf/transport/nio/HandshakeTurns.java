package io.zmqf.transport.nio;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Timers;
import org.jspecify.annotations.Nullable;

/**
 * The queue of CURVE handshakes that wait for time on their event loop. It serves the
 * origins in turn. Belongs to the event loop.
 *
 * @param <S> the type of the connections
 */
final class HandshakeTurns<S> extends Timed {

	private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final HandshakeBudget budget;

	private final Timers timers;

	private final Consumer<S> turn;

	private final FairQueue<Object, S> waiting = new FairQueue<>();

	private final Map<S, FairQueue.Place<S>> places = new HashMap<>();

	private long readsSeen;

	/**
	 * Creates an empty queue.
	 * @param budget the time budget of handshakes
	 * @param timers the timers of the event loop
	 * @param turn the callback that continues a handshake
	 */
	HandshakeTurns(HandshakeBudget budget, Timers timers, Consumer<S> turn) {
		this.budget = budget;
		this.timers = timers;
		this.turn = turn;
	}

	/**
	 * Whether a handshake may continue now. If not, it is queued and continued later.
	 * @param connection the connection
	 * @param origin the origin of the connection
	 */
	boolean mayContinue(S connection, Object origin) {
		if (this.waiting.size() == 0 && this.budget.isLeft(System.nanoTime())) {
			return true;
		}
		this.places.computeIfAbsent(connection, (waits) -> this.waiting.add(origin, waits, 1));
		awaitTurn();
		return false;
	}

	private void awaitTurn() {
		this.timers.schedule(this, System.nanoTime() + TURN_NANOS);
	}

	@Override
	protected void onTime() {
		boolean idle = this.budget.reads() == this.readsSeen;
		this.readsSeen = this.budget.reads();
		long begin = System.nanoTime();
		for (long now = begin; this.budget.isLeft(now) || idle && now - begin < TURN_NANOS; now = System.nanoTime()) {
			S next = this.waiting.poll();
			if (next == null) {
				return;
			}
			this.places.remove(next);
			this.turn.accept(next);
		}
		if (this.waiting.size() > 0) {
			awaitTurn();
		}
	}

	/** Removes a handshake from the queue. */
	void leave(S connection) {
		FairQueue.@Nullable Place<S> place = this.places.remove(connection);
		if (place != null) {
			this.waiting.remove(place);
		}
	}

	/** Stops continuing handshakes. */
	void close() {
		this.timers.cancel(this);
	}

}
