package io.zmqf.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.zmqf.message.Message;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The requests in flight of a stopping worker or server. */
@Timeout(60)
class GracefulStopTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final Nodes nodes = new Nodes();

	private final CompletableFuture<Void> held = new CompletableFuture<>();

	private final CountDownLatch handling = new CountDownLatch(1);

	private final HandlerRegistry handlers = Echo.handlers("worker");

	GracefulStopTests() {
		this.handlers.register("held", (request) -> {
			this.handling.countDown();
			return this.held.thenApply((nothing) -> request.reply(request.data(), Map.of()));
		});
	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void stoppingServerAnswersRequestsInFlightAndRejectsNewOnes() throws Exception {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers);
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("first", "", "held", "1");
		this.handling.await();
		CompletableFuture<Void> stopped = stop(server, LONG);
		awaitRefusal(peer);
		this.held.complete(null);
		assertThat(RawPeer.text(peer.receiveUntil(-2, "held"))).containsExactly("first", "", "held", "1");
		stopped.join();
	}

	/** The server stops reading some time after its stop has begun. */
	private static void awaitRefusal(RawPeer peer) {
		await().until(() -> {
			peer.send("second", "", "echo", "1");
			return peer.receiveText().get(2).equals("error");
		});
	}

	/** Continuous requests do not delay the end. */
	@Test
	void stoppingServerIsDrainedUnderLoad() throws Exception {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers);
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("first", "", "held", "1");
		this.handling.await();
		CompletableFuture<Void> stopped = stop(server, Duration.ofDays(1));
		awaitRefusal(peer);
		this.held.complete(null);
		assertAnsweredAndStoppedUnderLoad(peer, "echo", stopped);
	}

	/** A router without support for the goodbye keeps sending. */
	@Test
	void stoppingWorkerIsDrainedAlthoughItsRouterKeepsSending() throws Exception {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.endpoint()), this.handlers);
		String identity = RawPeer.text(router.receiveUntil(2, "zmqf.ready")[0]);
		router.send(identity, "first", "", "held", "1");
		this.handling.await();
		CompletableFuture<Void> stopped = stop(worker, Duration.ofDays(1));
		router.receiveUntil(2, "zmqf.bye");
		await().until(() -> {
			router.send(identity, "second", "", "echo", "1");
			return RawPeer.text(router.receiveUntil(1, "second")).get(3).equals("error");
		});
		this.held.complete(null);
		long until = System.nanoTime() + LONG.toNanos();
		while (!stopped.isDone() && System.nanoTime() < until) {
			router.send(identity, "more", "", "echo", "1");
		}
		assertThat(stopped).isCompleted();
	}

	private static void assertAnsweredAndStoppedUnderLoad(RawPeer peer, String event, CompletableFuture<Void> stopped) {
		long until = System.nanoTime() + LONG.toNanos();
		while (!stopped.isDone() && System.nanoTime() < until) {
			peer.send("more", "", event, "1");
		}
		assertThat(stopped).isCompleted();
		assertThat(RawPeer.text(peer.receiveUntil(-2, "held"))).containsExactly("first", "", "held", "1");
	}

	@Test
	void rejectionsOfAStoppingServerAreMarked() throws Exception {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers);
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("first", "", "held", "1");
		this.handling.await();
		CompletableFuture<Void> stopped = stop(server, LONG);
		List<String> refusal = await().until(() -> {
			peer.send("second", "", "echo", "1");
			return peer.receiveText();
		}, (reply) -> reply.get(2).equals("error"));
		assertThat(refusal).startsWith("second", "", "error")
			.anyMatch((frame) -> frame.contains("no-worker"))
			.endsWith("{\"zmqf-stopping\":\"true\"}");
		assertThat(stopped).isNotDone();
		this.held.complete(null);
		stopped.join();
	}

	@Test
	void requestsLeftInHandAfterTheTimeoutAreAnsweredWithAnErrorOnce() throws Exception {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers);
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("first", "", "held", "1");
		this.handling.await();
		server.stop(Duration.ofMillis(20));
		this.held.complete(null);
		assertThat(peer.receiveText()).startsWith("first", "", "error")
			.last()
			.asString()
			.contains("502", "worker-lost", "held");
		assertThat(peer.receivesNothingFor(Duration.ofMillis(100))).isTrue();
		assertThat(server.status().inHand()).isZero();
	}

	@Test
	void stoppingWorkerSendsGoodbyeAndAnswersRequestsInFlight() throws Exception {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.endpoint()), this.handlers);
		byte[] identity = router.receiveUntil(2, "zmqf.ready")[0];
		router.send(identity, "", "zmqf.welcome", "{}");
		router.send(identity, "token one", "", "held", "1");
		this.handling.await();
		CompletableFuture<Void> stopped = stop(worker, LONG);
		assertThat(RawPeer.text(router.receiveUntil(2, "zmqf.bye"))).last()
			.asString()
			.contains(worker.identity().nodeId(), worker.identity().sessionId());
		router.send(identity, "token two", "", "echo", "2");
		router.send(identity, "", "zmqf.bye", "{}");
		assertThat(router.receiveText()).containsExactly(worker.identity().toString(), "token two", "", "echo",
				"{\"by\":\"worker\",\"echo\":2}");
		this.held.complete(null);
		assertThat(router.receiveText()).containsExactly(worker.identity().toString(), "token one", "", "held", "1");
		stopped.join();
	}

	@Test
	void stoppingWorkerWaitsForTheGoodbyeOfARouterThatHasWelcomedIt() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.endpoint()), this.handlers);
		byte[] identity = router.receiveUntil(2, "zmqf.ready")[0];
		router.send(identity, "", "zmqf.welcome", "{}");
		router.send(identity, "token", "", "echo", "1");
		router.receiveUntil(1, "token"); // the welcome was read before
		CompletableFuture<Void> stopped = stop(worker, LONG);
		router.receiveUntil(2, "zmqf.bye");
		assertThat(router.receivesNothingFor(Duration.ofMillis(200))).isTrue();
		router.send(identity, "late", "", "echo", "2");
		router.send(identity, "", "zmqf.bye", "{}");
		assertThat(router.receiveText()).contains("late", "echo");
		stopped.join();
	}

	@Test
	void stoppingWorkerDoesNotWaitForARouterThatNeverWelcomedIt() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.endpoint()), this.handlers);
		router.receiveUntil(2, "zmqf.ready");
		long before = System.nanoTime();
		worker.stop(LONG);
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG.dividedBy(2));
	}

	@Test
	void stoppedWorkerThatIsNotConnectedEndsWithinItsTimeout() throws Exception {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.endpoint()), this.handlers);
		byte[] identity = router.receiveUntil(2, "zmqf.ready")[0];
		router.send(identity, "token", "", "held", "1");
		this.handling.await();
		router.close();
		await().until(() -> !worker.status().isConnected());
		this.held.complete(null);
		worker.stop(Duration.ofMillis(100));
		assertThat(worker.status().inHand()).isZero();
	}

	@Test
	void stoppingTwiceAndStartingAgainWork() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers);
		server.stop(LONG);
		server.stop(LONG);
		server.start();
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("", "echo", "1");
		assertThat(peer.receiveText()).startsWith("", "echo");
	}

	private CompletableFuture<Void> stop(Worker worker, Duration timeout) {
		return CompletableFuture.runAsync(() -> worker.stop(timeout), this.nodes.executor());
	}

	@Test
	void handlerThatIsStillRunningWhenItsServerIsGoneDoesNoHarm() throws Exception {
		CompletableFuture<Message> late = new CompletableFuture<>();
		this.handlers.register("late", (request) -> {
			this.handling.countDown();
			return late;
		});
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers);
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("", "late", "1");
		this.handling.await();
		server.stop(Duration.ZERO);
		assertThat(peer.receiveText()).startsWith("", "error");
		assertThat(late.complete(new Message("late", Message.NO_DATA))).isTrue();
	}

}
