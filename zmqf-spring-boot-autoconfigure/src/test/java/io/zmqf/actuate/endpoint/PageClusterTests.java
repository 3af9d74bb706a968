package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.PageData.Node;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.info.Disclosure;
import io.zmqf.info.NodeStats;
import io.zmqf.message.Events;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page of an application that has a client and nothing else. */
@Timeout(60)
class PageClusterTests {

	private static final Disclosure OPEN = new Disclosure("shop", null, List.of(), null, true);

	/** However busy the machine is, no question times out. */
	private static final Duration PATIENCE = Duration.ofSeconds(50);

	private final Nodes nodes = new Nodes();

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final AtomicInteger asked = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	@AfterEach
	void close() {
		this.nodes.close();
	}

	private LocalNodes local(Endpoint peer) {
		RequestClient client = new RequestClient(ClientSettings.of("client", peer), this.nodes.transport(), Echo.JSON,
				this.nodes.executor(), (name, event, headers) -> {
					if (Events.isQuery(event)) {
						this.asked.incrementAndGet();
					}
					return (failure) -> this.answered.incrementAndGet();
				});
		client.open();
		await().until(() -> client.status().sockets().get(0).state() == SocketStatus.State.CONNECTED);
		return new LocalNodes(null, List.of(), () -> List.of(new LocalClient(null, () -> client)), null, List.of());
	}

	private Router router(Disclosure disclosure, String... workers) {
		Router router = this.nodes.router(Nodes.ROUTER.withDisclosure(disclosure));
		for (String worker : workers) {
			this.nodes.worker(WorkerSettings.worker(router.backend()), Echo.handlers(worker));
		}
		await().until(() -> Objects.requireNonNull(router.status()).workers().size() == workers.length);
		return router;
	}

	/**
	 * Polls as the page does, once per second of the test's clock, until a condition is
	 * met.
	 */
	private PageNodes poll(LocalNodes local, PageCluster cluster, PageEvents events) {
		this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		PageNodes page = new PageNodes(local, "shop", Instant.now());
		page.addClients(null);
		cluster.query().forEach((known) -> PageCluster.add(known, page, events));
		return page;
	}

	@Test
	void showsTheFiguresOfTheRouterAndOfAllItsWorkers() {
		Router router = router(OPEN, "one", "two", "three");
		LocalNodes local = local(router.frontend());
		RequestClient other = this.nodes.client(router.frontend());
		for (int i = 0; i < 30; i++) {
			other.request("echo", i, Object.class);
		}
		PageCluster cluster = new PageCluster(local, this.now::get, PATIENCE);
		await().untilAsserted(() -> {
			PageEvents events = new PageEvents();
			List<Node> all = poll(local, cluster, events).all();
			List<Node> workers = all.stream().filter((node) -> node.type.equals("worker")).toList();
			assertThat(workers).hasSize(3).allSatisfy((node) -> {
				assertThat(node.state).isEqualTo("up");
				assertThat(node.capacity).isPositive();
				assertThat(node.pid).isEqualTo(ProcessHandle.current().pid());
			});
			assertThat(workers.stream().mapToLong((node) -> node.requests)).allMatch((requests) -> requests > 0);
			assertThat(workers.stream().mapToLong((node) -> node.requests).sum()).isEqualTo(30);
			assertThat(all).filteredOn((node) -> node.type.equals("router"))
				.singleElement()
				.satisfies((node) -> assertThat(node.name).isEqualTo("shop"));
			assertThat(events.all()).filteredOn((event) -> event.event().equals("echo"))
				.singleElement()
				.satisfies((event) -> assertThat(event.workers()).isEqualTo(3));
		});
	}

	@Test
	void aRouterThatAWorkerReachesByTwoAddressesIsThereOnce() {
		Endpoint.Tcp router = (Endpoint.Tcp) router(OPEN).backend();
		Worker worker = this.nodes.worker(WorkerSettings.worker(router, new Endpoint.Tcp("localhost", router.port())),
				Echo.handlers("one"));
		await().until(() -> worker.status()
			.sockets()
			.stream()
			.anyMatch((socket) -> socket.state() == SocketStatus.State.RESTING));
		PageNodes page = new PageNodes(new LocalNodes(null, List.of(worker), List::of, null, List.of()), "shop",
				Instant.now());
		page.addWorker(worker, null);
		assertThat(page.all()).filteredOn((node) -> node.type.equals("router"))
			.singleElement()
			.satisfies((node) -> assertThat(node.state).isNotEqualTo("trying"));
	}

