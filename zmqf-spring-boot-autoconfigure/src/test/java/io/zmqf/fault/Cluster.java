package io.zmqf.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Cancellation;
import io.zmqf.retry.TransientFailures;
import io.zmqf.retry.RetryingSender;
import io.zmqf.support.Handled;
import io.zmqf.support.NodeProcess;
import io.zmqf.support.Nodes;
import io.zmqf.tools.Ports;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketStatus;
import tools.jackson.databind.JsonNode;

import org.springframework.core.retry.RetryPolicy;

import static org.awaitility.Awaitility.await;

/** Routers and workers in processes of their own, and clients in this one. */
final class Cluster implements AutoCloseable {

	private final Path records;

	private final Nodes nodes = new Nodes();

	private final List<NodeProcess> routers = new ArrayList<>();

	private final List<NodeProcess> workers = new ArrayList<>();

	private int workerNumber;

	Cluster(Path records) {
		this.records = records;
	}

	NodeProcess startRouter(String... options) {
		NodeProcess router = NodeProcess.router(free(), free(), options);
		this.routers.add(router);
		return router;
	}

	/**
	 * Returns an address that can be bound again, because the system does not assign it
	 * to other sockets.
	 */
	private static Endpoint free() {
		return Endpoint.parse("tcp://127.0.0.1:" + Ports.free());
	}

	/** Starts a router that workers reach by another network. */
	NodeProcess startRouterAt(String host) {
		Endpoint any = Endpoint.parse("tcp://" + host + ":0");
		NodeProcess router = NodeProcess.router(Nodes.ANY, any, "heartbeat=" + any);
		this.routers.add(router);
		return router;
	}

	/** Starts a worker in another network, which sends heartbeats. */
	void startWorkerBehind(List<String> prefix, String id, Endpoint backend, Endpoint heartbeat) {
		this.workers
			.add(NodeProcess.workerBehind(prefix, id, this.records, List.of(backend), "heartbeat=" + heartbeat));
	}

	/** Kills or stops a router, and starts it again at its old addresses. */
	void replaceRouter(int index, Runnable end, String... options) {
		List<Endpoint> endpoints = this.routers.get(index).endpoints();
		end.run();
		this.routers.set(index, NodeProcess.router(endpoints.get(0), endpoints.get(1), options));
	}

	NodeProcess startWorker(String... options) {
		NodeProcess worker = newWorker(options);
		this.workers.add(worker);
		return worker;
	}

	void replaceWorker(int index, Runnable end, String... options) {
		end.run();
		this.workers.set(index, newWorker(options));
	}

	private NodeProcess newWorker(String... options) {
		return NodeProcess.worker("worker-" + ++this.workerNumber, this.records,
				this.routers.stream().map((router) -> router.endpoints().get(1)).toList(), options);
	}

	NodeProcess router(int index) {
		return this.routers.get(index);
	}

	NodeProcess worker(int index) {
		return this.workers.get(index);
	}

	/**
	 * Creates several clients of all routers, and returns once each worker has replied.
	 */
	List<RequestClient> clients(int count) {
		Endpoint[] frontends = this.routers.stream()
			.map((router) -> router.endpoints().get(0))
			.toArray(Endpoint[]::new);
		List<RequestClient> clients = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			clients.add(this.nodes.client(ClientSettings.of("client-" + i, frontends)));
		}
		for (RequestClient client : clients) {
			await().ignoreExceptions().until(() -> client.request("echo", 1, byte[].class) != null);
		}
		return clients;
	}

	/** The same clients for requests that are made again. */
	/**
	 * Waits until all workers answer at each router, and clients are connected to all.
	 */
	void awaitConnected(List<RequestClient> clients) {
		for (NodeProcess router : this.routers) {
			RequestClient asking = this.nodes.client(router.endpoints().get(0));
			Set<String> answering = new HashSet<>();
			await().ignoreExceptions().until(() -> {
				answering.add(asking.request("echo", 1, JsonNode.class).path("by").asString());
				return answering.size() == this.workers.size();
			});
			asking.close();
		}
		await().until(() -> clients.stream()
			.flatMap((client) -> client.status().sockets().stream())
			.allMatch((socket) -> socket.state() == SocketStatus.State.CONNECTED));
	}

	List<ZmqClient> retrying(List<RequestClient> clients) {
		RetryPolicy policy = RetryPolicy.builder()
			.maxRetries(5)
			.delay(Duration.ofMillis(50))
			.jitter(Duration.ofMillis(25))
			.multiplier(2)
			.predicate(TransientFailures::include)
			.build();
		return clients.stream()
			.<ZmqClient>map((client) -> (event) -> new RetryingSender(() -> client.sender(event), Form.patience(),
					policy, this.nodes.executor(), Cancellation.NONE)
				.begin(null, event))
			.toList();
	}

	Nodes nodes() {
		return this.nodes;
	}

	Map<Long, Integer> handled() {
		return Handled.counts(this.records);
	}

	@Override
	public void close() {
		this.nodes.close();
		this.workers.forEach(NodeProcess::close);
		this.routers.forEach(NodeProcess::close);
	}

}
