package io.zmqf.router;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqf.transport.FrameKey;

import org.jspecify.annotations.Nullable;

/**
 * The known workers by routing id. Confined to the backend's loop, except the
 * {@linkplain #snapshot() snapshot}.
 */
final class WorkerDirectory {

	/** The maximum memory of the requests of one worker, in bytes. */
	private final long maxBytes;

	private final Map<FrameKey, KnownWorker> workers = new ConcurrentHashMap<>();

	private long number;

	/** The sets of events that workers have announced. */
	private final Map<Set<String>, AnnouncedEvents> events = new HashMap<>();

	private long eventsBytes;

	WorkerDirectory(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Adds a worker.
	 * @param identity the routing id
	 * @param user the authenticated user, or {@code null} if there is none
	 * @return the worker
	 */
	KnownWorker add(byte[] identity, @Nullable String user) {
		KnownWorker worker = new KnownWorker(identity, this.number++, user, this.maxBytes);
		this.workers.put(new FrameKey(identity), worker);
		return worker;
	}

	@Nullable KnownWorker find(byte[] identity) {
		return this.workers.get(new FrameKey(identity));
	}

	void remove(KnownWorker worker) {
		if (this.workers.remove(new FrameKey(worker.identity()), worker)) {
			release(worker.events());
		}
	}

	/**
	 * Sets the events that a worker handles.
	 * @param worker the worker
	 * @param names the events, or {@code null} for all events
	 */
	void announced(KnownWorker worker, @Nullable Set<String> names) {
		AnnouncedEvents former = worker.events();
		AnnouncedEvents handled = (names != null) ? this.events.computeIfAbsent(names, AnnouncedEvents::new) : null;
		if (handled != null && handled.workers++ == 0) {
			this.eventsBytes += handled.bytes();
		}
		worker.announces(handled);
		release(former);
	}

	private void release(@Nullable AnnouncedEvents former) {
		if (former != null && --former.workers == 0) {
			this.events.remove(former.names());
			this.eventsBytes -= former.bytes();
		}
	}

	/**
	 * Returns the worker whose events use most memory. Workers that announced the same
	 * events share it equally.
	 * @param limit the maximum memory of the events of all workers, in bytes
	 * @return the worker, or {@code null} if the limit is not exceeded
	 */
	@Nullable KnownWorker largest(long limit) {
		return (this.eventsBytes <= limit) ? null
				: this.workers.values()
					.stream()
					.max(Comparator.comparingLong(WorkerDirectory::partOfEvents))
					.orElse(null);
	}

	private static long partOfEvents(KnownWorker worker) {
		AnnouncedEvents handled = worker.events();
		return (handled != null) ? handled.bytes() / handled.workers : 0;
	}

	/** Returns all workers, in the order in which they joined. Thread-safe. */
	List<KnownWorker> snapshot() {
		return this.workers.values().stream().sorted(Comparator.comparingLong(KnownWorker::number)).toList();
	}

}