	@Test
	void newWorkerIsDescribedWithinAFewPolls() {
		Router router = router(OPEN, "one");
		LocalNodes local = local(router.frontend());
		PageCluster cluster = new PageCluster(local, this.now::get, PATIENCE);
		await().until(() -> described(local, cluster) == 1);
		this.nodes.worker(WorkerSettings.worker(router.backend()), Echo.handlers("two"));
		await().until(() -> Objects.requireNonNull(router.status()).workers().size() == 2);
		int before = this.asked.get();
		await().until(() -> described(local, cluster) == 2);
		assertThat(this.asked.get() - before).isLessThanOrEqualTo(15);
	}

	private long described(LocalNodes local, PageCluster cluster) {
		return poll(local, cluster, new PageEvents()).all()
			.stream()
			.filter((node) -> node.type.equals("worker") && node.pid != null)
			.count();
	}

	@Test
	void queriesAreSentOnlyOnPollsAndNotConcurrently() {
		Router router = router(OPEN, "one");
		LocalNodes local = local(router.frontend());
		PageCluster cluster = new PageCluster(local, this.now::get, PATIENCE);
		cluster.query();
		cluster.query();
		assertThat(this.asked).hasValue(1);
		await().untilAsserted(() -> assertThat(this.answered).hasValue(1));
		cluster.query(); // in the same second
		assertThat(this.asked).hasValue(1);
		await().untilAsserted(() -> {
			this.now.addAndGet(Duration.ofSeconds(1).toNanos());
			cluster.query();
			assertThat(this.asked).hasValue(2);
		});
	}

	@Test
	void aWorkerThatDoesNotAnswerIsLate() {
		String id = "a".repeat(32);
		NodeStats.WorkerLoad load = new NodeStats.WorkerLoad(id + "_" + "1".repeat(16), List.of("echo"), 3, 8, false,
				5);
		NodeStats router = new NodeStats("b".repeat(32), "router", Instant.now(), 3, 0, 8, 0, List.of(), List.of(load));
		PageNodes page = new PageNodes(new LocalNodes(null, List.of(), List::of, null, List.of()), null, Instant.now());
		PageCluster.add(new ClusterQueries.Results(List.of(router), Set.of(id), Map.of(), null), page,
				new PageEvents());
		assertThat(page.all()).singleElement().satisfies((node) -> {
			assertThat(node.state).isEqualTo("late");
			assertThat(node.why).isEqualTo("it does not report its statistics");
			assertThat(node.inFlight).isEqualTo(3);
		});
	}

	@Test
	void largeRepliesAreRequestedRarely() {
		HandlerRegistry many = new HandlerRegistry();
		for (int i = 0; i < 5000; i++) {
			many.register("event-" + i, (request) -> Echo.echo(request, "one"));
		}
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withDisclosure(OPEN), many);
		LocalNodes local = local(server.endpoints().get(0));
		PageCluster cluster = new PageCluster(local, this.now::get, PATIENCE);
		cluster.query();
		await().untilAsserted(() -> assertThat(cluster.query()).singleElement()
			.satisfies((known) -> assertThat(known.stats()).isNotEmpty()));
		poll(local, cluster, new PageEvents());
		assertThat(this.asked).as("a second later").hasValue(1);
		this.now.addAndGet(Duration.ofSeconds(10).toNanos());
		cluster.query();
		assertThat(this.asked).as("ten seconds later").hasValue(2);
	}

	@Test
	void rejectionIsReported() {
		Router router = router(Disclosure.INSIDE, "one");
		LocalNodes local = local(router.frontend());
		PageCluster cluster = new PageCluster(local, this.now::get, PATIENCE);
		cluster.query();
		await().untilAsserted(() -> assertThat(cluster.query()).singleElement()
			.satisfies((known) -> assertThat(known.refusal()).contains("operator-role")));
	}

	@Test
	void serverIsQueriedLikeARouter() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withDisclosure(OPEN), Echo.handlers("one"));
		LocalNodes local = local(server.endpoints().get(0));
		PageCluster cluster = new PageCluster(local, this.now::get, PATIENCE);
		await().untilAsserted(() -> {
			PageEvents events = new PageEvents();
			assertThat(poll(local, cluster, events).all()).filteredOn((node) -> node.type.equals("router"))
				.singleElement()
				.satisfies((node) -> assertThat(node.name).isEqualTo("shop"));
			assertThat(events.all()).extracting(PageData.Event::event).contains("echo");
		});
	}

}
