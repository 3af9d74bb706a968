package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.zmqf.info.NodeInfo;
import io.zmqf.message.Events;
import io.zmqf.message.GatheredItem;
import io.zmqf.message.Message;
import io.zmqf.router.Router;
import tools.jackson.core.JacksonException;

/**
 * The descriptions of the workers of the application's own router. They are queried while
 * the page is viewed, if a worker has not described itself yet. Thread-safe.
 */
final class WorkerInfos {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	/**
	 * The minimum interval between two queries, so that workers that start together share
	 * one.
	 */
	private static final long SHORTEST = Duration.ofSeconds(2).toNanos();

	/** The interval between queries if workers do not reply, such as Python workers. */
	private static final long AGAIN = Duration.ofMinutes(1).toNanos();

	private final LongSupplier nanoTime;

	private final Map<String, NodeInfo> infos = new HashMap<>();

	/** The workers at the time of the last query. */
	private Set<String> queried = Set.of();

	private boolean querying;

	private long last;

	WorkerInfos(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.last = nanoTime.getAsLong() - AGAIN;
	}

	/**
	 * Queries the workers without waiting for replies.
	 * @param router the router
	 * @param workers the ids of its workers
	 * @param former the ids of workers that left, whose descriptions are kept
	 * @return the known descriptions by worker id
	 */
	Map<String, NodeInfo> query(Router router, List<String> workers, List<String> former) {
		return query(() -> router.queryWorkers(Events.INFO, Message.NO_DATA, TIMEOUT), workers, former);
	}

	Map<String, NodeInfo> query(Supplier<CompletableFuture<Map<String, byte[]>>> query, List<String> workers,
			List<String> former) {
		Set<String> shown = new HashSet<>(workers);
		shown.addAll(former);
		Map<String, NodeInfo> described = described(shown);
		if (begin(workers)) {
			query.get().whenComplete((answers, failure) -> ended((answers != null) ? answers : Map.of(), workers));
		}
		return described;
	}

	private synchronized Map<String, NodeInfo> described(Set<String> shown) {
		this.infos.keySet().retainAll(shown);
		return Map.copyOf(this.infos);
	}

	private synchronized boolean begin(List<String> workers) {
		long since = this.nanoTime.getAsLong() - this.last;
		boolean due = workers.stream()
			.anyMatch((id) -> !this.infos.containsKey(id) && (since >= AGAIN || !this.queried.contains(id)));
		if (this.querying || since < SHORTEST || !due) {
			return false;
		}
		this.querying = true;
		this.queried = Set.copyOf(workers);
		return true;
	}

	private void ended(Map<String, byte[]> answers, List<String> workers) {
		Map<String, NodeInfo> read = new HashMap<>();
		for (String id : workers) {
			byte[] json = answers.getOrDefault(id, answers.get(GatheredItem.node(id)));
			if (json != null) {
				try {
					read.put(id, NodeInfo.fromJson(json));
				}
				catch (JacksonException ex) {
					// from another version or another library
				}
			}
		}
		synchronized (this) {
			this.infos.putAll(read);
			this.last = this.nanoTime.getAsLong();
			this.querying = false;
		}
	}

}
