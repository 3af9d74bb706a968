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
 * Asks all nodes that a client reaches how they do, again each time that somebody looks.
 * Nobody waits: who looks gets what was answered before. Thread-safe.
 */
final class ClusterInquiry {

	static final Duration TIMEOUT = Duration.ofSeconds(2);

	/** A page looks once a second, and two may look at the same time. */
	private static final long SHORTEST = Duration.ofMillis(900).toNanos();

	/** So that large answers of many nodes take next to nothing of anybody's time. */
	private static final int BYTES_PER_SECOND = 512 * 1024;

	/** Until a peer is asked again that gave no answer. */
	private static final long PAUSE = Duration.ofSeconds(5).toNanos();

	/** What nodes are does not change, but for those that are new. */
	private static final long INFO_INTERVAL = Duration.ofSeconds(5).toNanos();

	private static final long KEPT = Duration.ofMinutes(1).toNanos();

	private final LongSupplier nanoTime;

	private final Duration timeout;

	/** The last answers by the router or server that gave or passed them on. */
	private final Map<String, Answers> known = new LinkedHashMap<>();

	private final Map<String, NodeInfo> infos = new HashMap<>();

	private boolean asking;

	private long next;

	private long nextInfo;

	private @Nullable String refusal;

	/**
	 * Creates it with nothing known.
	 * @param nanoTime the clock
	 * @param timeout the time within which nodes have to answer
	 */
	ClusterInquiry(LongSupplier nanoTime, Duration timeout) {
		this.nanoTime = nanoTime;
		this.timeout = timeout;
		this.next = nanoTime.getAsLong();
		this.nextInfo = this.next;
	}

	/**
	 * What nodes have answered to one question.
	 *
	 * @param time the time at which they came
	 * @param stats the figures of the nodes
	 * @param missing the ids of those that did not answer in time
	 */
	private record Answers(long time, List<NodeStats> stats, Set<String> missing) {
	}

	/**
	 * What is known of the nodes.
	 *
	 * @param stats the figures of the nodes
	 * @param missing the ids of those that did not answer in time
	 * @param infos the descriptions of the nodes by their ids
	 * @param refusal the reason for which they refuse to answer, {@code null} where they
	 * do not
	 */
	record Known(List<NodeStats> stats, Set<String> missing, Map<String, NodeInfo> infos, @Nullable String refusal) {

		/** Whether a router is among them, which counts what its workers do. */
		boolean isRouted() {
			return this.stats.stream().anyMatch((node) -> node.type().equals(NodeType.ROUTER.wireName()));
		}

	}

	/**
	 * Asks, unless an answer is awaited or the last one came just now.
	 * @param client the client
	 */
	void ask(RequestClient client) {
		String question = nextQuestion();
		if (question == null) {
			return;
		}
		boolean begun = false;
		try {
			client.event(question)
				.timeout(this.timeout)
				.gatherAsync(byte[].class)
				.whenComplete((gathered, failure) -> ended(question, gathered, failure));
			begun = true;
		}
		finally {
			if (!begun) {
				ended(question, null, null);
			}
		}
	}

	private synchronized @Nullable String nextQuestion() {
		long now = this.nanoTime.getAsLong();
		if (this.asking || this.next - now > 0) {
			return null;
		}
		this.asking = true;
		this.next = now + SHORTEST;
		boolean unknown = this.known.values()
			.stream()
			.flatMap((answers) -> answers.stats().stream())
			.anyMatch((stats) -> !this.infos.containsKey(stats.id()));
		if (!unknown || this.nextInfo - now > 0) {
			return Events.STATS;
		}
		this.nextInfo = now + INFO_INTERVAL;
		return Events.INFO;
	}

	private void ended(String question, @Nullable Gathered<byte[]> gathered, @Nullable Throwable failure) {
		Runnable news = () -> {
		};
		try {
			news = news(question, gathered, failure);
		}
		finally {
			done(gathered, news);
		}
	}

	/** Reads the answers, without the lock. */
	private Runnable news(String question, @Nullable Gathered<byte[]> gathered, @Nullable Throwable failure) {
		if (gathered == null) {
			return () -> failed(failure);
		}
		if (question.equals(Events.INFO)) {
			Map<String, NodeInfo> read = read(gathered, NodeInfo::fromJson);
			return () -> this.infos.putAll(read);
		}
		Map<String, NodeStats> read = read(gathered, NodeStats::fromJson);
		return () -> answered(read, gathered.missing());
	}

	/** Reads what nodes say; what is anything else is left out. */
	private static <T> Map<String, T> read(Gathered<byte[]> gathered, Function<byte[], T> reader) {
		Map<String, T> all = new LinkedHashMap<>();
		gathered.replies().forEach((id, json) -> {
			if (json != null) {
				try {
					all.put(id, reader.apply(json));
				}
				catch (JacksonException ex) {
					// of another version, or not of this library
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
		this.known.put(source, new Answers(this.nanoTime.getAsLong(), List.copyOf(read.values()), missing));
		this.refusal = null;
	}

	/** Whoever lets nobody ask but operators refuses for all. */
	private void failed(@Nullable Throwable failure) {
		this.refusal = (failure instanceof ZmqRemoteException remote) ? remote.getProblem().detail() : null;
		this.next = this.nanoTime.getAsLong() + PAUSE;
	}

	/** Who looks sees the answers together with the time of the next question. */
	private synchronized void done(@Nullable Gathered<byte[]> gathered, Runnable news) {
		this.asking = false;
		news.run();
		long bytes = (gathered != null)
				? gathered.replies().values().stream().mapToLong((json) -> (json != null) ? json.length : 0).sum() : 0;
		long earliest = this.nanoTime.getAsLong() + Duration.ofSeconds(1).toNanos() / BYTES_PER_SECOND * bytes;
		this.next = (earliest - this.next > 0) ? earliest : this.next;
	}

	/** What is known at this moment. */
	synchronized Known known() {
		long now = this.nanoTime.getAsLong();
		this.known.values().removeIf((answers) -> now - answers.time() > KEPT);
		List<NodeStats> stats = this.known.values().stream().flatMap((answers) -> answers.stats().stream()).toList();
		Map<String, NodeInfo> current = new HashMap<>();
		stats.forEach((node) -> {
			NodeInfo info = this.infos.get(node.id());
			if (info != null) {
				current.put(node.id(), info);
			}
		});
		this.infos.keySet().retainAll(current.keySet());
		Set<String> missing = new LinkedHashSet<>();
		this.known.values().forEach((answers) -> missing.addAll(answers.missing()));
		return new Known(stats, missing, current, this.refusal);
	}

}
