package io.zmqf.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.client.RequestClient;
import io.zmqf.message.ZmqException;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.support.Streaming;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Nodes of this version with nodes of an earlier one, in each combination of roles. A
 * node that has not announced a control message receives none, as its recorded frames
 * show.
 */
@Timeout(60)
class OldPeersTests {

	private static final Duration A_WHILE = Duration.ofMillis(100);

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String EVERYTHING = "{\"zmqf-timeout\":\"20000\",\"zmqf-stream\":\"2\",\"zmqf-stream-timeout\":\"30000\",\"zmqf-to\":\"all\"}";

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = Echo.handlers("new");

	/** The frames that an old peer was sent. */
	private final List<List<String>> recorded = new CopyOnWriteArrayList<>();

	OldPeersTests() {
		this.handlers.register("count", Streaming.iterator((request) -> IntStream.range(0, 3).iterator(), () -> {
		}));
		this.handlers.register("never", (request) -> new CompletableFuture<>());
	}

	@AfterEach
	void peersReceiveNoUnsupportedControlMessage() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
		assertThat(this.recorded).isNotEmpty()
			.allSatisfy((frames) -> assertThat(frames).noneMatch((frame) -> frame.equals("zmqf.item")
					|| frame.equals("zmqf.credit") || frame.equals("zmqf.cancel") || frame.contains("zmqf-stream")
					|| frame.contains("zmqf-to") || frame.contains("zmqf-node")));
	}

	/** The peer of an old client. */
	enum Front {

		SERVER, ROUTER, PROXY

	}

	private Endpoint front(Front front) {
		if (front == Front.SERVER) {
			return this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers).endpoints().get(0);
		}
		Router router = this.nodes.router((front == Front.PROXY) ? Nodes.ROUTER.asProxy() : Nodes.ROUTER);
		this.nodes.worker(WorkerSettings.worker(router.backend()), this.handlers);
		if (front == Front.ROUTER) {
			this.nodes.workers().awaitJoined(1);
		}
		return router.frontend();
	}

	@ParameterizedTest
	@EnumSource
	void oldClient(Front front) {
		RawPeer client = this.nodes.dealer(front(front), null);
		for (String event : List.of("count", "echo", "never")) {
			client.send(event, "", event, "1", event.equals("never") ? EVERYTHING.replace("20000", "200") : EVERYTHING);
			client.send(event, "", "zmqf.credit", "5");
			if (!event.equals("never")) {
				record(client.receive());
			}
		}
		client.send("echo", "", "zmqf.cancel", "null");
		record(client, A_WHILE.multipliedBy(4));
		assertThat(this.recorded).filteredOn((frames) -> frames.contains("count"))
			.singleElement()
			.asString()
			.contains("[0,1,2]");
		// and the end of the time of a server
		assertThat(this.recorded).hasSizeBetween(2, 3);
	}

	/** A peer that has not announced streams ignores the header. */
	@ParameterizedTest
	@EnumSource
	void oldClientWithUnreadableStreamHeader(Front front) {
		RawPeer client = this.nodes.dealer(front(front), null);
		for (String items : List.of("0", "many", "70000")) {
			client.send("count", "", "count", "1", "{\"zmqf-stream\":\"" + items + "\"}");
			List<String> reply = client.receiveText();
			this.recorded.add(reply);
			assertThat(reply).containsExactly("count", "", "count", "[0,1,2]");
		}
	}

	@Test
	void oldRequestSocket() {
		for (Front front : Front.values()) {
			Nodes each = this.nodes;
			RawPeer client = each.req(front(front));
			client.send("count", "1");
			List<String> reply = client.receiveText();
			this.recorded.add(reply);
			assertThat(reply).containsExactly("count", "[0,1,2]");
		}
	}

	@Test
	void oldWorkerOfANewRouterAndItsNewClient() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "old").ready(10, "count");
		RequestClient client = this.nodes.client(router.frontend());
		CompletableFuture<List<Integer>> items = CompletableFuture.supplyAsync(() -> {
			try (Stream<Integer> all = client.event("count").window(2).stream(Integer.class)) {
				return all.toList();
			}
		}, this.nodes.executor());
		byte[][] request = record(worker.receive());
		worker.reply(request, "[4,5,6]");
		assertThat(items).succeedsWithin(PATIENCE).isEqualTo(List.of(4, 5, 6));
		CompletableFuture<?> all = client.event("count").timeout(PATIENCE).gatherAsync(Integer.class);
		worker.reply(record(worker.receive()), "7");
		assertThat(all).succeedsWithin(PATIENCE);
		Stream<Integer> closed = client.event("count").stream(Integer.class);
		record(worker.receive());
		closed.close();
		client.requestAsync("count", 1, Integer.class).cancel(true);
		record(worker, A_WHILE);
	}

	@Test
	void oldRouterOfANewClientAndANewWorker() {
		RawPeer frontend = this.nodes.bareRouter(Nodes.ANY);
		RawPeer backend = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = this.nodes.worker(WorkerSettings.worker(backend.endpoint()), this.handlers);
		backend.receiveUntil(2, "zmqf.ready");
		RequestClient client = this.nodes.client(frontend.endpoint());
		CompletableFuture<List<Integer>> items = CompletableFuture
			.supplyAsync(() -> client.event("count").stream(Integer.class).toList(), this.nodes.executor());
		byte[][] request = record(frontend.receive());
		String identity = worker.identity().toString();
		backend.send(identity, "token", "", "count", "1", EVERYTHING);
		byte[][] reply = record(backend.receiveUntil(3, "count"));
		frontend.send(request[0], request[1], "", "count", reply[4]);
		assertThat(items).succeedsWithin(PATIENCE).isEqualTo(List.of(0, 1, 2));
		assertThatExceptionOfType(ZmqException.class).isThrownBy(() -> client.event("count").gather(Integer.class))
			.withMessageContaining("can't be sent to all workers");
		CompletableFuture<?> cancelled = client.requestAsync("never", 1, Integer.class);
		record(frontend.receive());
		cancelled.cancel(true);
		backend.send(identity, "token2", "", "never", "1", EVERYTHING);
		await().until(() -> worker.status().inHand() == 1);
		backend.send(identity, "token2", "", "zmqf.cancel", "null");
		await().until(() -> worker.status().inHand() == 0);
		record(frontend, A_WHILE);
		record(backend, A_WHILE);
	}

	@Test
	void oldServerOfANewClient() {
		RawPeer server = this.nodes.bareRouter(Nodes.ANY);
		RequestClient client = this.nodes.client(server.endpoint());
		try (Stream<Integer> items = client.event("count").window(2).stream(Integer.class)) {
			byte[][] request = record(server.receive());
			server.send(request[0], request[1], "", "count", "[1,2,3,4]");
			assertThat(items).containsExactly(1, 2, 3, 4);
		}
		Stream<Integer> closed = client.event("count").stream(Integer.class);
		byte[][] request = record(server.receive());
		closed.close();
		server.send(request[0], request[1], "", "count", "[5]");
		record(server, A_WHILE);
	}

	private byte[][] record(byte[][] frames) {
		this.recorded.add(new ArrayList<>(RawPeer.text(frames)));
		return frames;
	}

	private void record(RawPeer peer, Duration time) {
		for (byte[][] frames; (frames = peer.receive((int) time.toMillis())) != null;) {
			record(frames);
		}
	}

}
