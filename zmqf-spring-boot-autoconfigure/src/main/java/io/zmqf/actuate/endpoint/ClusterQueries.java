package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.zmqf.client.Gathered;
import io.zmqf.client.RequestClient;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.message.Events;
import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Queries the statistics of all nodes that a client reaches, whenever the page is viewed.
 * It does not wait for replies: the page shows those of the previous query. Thread-safe.
 */
final class ClusterQueries {

	static final Duration TIMEOUT = Duration.ofSeconds(2);

	/**
	 * The minimum interval between two queries. A page polls once a second, and two may
	 * be open.
	 */
	private static final long SHORTEST = Duration.ofMillis(900).toNanos();

	/**
	 * The maximum rate of replies, so that large replies of many nodes use little
	 * processor time.
	 */
	private static final int BYTES_PER_SECOND = 512 * 1024;

	/** The pause after a failed query. */
	private static final long PAUSE = Duration.ofSeconds(5).toNanos();

	/** The interval for descriptions. These do not change, but new nodes may appear. */
	private static final long INFO_INTERVAL = Duration.ofSeconds(5).toNanos();

	private static final long KEPT = Duration.ofMinutes(1).toNanos();

	private final LongSupplier nanoTime;

	private final Duration timeout;

	/** The last replies, by the id of the router or server that gathered or sent them. */
	private final Map<String, Answers> results = new LinkedHashMap<>();

	private final Map<String, NodeInfo> infos = new HashMap<>();

	private boolean querying;

	private long next;

	private long nextInfo;

	private @Nullable String refusal;

	/**
	 * Creates an inquiry without replies.
	 * @param nanoTime the clock
	 * @param timeout the maximum time to wait for the replies
	 */
	ClusterQueries(LongSupplier nanoTime, Duration timeout) {
		this.nanoTime = nanoTime;
		this.timeout = timeout;
		this.next = nanoTime.getAsLong();
		this.nextInfo = this.next;
	}

	/**
	 * The replies to one query.
	 *
	 * @param time the time of their arrival
	 * @param stats the statistics of the nodes
	 * @param missing the ids of the nodes that did not reply in time
	 */
	private record Answers(long time, List<NodeStats> stats, Set<String> missing) {
	}

	/**
	 * The known state of the nodes.
	 *
	 * @param stats the statistics of the nodes
	 * @param missing the ids of the nodes that did not reply in time
	 * @param infos the descriptions of the nodes by id
	 * @param refusal the reason why the nodes reject queries, or {@code null} if they do
	 * not
	 */
	record Results(List<NodeStats> stats, Set<String> missing, Map<String, NodeInfo> infos, @Nullable String refusal) {

		/**
		 * Whether one of the nodes is a router. Its statistics include those of its
		 * workers.
		 */
		boolean isRouted() {
			return this.stats.stream().anyMatch((node) -> node.type().equals(NodeType.ROUTER.wireName()));
		}

	}

	/**
	 * Sends a query, unless one is in flight or the last one was sent just now.
	 * @param client the client to send with
	 */
	void query(RequestClient client) {
		String query = nextQuery();
		if (query == null) {
			return;
		}
		boolean begun = false;
		try {
			client.event(query)
				.timeout(this.timeout)
				.gatherAsync(byte[].class)
				.whenComplete((gathered, failure) -> ended(query, gathered, failure));
			begun = true;
		}
		finally {
			if (!begun) {
				ended(query, null, null);
			}
		}
	}

	private synchronized @Nullable String nextQuery() {
		long now = this.nanoTime.getAsLong();
		if (this.querying || this.next - now > 0) {
			return null;
		}
		this.querying = true;
		this.next = now + SHORTEST;
		boolean unknown = this.results.values()
			.stream()
			.flatMap((answers) -> answers.stats().stream())
			.anyMatch((stats) -> !this.infos.containsKey(stats.id()));
		if (!unknown || this.nextInfo - now > 0) {
			return Events.STATS;
		}
		this.nextInfo = now + INFO_INTERVAL;
		return Events.INFO;
	}

	private void ended(String query, @Nullable Gathered<byte[]> gathered, @Nullable Throwable failure) {
		Runnable update = () -> failed(failure);
		try { // without the lock
			if (gathered != null && query.equals(Events.INFO)) {
				Map<String, NodeInfo> read = read(gathered, NodeInfo::fromJson);
				update = () -> this.infos.putAll(read);
			}
			else if (gathered != null) {
				Map<String, NodeStats> read = read(gathered, NodeStats::fromJson);
				update = () -> answered(read, gathered.missing());
			}
		}
		finally {
			done(gathered, update);
		}
	}

	/** Reads the replies of nodes, without those that are not valid. */
	private static <T> Map<String, T> read(Gathered<byte[]> gathered, Function<byte[], T> reader) {
		Map<String, T> all = new LinkedHashMap<>();
		gathered.replies().forEach((id, json) -> {
			if (json != null) {
				try {
					all.put(id, reader.apply(json));
				}
				catch (JacksonException ex) {
					// from another version or another library
				}
			}
		});
		return all;
	}

	private void answered(Map<String, NodeStats> read, Set<String> missing) {
		String source = read.values()
			.stream()
			.filter((stats) -> !stats.type().equals(NodeType.WORKER.wireName()))
			.map(NodeStats::id)
			.findFirst()
			.orElse("");
		this.results.put(source, new Answers(this.nanoTime.getAsLong(), List.copyOf(read.values()), missing));
		this.refusal = null;
	}

	/**
	 * Records a rejection. A node that requires the operator role rejects the whole
	 * query.
	 */
	private void failed(@Nullable Throwable failure) {
		this.refusal = (failure instanceof ZmqRemoteException remote) ? remote.getProblem().detail() : null;
		this.next = this.nanoTime.getAsLong() + PAUSE;
	}

	/**
	 * Applies the update and sets the time of the next query in one step, so that a
	 * concurrent view sees both.
	 */
	private synchronized void done(@Nullable Gathered<byte[]> gathered, Runnable update) {
		this.querying = false;
		update.run();
		long bytes = (gathered != null)
				? gathered.replies().values().stream().mapToLong((json) -> (json != null) ? json.length : 0).sum() : 0;
		long earliest = this.nanoTime.getAsLong() + Duration.ofSeconds(1).toNanos() / BYTES_PER_SECOND * bytes;
		this.next = (earliest - this.next > 0) ? earliest : this.next;
	}

	/** Returns the current state. */
	synchronized Results results() {
		long now = this.nanoTime.getAsLong();
		this.results.values().removeIf((answers) -> now - answers.time() > KEPT);
		List<NodeStats> stats = this.results.values().stream().flatMap((answers) -> answers.stats().stream()).toList();
		this.infos.keySet().retainAll(stats.stream().map(NodeStats::id).collect(Collectors.toSet()));
		Set<String> missing = new LinkedHashSet<>();
		this.results.values().forEach((answers) -> missing.addAll(answers.missing()));
		return new Results(stats, missing, Map.copyOf(this.infos), this.refusal);
	}

}
