package io.zmqf.actuate.endpoint;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.FormerNodes.FormerNode;
import io.zmqf.actuate.event.Journal;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.info.NodeStats;
import io.zmqf.info.ThisProcess;
import io.zmqf.message.NodeType;
import io.zmqf.message.OpenRequest;
import io.zmqf.router.Router;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Collects the data of the page on demand. */
final class PageView {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final int REQUESTS = 20;

	private static final int CLIENTS = 500;

	private final LocalNodes nodes;

	private final @Nullable ClientMeters meters;

	private final PageCluster cluster;

	private final WorkerInfos infos = new WorkerInfos(System::nanoTime);

	private final ElsewhereContracts contracts;

	private final FormerNodes former;

	private final Journal journal;

	/**
	 * The offset of the journal's entry numbers. A later start has a greater one.
	 */
	private final long before = System.currentTimeMillis() * 1000;

	private final PageData.Application application;

	PageView(LocalNodes nodes, FormerNodes former, Journal journal, @Nullable String application,
			@Nullable ClientMeters meters) {
		this.nodes = nodes;
		this.meters = meters;
		this.cluster = new PageCluster(nodes, System::nanoTime);
		this.contracts = new ElsewhereContracts(nodes, () -> List.copyOf(this.cluster.clients().values()));
		this.former = former;
		this.journal = journal;
		this.application = new PageData.Application(application, ThisProcess.host(), ProcessHandle.current().pid(),
				PageView.class.getPackage().getImplementationVersion(),
				ManagementFactory.getRuntimeMXBean().getStartTime());
	}

	/**
	 * Collects all data. Waits at most one second for the application's own loops. Other
	 * nodes are queried without waiting, and their replies are shown the next time.
	 * @param call the availability of test requests
	 * @param after the number of the last journal entry that the page has
	 * @return the data of the page
	 */
	PageData collect(PageData.Call call, long after) {
		DeadlineFutures deadlines = new DeadlineFutures(PATIENCE);
		HeartbeatReceiver receiver = this.nodes.heartbeatReceiver();
		Supplier<@Nullable List<io.zmqf.heartbeat.Node>> alive = (receiver != null) ? deadlines.limit(receiver.nodes())
				: () -> null;
		List<Supplier<@Nullable List<PageData.Request>>> oldest = oldest(deadlines);
		Router router = this.nodes.router();
		Supplier<@Nullable NodeStats> routing = (router != null) ? deadlines.limit(router.stats()) : () -> null;
		Map<Worker, Supplier<@Nullable NodeStats>> working = new LinkedHashMap<>();
		this.nodes.workers().forEach((worker) -> working.put(worker, deadlines.limit(worker.stats())));
		Instant now = Instant.now();
		PageNodes all = new PageNodes(this.nodes, this.application.name(), now);
		PageEvents events = new PageEvents();
		List<FormerNode> gone = this.former.all();
		all.addRouter(routing.get(), this.infos, gone);
		events.addRouter(routing.get());
		all.addRemote(gone, alive.get());
		if (router != null) {
			all.addClientNames(router.clients(CLIENTS));
		}
		List<ClusterQueries.Results> elsewhere = this.cluster.query();
		boolean routed = elsewhere.stream().anyMatch(ClusterQueries.Results::isRouted);
		working.forEach((worker, stats) -> {
			all.addWorker(worker, stats.get());
			if (worker.type() == NodeType.SERVER || router == null && !routed) {
				events.addWorker(stats.get());
			}
		});
		all.addClients(this.meters);
		elsewhere.forEach((results) -> PageCluster.add(results, all, events));
		if (router == null && this.meters != null) {
			events.addClients(this.meters.events());
		}
		String refusal = elsewhere.stream()
			.map(ClusterQueries.Results::refusal)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		return new PageData(now.toEpochMilli(), this.application, call, all.all(), events.all(), requests(oldest),
				PageData.NewEntries.of(this.journal, this.before, after), refusal);
	}

	/**
	 * Queries other nodes for the contract of an event, and waits for the replies.
	 * @param event the name of the event
	 * @return an AsyncAPI document with this event, or {@code null} if no node returns
	 * one
	 */
	@Nullable JsonNode contract(String event) {
		return this.contracts.of(event);
	}

	/**
	 * Returns the address for clients of other processes, or {@code null} if there is
	 * none.
	 */
	@Nullable String address() {
		Router router = this.nodes.router();
		Stream<String> bound = (router != null) ? Stream.of(router.frontend().forConnecting().toString())
				: Stream.empty();
		return Stream.concat(OwnNodes.ofClients(this.nodes), bound)
			.filter((address) -> !address.startsWith("inproc:"))
			.findFirst()
			.orElse(null);
	}

	/** Queries the oldest requests. A router's requests include those of its workers. */
	private List<Supplier<@Nullable List<PageData.Request>>> oldest(DeadlineFutures deadlines) {
		Router router = this.nodes.router();
		List<Supplier<@Nullable List<PageData.Request>>> oldest = new ArrayList<>();
		if (router != null) {
			oldest.add(deadlines.limit(router.oldestRequests(REQUESTS)
				.thenApply((all) -> all.stream().map((request) -> request(request, request.worker())).toList())));
		}
		for (Worker worker : this.nodes.workers()) {
			if (router == null || worker.type() == NodeType.SERVER) {
				oldest.add(deadlines.limit(worker.oldestRequests(REQUESTS)
					.thenApply((all) -> all.stream()
						.map((request) -> request(request, worker.identity().toString()))
						.toList())));
			}
		}
		return oldest;
	}

	private static PageData.Request request(OpenRequest request, @Nullable String node) {
		return new PageData.Request(request.event(), request.age().toMillis(), node, request.attempts(),
				request.trace());
	}

	private static List<PageData.Request> requests(List<Supplier<@Nullable List<PageData.Request>>> oldest) {
		return oldest.stream()
			.map(Supplier::get)
			.flatMap((list) -> (list != null) ? list.stream() : Stream.empty())
			.sorted(Comparator.comparingLong(PageData.Request::age).reversed())
			.limit(REQUESTS)
			.toList();
	}

}
