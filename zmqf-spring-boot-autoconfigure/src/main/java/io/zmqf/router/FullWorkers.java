package io.zmqf.router;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.outgoing.Rounds;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * Workers whose connections take nothing for now. Each of them is tried again within 10
 * ms, of many a part at a time: the words that wait for a worker go before whatever it is
 * sent next. Belongs to the backend's loop.
 */
final class FullWorkers extends Timed {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final Set<KnownWorker> workers = new LinkedHashSet<>();

	private final SocketLoop loop;

	private final Consumer<KnownWorker> offer;

	/**
	 * Creates the set.
	 * @param loop the loop of the workers' socket
	 * @param offer the way to have a worker take what waits
	 */
	FullWorkers(SocketLoop loop, Consumer<KnownWorker> offer) {
		this.loop = loop;
		this.offer = offer;
	}

	/**
	 * Has a worker stop a request, before it gets another one.
	 * @param worker a worker that understands that
	 * @param token the token of the request there
	 */
	void cancel(KnownWorker worker, long token) {
		worker.words.cancel(token);
		sendWords(worker);
	}

	/**
	 * Lets a worker send more items.
	 * @param worker a worker that understands that
	 * @param token the token of the request there
	 * @param items the number of further items
	 */
	void credit(KnownWorker worker, long token, int items) {
		worker.words.credit(token, items);
		sendWords(worker);
	}

	/**
	 * Sends a worker the words that wait for it.
	 * @return whether none is left, so that it can be sent something else
	 */
	boolean sendWords(KnownWorker worker) {
		if (worker.words.isEmpty()
				|| worker.words.areSent((word) -> this.loop.send(word) != SendResult.FULL, worker.identity())) {
			return true;
		}
		add(worker);
		return false;
	}

	void add(KnownWorker worker) {
		worker.full = true;
		this.workers.add(worker);
		awaitRoom();
	}

	private void awaitRoom() {
		if (!isScheduled()) {
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
	}

	void remove(KnownWorker worker) {
		if (worker.full) {
			worker.full = false;
			this.workers.remove(worker);
		}
	}

	/** A worker is gone. */
	void forget(KnownWorker worker) {
		worker.words.clear();
		remove(worker);
	}

	/** Whoever takes something by now, and whom nothing waits for, is full no more. */
	private boolean retry(KnownWorker worker) {
		this.workers.remove(worker);
		this.workers.add(worker);
		if (!worker.isWaitedFor() || this.loop.mayTake(worker.identity())) {
			this.offer.accept(worker);
		}
		return !worker.full;
	}

	@Override
	protected void onTime() {
		try {
			Rounds.turn(this.workers, this::retry);
		}
		finally {
			if (!this.workers.isEmpty()) {
				awaitRoom();
			}
		}
	}

}
