package io.zmqf.router;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The workers that can be addressed, by their routing ids. Belongs to the backend's loop,
 * but for the {@linkplain #snapshot() snapshot}.
 */
final class WorkerDirectory {

	/** The memory that the requests of one worker may take. */
	private final long maxBytes;

	private final Map<ByteBuffer, KnownWorker> workers = new ConcurrentHashMap<>();

	private long number;

	/** The lists of events that workers have announced. */
	private final Map<Set<String>, AnnouncedEvents> events = new HashMap<>();

	private long eventsBytes;

	WorkerDirectory(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Adds a worker.
	 * @param identity its routing id
	 * @param user its authenticated user, {@code null} for none
	 * @return the worker
	 */
	KnownWorker add(byte[] identity, @Nullable String user) {
		KnownWorker worker = new KnownWorker(identity, this.number++, user, this.maxBytes);
		this.workers.put(ByteBuffer.wrap(identity), worker);
		return worker;
	}

	@Nullable KnownWorker find(byte[] identity) {
		return this.workers.get(ByteBuffer.wrap(identity));
	}

	void remove(KnownWorker worker) {
		if (this.workers.remove(ByteBuffer.wrap(worker.identity()), worker)) {
			release(worker.events());
		}
	}

	/**
	 * Notes what a worker handles from now on.
	 * @param worker the worker
	 * @param names the events, {@code null} for all events
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
	 * The worker whose events take most memory, of which those that announced the same
	 * ones have equal parts.
	 * @param limit the memory for the events of all workers
	 * @return the worker, {@code null} within the limit
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

	/** All workers, in the order in which they came; from any thread. */
	List<KnownWorker> snapshot() {
		return this.workers.values().stream().sorted(Comparator.comparingLong(KnownWorker::number)).toList();
	}

}
