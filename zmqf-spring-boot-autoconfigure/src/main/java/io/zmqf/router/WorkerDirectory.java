package io.zmqf.router;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

/**
 * The workers that can be addressed, by their routing ids. Belongs to the backend's loop,
 * but for the {@linkplain #snapshot() snapshot}.
 */
final class WorkerDirectory {

	private final Map<ByteBuffer, KnownWorker> byIdentity = new HashMap<>();

	private final ConcurrentNavigableMap<Long, KnownWorker> inOrder = new ConcurrentSkipListMap<>();

	private long number;

	/**
	 * Adds a worker.
	 * @param identity its routing id
	 * @param user its authenticated user, {@code null} for none
	 * @return the worker
	 */
	KnownWorker add(byte[] identity, @Nullable String user) {
		KnownWorker worker = new KnownWorker(identity, this.number++, user);
		this.byIdentity.put(ByteBuffer.wrap(identity), worker);
		this.inOrder.put(worker.number(), worker);
		return worker;
	}

	@Nullable KnownWorker find(byte[] identity) {
		return this.byIdentity.get(ByteBuffer.wrap(identity));
	}

	void remove(KnownWorker worker) {
		this.byIdentity.remove(ByteBuffer.wrap(worker.identity()), worker);
		this.inOrder.remove(worker.number());
	}

	/** All workers, in the order in which they came; from any thread. */
	List<KnownWorker> snapshot() {
		return List.copyOf(this.inOrder.values());
	}

}
