package io.zmqf.benchmarks.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.JsonData;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import tools.jackson.databind.json.JsonMapper;

/**
 * A growing number of clients, each with its own connection, which send requests in turn.
 */
public final class GrowingClients implements Requester<Growing> {

	/** JeroMQ has 1,023 sockets in a context. */
	private static final int CLIENTS_PER_TRANSPORT = 250;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final Endpoint router;

	private final String heartbeat;

	private final JsonData json = new JsonData(new JsonMapper());

	private final Executor executor = ForkJoinPool.commonPool();

	private final List<RequestClient> clients = new ArrayList<>();

	private final AtomicInteger turn = new AtomicInteger();

	private final List<CompletableFuture<?>> kept = new ArrayList<>();

	private @Nullable NioTransport transport;

	private String event = GrowingWorker.event(1);

	private int wait;

	/**
	 * Creates no clients yet.
	 * @param router the frontend of the router
	 * @param heartbeat the address of its heartbeats
	 */
	public GrowingClients(String router, String heartbeat) {
		this.router = Endpoint.parse(router);
		this.heartbeat = heartbeat;
	}

	/**
	 * Connects more clients, and makes a request by each of them.
	 * @param number the number of clients afterwards
	 */
	public void growTo(int number) {
		for (int i = this.clients.size(); i < number; i++) {
			NioTransport current = this.transport;
			if (current == null || i % CLIENTS_PER_TRANSPORT == 0) {
				current = new NioTransport(TransportListener.NONE);
				this.transport = current;
			}
			ClientSettings settings = ClientSettings.of("client-" + i, this.router).withTimeout(TIMEOUT);
			RequestClient client = new RequestClient(settings, current, this.json, this.executor);
			client.request(this.event, payload(64), Growing.class);
			this.clients.add(client);
		}
	}

	/**
	 * Sets the properties of the following requests.
	 * @param event their event
	 * @param wait the time in milliseconds that the handler waits
	 */
	public void ask(String event, int wait) {
		this.event = event;
		this.wait = wait;
	}

	/**
	 * Sends requests that are kept, and returns once the router has them.
	 * @param number the number
	 * @param bytes the size of each
	 */
	public void keep(int number, int bytes) {
		RequestClient client = this.clients.get(0);
		for (int i = 0; i < number; i++) {
			this.kept.add(client.requestAsync(GrowingWorker.KEEP, payload(bytes), Growing.class));
		}
		// by the same connection, and so after them
		client.request(this.event, payload(64), Growing.class);
	}

	/**
	 * Waits for the replies to the held requests.
	 * @return the number of failures
	 */
	public long awaitKept() {
		long failed = 0;
		for (CompletableFuture<?> reply : this.kept) {
			try {
				reply.join();
			}
			catch (CompletionException ex) {
				failed++;
			}
		}
		this.kept.clear();
		return failed;
	}

	/**
	 * Registers many nodes at a router, by heartbeats over one connection, and returns
	 * once the router has registered them.
	 * @param number the number of nodes
	 */
	public void beat(int number) {
		try (ZContext context = new ZContext(1)) {
			ZMQ.Socket socket = context.createSocket(SocketType.DEALER);
			socket.setHWM(0);
			socket.connect(this.heartbeat);
			for (int i = 0; i < number; i++) {
				socket.sendMore(ZMQ.MESSAGE_SEPARATOR);
				socket.sendMore("heartbeat");
				socket.send(String.format(
						"{\"node_id\":\"%032x\",\"session_id\":\"%016x\",\"node_type\":\"client\","
								+ "\"last_heartbeat\":%d,\"missed_count\":0,\"ack\":true}",
						i, i, System.currentTimeMillis()));
			}
			for (int i = 0; i < number; i++) {
				do {
					socket.recv();
				}
				while (socket.hasReceiveMore());
			}
		}
	}

	@Override
	public Growing payload(int bytes) {
		return Growing.of(this.wait, bytes);
	}

	@Override
	public boolean isAnswer(Growing request, Growing reply) {
		return reply.t().length() == request.t().length();
	}

	@Override
	public CompletableFuture<Growing> send(Growing request) {
		RequestClient client = this.clients.get(Math.floorMod(this.turn.getAndIncrement(), this.clients.size()));
		return Requester.answered(client.requestAsync(this.event, request, Growing.class));
	}

}
