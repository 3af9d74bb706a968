package io.zmqf.worker;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.zmqf.client.RequestClient;
import io.zmqf.info.Disclosure;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.router.RouterSettings;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.security.ClientSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The announcements of a worker to its routers, as received by a raw ROUTER. */
@Timeout(60)
class AnnouncementTests {

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private final Nodes nodes = new Nodes();

	private final NodeIdentity identity = NodeIdentity.random();

	private final HandlerRegistry handlers = Echo.handlers("worker");

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void workerAnnouncesItselfEachIntervalUntilItIsWelcome() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		start(router.endpoint());
		for (int i = 0; i < 3; i++) {
			assertThat(router.receiveText()).containsExactly(this.identity.toString(), "", "zmqf.ready",
					"{\"node_id\":\"" + this.identity.nodeId() + "\",\"session_id\":\"" + this.identity.sessionId()
							+ "\",\"events\":[\"echo\",\"fail\"],\"capacity\":6,\"connection\":1}");
		}
		router.send(this.identity.toString(), "", "zmqf.welcome", "{}");
		router.send(this.identity.toString(), "token", "", "echo", "1");
		router.receiveUntil(1, "token"); // the welcome was read before
		assertThat(router.receivesNothingFor(INTERVAL.multipliedBy(4))).isTrue();
	}

	@RepeatedTest(20)
	void startedWorkerIsRegisteredAtARouterOfTheSameProcess() {
		assumeThat(Nodes.hasIpc()).as("JeroMQ does not report peers").isTrue();
		Router router = this.nodes
			.router(RouterSettings.of(Endpoint.parse("inproc://clients"), Endpoint.parse("inproc://workers")));
		start(router.backend(), Endpoint.parse("tcp://127.0.0.1:1"));
		assertThat(Objects.requireNonNull(router.status()).workers()).hasSize(1);
	}

	@Test
	void workerAnnouncesItselfOnRequest() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		start(router.endpoint());
		welcome(router);
		router.send(this.identity.toString(), "", "zmqf.ready?", "null");
		assertThat(router.receiveText()).startsWith(this.identity.toString(), "", "zmqf.ready");
	}

	@Test
	void rejectionOfTheAnnouncementIsReported() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = start(router.endpoint());
		router.receiveText();
		router.send(this.identity.toString(), "", "error",
				"{\"type\":\"urn:zmqf:too-large\",\"title\":\"t\",\"status\":413,\"detail\":\"its events took most\"}");
		await().untilAsserted(() -> assertThat(worker.status().sockets())
			.anySatisfy((socket) -> assertThat(socket.rejection()).contains("refused", "its events took most")));
		assertThat(this.nodes.record().rejected()).singleElement().asString().contains("its events took most");
	}

	@Test
	void announcementOverTheRoutersLimitIsReported() {
		Router router = this.nodes.router(Nodes.ROUTER.withLimits(SocketLimits.DEFAULT.withMessageSize(1024)));
		for (int i = 0; i < 100; i++) {
			this.handlers.register("an.event.of.a.longer.name." + i, (request) -> Echo.echo(request, "worker"));
		}
		start(router.backend());
		await().untilAsserted(() -> assertThat(this.nodes.record().rejected()).anySatisfy((line) -> assertThat(line)
			.contains("before it answered the announcement", "bytes", "zmqf.max-message-size")));
	}

	@Test
	void onlyOneOfTwoConnectionsToOneRouterIsUsed() {
		Router router = this.nodes.router(Nodes.ROUTER);
		Endpoint.Tcp named = (Endpoint.Tcp) router.backend();
		Worker worker = start(named, new Endpoint.Tcp("localhost", named.port()));
		awaitOneAtRest(worker);
		int joined = this.nodes.workers().joined().size();
		List<Long> reconnects = worker.status().sockets().stream().map(SocketStatus::reconnects).toList();
		RequestClient client = this.nodes.client(router.frontend());
		await().during(Duration.ofMillis(2500)) // at each check of the other one
			.untilAsserted(() -> assertThat(client.request("echo", 1, JsonNode.class)).isNotNull());
		assertThat(this.nodes.workers().joined()).hasSize(joined);
		assertThat(worker.status().sockets()).extracting(SocketStatus::reconnects).isEqualTo(reconnects);
		assertThat(worker.status().isConnected()).isTrue();
		assertThat(this.nodes.record().rejected()).hasSize(1);
	}

	@Test
	void workerFindsItsRouterAgainAndAnnouncesItself() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Endpoint endpoint = router.endpoint();
		start(endpoint);
		welcome(router);
		router.close();
		welcome(rebound(endpoint));
	}

	@Test
	void answerThatWasMadeWhileTheRouterWasAwayIsSentWhenItIsBack() throws Exception {
		CountDownLatch handling = new CountDownLatch(1);
		CompletableFuture<Void> held = new CompletableFuture<>();
		this.handlers.register("held", (request) -> {
			handling.countDown();
			return held.thenApply((nothing) -> request.reply(request.data(), Map.of()));
		});
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Endpoint endpoint = router.endpoint();
		Worker worker = start(endpoint);
		welcome(router);
		router.send(this.identity.toString(), "token", "", "held", "1");
		handling.await();
		router.close();
		await().until(() -> !worker.status().isConnected());
		held.complete(null);
		RawPeer again = rebound(endpoint);
		assertThat(RawPeer.text(again.receiveUntil(1, "token"))).containsExactly(this.identity.toString(), "token", "",
				"held", "1");
	}

	@Test
	void workerThatHasAllItCanTakeFindsItsRouterAgain() {
		CompletableFuture<Void> held = new CompletableFuture<>();
		CountDownLatch handling = new CountDownLatch(6);
		this.handlers.register("held", (request) -> {
			handling.countDown();
			return held.thenApply((nothing) -> request.reply(request.data(), Map.of()));
		});
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Endpoint endpoint = router.endpoint();
		Worker worker = start(endpoint);
		welcome(router);
		for (int i = 0; i < 6; i++) {
			router.send(this.identity.toString(), "token " + i, "", "held", "1");
		}
		await().until(() -> handling.getCount() == 0);
		router.close();
		await().until(() -> !worker.status().isConnected());
		RawPeer again = rebound(endpoint);
		held.complete(null);
		Set<String> answered = new HashSet<>();
		await().until(() -> {
			answered.add(RawPeer.text(again.receive()[1]));
			return answered.stream().filter((token) -> token.startsWith("token")).count() == 6;
		});
		await().until(() -> worker.status().inHand() == 0);
		await().until(() -> {
			again.receiveUntil(2, "zmqf.ready");
			again.send(this.identity.toString(), "next", "", "echo", "1");
			byte[][] answer = again.receive();
			return RawPeer.text(answer[1]).equals("next");
		});
	}

	@Test
	void oneWorkerServesTwoRouters() {
		RawPeer first = this.nodes.bareRouter(Nodes.ANY);
		RawPeer second = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = start(first.endpoint(), second.endpoint());
		for (RawPeer router : List.of(first, second)) {
			welcome(router);
			router.send(this.identity.toString(), "token", "", "echo", "1");
			assertThat(RawPeer.text(router.receiveUntil(1, "token"))).last().asString().contains("worker");
		}
		first.close();
		second.send(this.identity.toString(), "token", "", "echo", "1");
		assertThat(RawPeer.text(second.receiveUntil(1, "token"))).last().asString().contains("worker");
		assertThat(worker.status().isConnected()).isTrue();
	}

	@Test
	void aHandlerThatIsRegisteredOrUnregisteredLaterIsAnnouncedAtOnce() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		start(router.endpoint());
		welcome(router);
		router.send(this.identity.toString(), "token", "", "echo", "1");
		router.receiveUntil(1, "token"); // the welcome was read before
		RequestHandler handler = (request) -> Echo.echo(request, "worker");
		this.handlers.register("later", handler);
		assertThat(RawPeer.text(router.receiveUntil(2, "zmqf.ready"))).last().asString().contains("\"later\"");
		// Without a welcome it announces again and again
		router.send(this.identity.toString(), "", "zmqf.welcome", "{}");
		router.send(this.identity.toString(), "token", "", "echo", "2");
		router.receiveUntil(1, "token");
		this.handlers.unregister(Map.of("later", handler), Duration.ZERO);
		await().untilAsserted(() -> assertThat(RawPeer.text(router.receiveUntil(2, "zmqf.ready"))).last()
			.asString()
			.doesNotContain("\"later\""));
	}

	/** As where one context closes while another one starts. */
	@Test
	void aSuccessorOfAHandlerThatHasJustGoneTakesItsPlaceAtOnce() {
		RequestHandler former = (request) -> Echo.echo(request, "former");
		this.handlers.register("later", former);
		this.handlers.unregister(Map.of("later", former), Duration.ZERO);
		this.handlers.registerSuccessor("later", (request) -> Echo.echo(request, "successor"));
		assertThat(this.handlers.events()).contains("later");
	}

	@Test
	void aHandlerThatIsRegisteredBeforeTheWelcomeIsAnnounced() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		start(Duration.ofHours(1), router.endpoint());
		assertThat(RawPeer.text(router.receiveUntil(2, "zmqf.ready"))).last().asString().doesNotContain("\"later\"");
		this.handlers.register("later", (request) -> Echo.echo(request, "worker"));
		router.send(this.identity.toString(), "", "zmqf.welcome", "{}");
		assertThat(RawPeer.text(router.receiveUntil(2, "zmqf.ready"))).last().asString().contains("\"later\"");
	}

	@Test
	void unknownMessagesOfARouterAreCountedOrIgnored() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		start(router.endpoint());
		welcome(router);
		router.send(this.identity.toString(), "", "zmqf.unheard-of", "{}");
		router.send(this.identity.toString(), "", "");
		router.send(this.identity.toString(), "no empty frame");
		router.send(this.identity.toString(), "token", "");
		router.send(this.identity.toString(), "token", "", "echo", "1");
		assertThat(RawPeer.text(router.receiveUntil(1, "token"))).contains("echo");
	}

	private void awaitOneAtRest(Worker worker) {
		await().untilAsserted(() -> assertThat(worker.status().sockets())
			.anySatisfy((socket) -> assertThat(socket.rejection()).contains("already connected to this router",
					"zmqf.worker.router"))
			.anySatisfy((socket) -> assertThat(socket.state()).isEqualTo(SocketStatus.State.CONNECTED)));
	}

	private Worker start(Endpoint... routers) {
		return start(INTERVAL, routers);
	}

	private Worker start(Duration interval, Endpoint... routers) {
		return this.nodes.worker(new WorkerSettings(NodeType.WORKER, List.of(routers), this.identity, 2,
				WorkerSettings.Prefetch.of(4), interval, SocketLimits.DEFAULT, ClientSecurity.NONE,
				WorkerSettings.DEFAULT_MAX_TIMEOUT, WorkerSettings.Queue.DEFAULT, Duration.ZERO, Disclosure.INSIDE,
				WorkerSettings.DEFAULT_MAX_COLLECTED), this.handlers);
	}

	private void welcome(RawPeer router) {
		router.receiveUntil(2, "zmqf.ready");
		router.send(this.identity.toString(), "", "zmqf.welcome", "{}");
	}

	/** A port is free a little after its last owner was closed. */
	private RawPeer rebound(Endpoint endpoint) {
		return await().ignoreExceptions().until(() -> this.nodes.bareRouter(endpoint), java.util.Objects::nonNull);
	}

}
