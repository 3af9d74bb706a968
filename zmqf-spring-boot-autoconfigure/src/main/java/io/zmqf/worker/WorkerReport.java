package io.zmqf.worker;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeInfo.EventInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.info.NodeStats.EventStats;
import io.zmqf.message.Events;
import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;

/** What a worker or a server says of itself; thread-safe. */
final class WorkerReport {

	private final WorkerSettings settings;

	private final HandlerRegistry handlers;

	private final AbandonedRequests abandoned;

	private final Supplier<List<Endpoint>> endpoints;

	private final Supplier<List<WorkerConnection>> connections;

	private final Instant started = Instant.now();

	WorkerReport(WorkerSettings settings, HandlerRegistry handlers, AbandonedRequests abandoned,
			Supplier<List<Endpoint>> endpoints, Supplier<List<WorkerConnection>> connections) {
		this.settings = settings;
		this.handlers = handlers;
		this.abandoned = abandoned;
		this.endpoints = endpoints;
		this.connections = connections;
	}

	/** Answers a question, on no loop: it takes a moment where there are many events. */
	CompletableFuture<byte[]> answer(String question, byte[] data) {
		return switch (question) {
			case Events.INFO -> CompletableFuture.supplyAsync(() -> info().toJson());
			case Events.CONTRACT -> CompletableFuture.supplyAsync(() -> this.settings.disclosure().contract(data));
			default -> stats().thenApplyAsync(NodeStats::toJson);
		};
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
		CompletableFuture<EventLoads> loads = CompletableFuture.completedFuture(new EventLoads());
		for (WorkerConnection connection : current) {
			loads = loads.thenCombine(connection.loads(), EventLoads::plus);
		}
		return loads.thenApplyAsync((sum) -> stats(sum, current));
	}

	private NodeStats stats(EventLoads loads, List<WorkerConnection> current) {
		long now = System.nanoTime();
		List<EventStats> events = this.handlers.registrations().stream().map((registration) -> {
			String event = registration.event();
			return registration.meter()
				.stats(event, loads.inFlight(event), loads.waiting(event), registration.overdue().get(), now);
		}).toList();
		return new NodeStats(this.settings.identity().nodeId(), this.settings.type().wireName(), Instant.now(),
				loads.inFlight(), loads.waiting(), current.stream().mapToInt(WorkerConnection::capacity).sum(),
				this.abandoned.count(), events, List.of());
	}

}
