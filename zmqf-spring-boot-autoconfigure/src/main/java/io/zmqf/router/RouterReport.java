package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.zmqf.info.Disclosure;
import io.zmqf.info.EventLoad;
import io.zmqf.info.EventMeter;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.info.NodeStats.EventStats;
import io.zmqf.info.NodeStats.WorkerLoad;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.Printable;
import io.zmqf.message.RequestReference;
import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The router's answers to queries about itself. Thread-safe.
 *
 * @param identity the identity of the router
 * @param started the time at which the router was created
 * @param disclosure the description of the application and the access to it
 * @param maxSize the maximum size of an answer, in bytes
 * @param endpoints a supplier of the router's endpoints
 * @param backend a supplier of the backend, or of {@code null} while the router is not
 * running
 */
record RouterReport(NodeIdentity identity, Instant started, Disclosure disclosure, long maxSize,
		Supplier<List<Endpoint>> endpoints, Supplier<@Nullable Backend> backend) {

	/** The counts at one time, taken on the loop. */
	record Counted(long time, Map<String, EventLoad> loads, Map<String, EventMeter> meters) {

		static final Counted NOTHING = new Counted(0, Map.of(), Map.of());

		/** Returns the statistics by event, sorted by name. */
		List<EventStats> events() {
			Set<String> names = new TreeSet<>(this.loads.keySet());
			names.addAll(this.meters.keySet());
			List<EventStats> events = new ArrayList<>();
			for (String name : names) {
				EventLoad load = this.loads.getOrDefault(name, EventLoad.NONE);
				EventMeter meter = this.meters.get(name);
				events.add(((meter != null) ? meter : new EventMeter(this.time)).stats(Printable.of(name),
						load.inFlight(), load.waiting(), load.abandoned(), this.time));
			}
			return events;
		}

	}

	/** Counts requests. Called on the loop. */
	static Counted count(Iterable<RoutedRequest> requests, Map<String, EventMeter> meters, long now) {
		Map<String, EventLoad> loads = new TreeMap<>();
		requests.forEach((request) -> loads.merge(request.event(), load(request), EventLoad::plus));
		return new Counted(now, loads, meters);
	}

	/** Returns the age of the oldest request whose client still waits. */
	static Duration oldest(List<RoutedRequest> requests, long now) {
		return Duration.ofNanos(
				requests.stream().filter((each) -> !each.abandoned).mapToLong((each) -> each.age(now)).max().orElse(0));
	}

	/**
	 * Returns the oldest requests whose clients still wait, without waiting parts of
	 * requests to all.
	 */
	static List<OpenRequest> oldest(List<RoutedRequest> requests, int size, long now) {
		return requests.stream()
			.filter((each) -> !each.abandoned && each.placeAtWorker == null)
			.sorted(Comparator.comparingLong((each) -> -each.age(now)))
			.limit(size)
			.map((each) -> describe(each, now))
			.toList();
	}

	private static OpenRequest describe(RoutedRequest request, long now) {
		return new OpenRequest(Printable.of(request.event()), Duration.ofNanos(request.age(now)),
				(request.worker != null) ? request.worker.id() : null, request.attempts,
				RequestReference.of(request.frames()).traceId());
	}

	private static EventLoad load(RoutedRequest request) {
		if (request.abandoned) {
			return EventLoad.ABANDONED;
		}
		return (request.isWaiting() || request.placeAtWorker != null) ? EventLoad.WAITING : EventLoad.IN_FLIGHT;
	}

	CompletableFuture<byte[][]> answer(byte[][] envelope, String query, byte[] data) {
		return this.disclosure.answer(envelope, query, data, this.maxSize, this::info, this::stats);
	}

	String nodeId() {
		return this.identity.nodeId();
	}

	/** Returns the data of the answer to a worker's registration. */
	byte[] welcome() {
		return ("{\"node_id\":\"" + nodeId() + "\"}").getBytes(StandardCharsets.US_ASCII);
	}

	NodeInfo info() {
		return NodeInfo.of(this.identity, NodeType.ROUTER, this.disclosure, this.started, this.endpoints.get(),
				List.of());
	}

	CompletableFuture<NodeStats> stats() {
		Backend current = this.backend.get();
		return (current != null) ? current.counted().thenApplyAsync((counted) -> stats(counted, current.workers()))
				: CompletableFuture.completedFuture(stats(Counted.NOTHING, List.of()));
	}

	private NodeStats stats(Counted counted, List<WorkerLoad> workers) {
		EventLoad all = EventLoad.all(counted.loads());
		long capacity = workers.stream().mapToLong(WorkerLoad::capacity).sum();
		return new NodeStats(this.identity.nodeId(), NodeType.ROUTER.wireName(), Instant.now(), all.inFlight(),
				all.waiting(), (int) Math.min(Integer.MAX_VALUE, capacity), all.abandoned(), counted.events(), workers);
	}

}
