package io.zmqf.interop;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Events;
import io.zmqf.message.Message;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.DropReason;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Peers that announce no capabilities, as those of other libraries and of earlier
 * versions, never receive a control message that they don't support.
 */
@Timeout(60)
class UnannouncedControlMessagesTests {

	private static final Duration A_WHILE = Duration.ofMillis(100);

	private final Nodes nodes = new Nodes();

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void routerOrServerReceivesNoCancellation() {
		RawPeer peer = this.nodes.bareRouter(Nodes.ANY);
		RequestClient client = this.nodes.client(peer.endpoint());
		CompletableFuture<?> cancelled = client.requestAsync("report", 1, JsonNode.class);
		assertThat(peer.receiveText()).contains("report", "1");
		cancelled.cancel(true);
		client.requestAsync("report", 2, JsonNode.class);
		assertThat(peer.receiveText()).contains("report", "2");
		assertThat(peer.receivesNothingFor(A_WHILE)).isTrue();
	}

	@Test
	void workerReceivesNoCancellationAndKeepsItsSlot() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "report");
		RequestClient client = this.nodes.client(router.frontend());
		CompletableFuture<?> cancelled = client.requestAsync("report", 1, JsonNode.class);
		byte[][] first = worker.receive();
		cancelled.cancel(true);
		CompletableFuture<JsonNode> next = client.requestAsync("report", 2, JsonNode.class);
		assertThat(worker.receivesNothingFor(A_WHILE)).isTrue();
		worker.reply(first, "1");
		byte[][] second = worker.receive();
		assertThat(RawPeer.text(second)).contains("report", "2");
		worker.reply(second, "2");
		assertThat(next).succeedsWithin(Duration.ofSeconds(20)).hasToString("2");
		await().until(() -> this.nodes.record().drops("zmqf-router-backend", DropReason.LATE_REPLY) == 1);
	}

	@Test
	void unannouncedCancellationOfAClientIsAccepted() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), Echo.handlers("server"));
		RawPeer client = this.nodes.dealer(server.endpoints().get(0), null);
		client.send("1", "", Events.CANCEL, "null");
		client.send("2", "", Events.CREDIT, "10");
		client.send("3", "", "echo", "1");
		assertThat(client.receiveText()).startsWith("3", "", "echo");
		assertThat(client.receivesNothingFor(A_WHILE)).isTrue();
	}

	@Test
	void workerAcceptsACancellationWithAValidToken() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		CompletableFuture<Message> handled = new CompletableFuture<>();
		CompletableFuture<Void> begun = new CompletableFuture<>();
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("report", (request) -> {
			begun.complete(null);
			return handled;
		});
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.endpoint()), handlers);
		router.receiveUntil(2, Events.READY);
		String identity = worker.identity().toString();
		router.send(identity, "token", "", "report", "1");
		await().until(begun::isDone); // no handler is called for what is cancelled before
		router.send(identity, "token", "", Events.CANCEL, "null");
		await().until(handled::isCancelled);
		await().until(() -> worker.status().inHand() == 0);
	}

}
