package io.zmqf.worker;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.zmqf.info.EventLoad;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeInfo.EventInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.info.NodeStats.EventStats;
import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The replies of a worker or a server to queries about itself. Thread-safe.
 *
 * @param settings the settings of the node
 * @param handlers the handlers of requests
 * @param abandoned the number of requests whose handlers still run after their end
 * @param endpoints a supplier of the endpoints of the node
 * @param connections a supplier of the connections of the node
 * @param started the time when the node was created
 */
record WorkerReport(WorkerSettings settings, HandlerRegistry handlers, AtomicInteger abandoned,
		Supplier<List<Endpoint>> endpoints, Supplier<List<WorkerConnection>> connections, Instant started) {

	CompletableFuture<byte[][]> answer(byte[][] envelope, String query, byte[] data, long maxSize) {
		return this.settings.disclosure().answer(envelope, query, data, maxSize, this::info, this::stats);
	}

	NodeInfo info() {
		return NodeInfo.of(this.settings.identity(), this.settings.type(), this.settings.disclosure(), this.started,
				this.endpoints.get(), this.handlers.registrations().stream().map(WorkerReport::info).toList());
	}

	private static EventInfo info(HandlerRegistry.Registration registration) {
		HandlerSignature signature = registration.handler().signature();
		return new EventInfo(registration.event(), name(signature.parameter()), name(signature.result()),
				signature.roles(), registration.blocking(), signature.stream());
	}

	private static @Nullable String name(@Nullable Type type) {
		return (type != null) ? type.getTypeName() : null;
	}

	CompletableFuture<NodeStats> stats() {
		List<WorkerConnection> current = this.connections.get();
		CompletableFuture<Map<String, EventLoad>> loads = CompletableFuture.completedFuture(Map.of());
		for (WorkerConnection connection : current) {
			loads = loads.thenCombine(connection.loads(), WorkerReport::sum);
		}
		return loads.thenApplyAsync((sum) -> stats(sum, current));
	}

	/**
	 * Counts requests by event, with an empty event for those without a handler. Called
	 * on their event loop.
	 */
	static Map<String, EventLoad> count(Iterable<InboundRequest> requests) {
		Map<String, EventLoad> loads = new HashMap<>();
		for (InboundRequest request : requests) {
			HandlerRegistry.Registration registration = request.registration();
			loads.merge((registration != null) ? registration.event() : "",
					request.isWaiting() ? EventLoad.WAITING : EventLoad.IN_FLIGHT, EventLoad::plus);
		}
		return loads;
	}

	private static Map<String, EventLoad> sum(Map<String, EventLoad> one, Map<String, EventLoad> other) {
		Map<String, EventLoad> sum = new HashMap<>(one);
		other.forEach((event, load) -> sum.merge(event, load, EventLoad::plus));
		return sum;
	}

	private NodeStats stats(Map<String, EventLoad> loads, List<WorkerConnection> current) {
		long now = System.nanoTime();
		List<EventStats> events = this.handlers.registrations().stream().map((registration) -> {
			EventLoad load = loads.getOrDefault(registration.event(), EventLoad.NONE);
			return registration.meter()
				.stats(registration.event(), load.inFlight(), load.waiting(), registration.overdue().get(), now);
		}).toList();
		EventLoad all = EventLoad.all(loads);
		return new NodeStats(this.settings.identity().nodeId(), this.settings.type().wireName(), Instant.now(),
				all.inFlight(), all.waiting(), current.stream().mapToInt(WorkerConnection::capacity).sum(),
				this.abandoned.get(), events, List.of());
	}

}
