package io.zmqf.router;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * The words for workers. What the connection of a worker does not take for now goes
 * before whatever the worker is sent next. Belongs to the backend's loop.
 */
final class WorkerWords extends Timed {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private final SocketLoop loop;

	private final Consumer<KnownWorker> offer;

	private final Set<KnownWorker> waiting = new LinkedHashSet<>();

	/**
	 * Creates the words.
	 * @param loop the loop of the workers' socket
	 * @param offer the way to have a worker take what waits for it
	 */
	WorkerWords(SocketLoop loop, Consumer<KnownWorker> offer) {
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
		send(worker);
	}

	/**
	 * Lets a worker send more items.
	 * @param worker a worker that understands that
	 * @param token the token of the request there
	 * @param items the number of further items
	 */
	void credit(KnownWorker worker, long token, int items) {
		worker.words.credit(token, items);
		send(worker);
	}

	private void send(KnownWorker worker) {
		if (!this.waiting.contains(worker) && !areSent(worker)) {
			this.waiting.add(worker);
			this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
		}
	}

	/**
	 * Sends a worker the words that wait for it.
	 * @return whether none is left, so that it can be sent something else
	 */
	boolean areSent(KnownWorker worker) {
		return worker.words.isEmpty()
				|| worker.words.areSent((word) -> this.loop.send(word) != SendResult.FULL, worker.identity());
	}

	/** A worker is gone. */
	void forget(KnownWorker worker) {
		worker.words.clear();
		this.waiting.remove(worker);
	}

	@Override
	protected void onTime() {
		try {
			for (KnownWorker worker : new ArrayList<>(this.waiting)) {
				if (areSent(worker)) {
					this.waiting.remove(worker);
					this.offer.accept(worker);
				}
			}
		}
		finally {
			if (!this.waiting.isEmpty()) {
				this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
			}
		}
	}

}
