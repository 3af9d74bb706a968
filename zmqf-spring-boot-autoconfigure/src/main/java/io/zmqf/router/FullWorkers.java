package io.zmqf.router;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * Workers whose connections take no messages for now. They are tried again soon. Belongs
 * to the backend's loop.
 */
final class FullWorkers extends Timed {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

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

	void add(KnownWorker worker) {
		worker.full = true;
		this.workers.add(worker);
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

	/** Tries all of them again. */
	void offer() {
		new ArrayList<>(this.workers).forEach(this.offer);
	}

	@Override
	protected void onTime() {
		try {
			offer();
		}
		finally {
			if (!this.workers.isEmpty() && !isScheduled()) {
				this.loop.schedule(this, this.loop.now() + RETRY_NANOS);
			}
		}
	}

}
