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
 * Workers whose connections are full. Each is retried within 10 ms; if there are many, a
 * part of them per attempt. Unsent control messages to a worker go before its next
 * request. Confined to the backend's loop.
 */
final class FullWorkers extends Timed {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final Set<KnownWorker> workers = new LinkedHashSet<>();

	private final SocketLoop loop;

	private final Consumer<KnownWorker> offer;

	/**
	 * Creates the set.
	 * @param loop the loop of the workers' socket
	 * @param offer a callback that sends a worker its waiting requests
	 */
	FullWorkers(SocketLoop loop, Consumer<KnownWorker> offer) {
		this.loop = loop;
		this.offer = offer;
	}

	/**
	 * Cancels a request at a worker. The worker receives this before its next request.
	 * @param worker a worker with the required capability
	 * @param token the token of the request
	 */
	void cancel(KnownWorker worker, long token) {
		worker.unsent.cancel(token);
		sendControlMessages(worker);
	}

	/**
	 * Grants a worker credit for more items of a stream.
	 * @param worker a worker with the required capability
	 * @param token the token of the request
	 * @param items the number of further items
	 */
	void credit(KnownWorker worker, long token, int items) {
		worker.unsent.credit(token, items);
		sendControlMessages(worker);
	}

	/**
	 * Sends a worker its unsent control messages.
	 * @return {@code true} if all are sent, so that the worker can be sent a request
	 */
	boolean sendControlMessages(KnownWorker worker) {
		if (worker.unsent.isEmpty()
				|| worker.unsent.areSent((message) -> this.loop.send(message) != SendResult.FULL, worker.identity())) {
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

	/** Removes a worker that is gone, with its unsent control messages. */
	void forget(KnownWorker worker) {
		worker.unsent.clear();
		remove(worker);
	}

	/**
	 * Retries a worker. It is no longer full if it accepts messages, or if nothing waits
	 * for it.
	 */
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
