package io.zmqf.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.DropReason;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Workers that disconnect, reconnect, reply too late or reply for others. */
@Timeout(60)
class WorkerLossTests {

	private static final String FRONTEND = "zmqf-router-frontend";

	private static final String BACKEND = "zmqf-router-backend";

	private final Nodes nodes = new Nodes();

	private final Router router = this.nodes.router(Nodes.ROUTER.withQueue(100, Duration.ofMillis(200)));

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void lossOfAWorkerFailsItsRequestsInFlightAtOnce() {
		RawPeer worker = worker("lost", 10);
		RequestClient client = this.nodes.client(this.router.frontend());
		List<CompletableFuture<?>> replies = sendRequest(client, 5, false);
		receive(worker, 5);
		worker.close();
		for (CompletableFuture<?> reply : replies) {
			assertThat(problemOf(reply).is(ProblemType.WORKER_LOST)).isTrue();
		}
		assertThat(this.nodes.workers().left()).containsExactly("lost: it disconnected");
	}

	@Test
	void idempotentRequestIsSentToAnotherWorker() {
		RawPeer worker = worker("lost", 10);
		RequestClient client = this.nodes.client(this.router.frontend());
		List<CompletableFuture<?>> replies = sendRequest(client, 5, true);
		receive(worker, 5);
		this.nodes.echoWorker("other", this.router.backend());
		this.nodes.workers().awaitJoined(2);
		worker.close();
		replies.forEach((reply) -> assertThat(((JsonNode) reply.join()).path("by").asString()).isEqualTo("other"));
	}

	@Test
	void requestThatMayBeRepeatedIsNotRepeatedForEver() {
		RequestClient client = this.nodes.client(this.router.frontend());
		List<RawPeer> workers = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			workers.add(worker("worker " + i, 1));
		}
		CompletableFuture<?> reply = sendRequest(client, 1, true).get(0);
		int losses = 0;
		while (!reply.isDone() && losses < 5) {
			for (RawPeer worker : List.copyOf(workers)) {
				if (worker.receive(20) != null) {
					worker.close();
					workers.remove(worker);
					losses++;
				}
			}
		}
		assertThat(problemOf(reply).is(ProblemType.WORKER_LOST)).isTrue();
		assertThat(losses).isEqualTo(3);
	}

	@Test
	void idempotentRequestIsSentUpToTheMaximumOfAttempts() {
		Router once = this.nodes.router(RouterSettings.of(Nodes.ANY, Nodes.ANY)
			.withMaxAttempts(1)
			.withTimeouts(Duration.ofSeconds(10), RouterSettings.DEFAULT_MAX_TIMEOUT));
		RawPeer lost = this.nodes.dealer(once.backend(), "lost").ready(10, "echo");
		RequestClient client = this.nodes.client(once.frontend());
		List<CompletableFuture<?>> replies = sendRequest(client, 1, true);
		receive(lost, 1);
		this.nodes.echoWorker("other", once.backend());
		this.nodes.workers().awaitJoined(2);
		lost.close();
		assertThat(problemOf(replies.get(0)).is(ProblemType.WORKER_LOST)).isTrue();
	}

	@Test
	void requestsOfAnEarlierConnectionAreLostAfterAReconnect() {
		RawPeer before = this.nodes.dealer(this.router.backend(), "worker");
		announce(before, 1);
		before.receiveUntil(1, "zmqf.welcome");
		RequestClient client = this.nodes.client(this.router.frontend());
		List<CompletableFuture<?>> once = sendRequest(client, 2, false);
		List<CompletableFuture<?>> repeatable = sendRequest(client, 2, true);
		receive(before, 4);
		RawPeer now = this.nodes.dealer(this.router.backend(), "worker");
		announce(now, 2);
		now.receiveUntil(1, "zmqf.welcome");
		announce(now, 2); // again, as long as it is not welcomed: nothing more is lost
		once.forEach((reply) -> assertThat(problemOf(reply).is(ProblemType.WORKER_LOST)).isTrue());
		repeatable.forEach((reply) -> now.reply(now.receiveUntil(2, "echo"), "\"again\""));
		repeatable.forEach((reply) -> assertThat(((JsonNode) reply.join()).asString()).isEqualTo("again"));
	}

	private static void announce(RawPeer worker, int connection) {
		worker.send("", "zmqf.ready", "{\"events\":[\"echo\"],\"capacity\":10,\"connection\":" + connection + "}");
	}

	@Test
	void requestsThatWaitedForABusyWorkerAreRefusedSomeTimeAfterItIsLost() {
		RawPeer worker = worker("lost", 1);
		RequestClient client = this.nodes.client(this.router.frontend());
		List<CompletableFuture<?>> replies = sendRequest(client, 3, false);
		worker.receive();
		await().until(() -> status().waiting() == 2);
		worker.close();
		assertThat(replies.stream().map(WorkerLossTests::problemOf).filter((ex) -> ex.is(ProblemType.NO_WORKER)))
			.hasSize(2);
	}

	@Test
	void requestsQueuedForABusyWorkerAreSentToTheNextOne() {
		Router patient = this.nodes.router(Nodes.ROUTER.withQueue(100, Duration.ofSeconds(20)));
		RawPeer worker = this.nodes.dealer(patient.backend(), "lost").ready(1, "echo");
		RequestClient client = this.nodes.client(patient.frontend());
		List<CompletableFuture<?>> replies = sendRequest(client, 3, true);
		worker.receive();
		await().until(() -> status(patient).waiting() == 2);
		worker.close();
		this.nodes.echoWorker("next", patient.backend());
		replies.forEach((reply) -> assertThat(((JsonNode) reply.join()).path("by").asString()).isEqualTo("next"));
	}

	@Test
	void leavingWorkerAnswersItsRequestsAndReceivesNoMore() {
		RawPeer leaving = worker("leaving", 10);
		RequestClient client = this.nodes.client(this.router.frontend());
		List<CompletableFuture<?>> replies = sendRequest(client, 3, false);
		List<byte[][]> inHand = receive(leaving, 3);
		leaving.send("", "zmqf.bye", "{}");
		this.nodes.workers().awaitLeft(1);
		this.nodes.echoWorker("other", this.router.backend());
		this.nodes.workers().awaitJoined(2);
		sendRequest(client, 10, false)
			.forEach((reply) -> assertThat(((JsonNode) reply.join()).path("by").asString()).isEqualTo("other"));
		inHand.forEach((request) -> leaving.reply(request, "\"late but there\""));
		replies.forEach((reply) -> assertThat(((JsonNode) reply.join()).asString()).isEqualTo("late but there"));
	}

	@Test
	void workersThatAreReplacedOneByOneLoseNothing() {
		Worker first = this.nodes.echoWorker("first", this.router.backend());
		this.nodes.workers().awaitJoined(1);
		RequestClient client = this.nodes.client(this.router.frontend());
		CompletableFuture<Callers.Outcome> asked = CompletableFuture
			.supplyAsync(() -> Callers.sendRequest(client, 16, 4000, this.nodes.executor()), this.nodes.executor());
		Worker current = first;
		for (int i = 0; i < 4; i++) {
			Worker next = this.nodes.echoWorker("next " + i, this.router.backend());
			this.nodes.workers().awaitJoined(i + 2);
			current.stop(Duration.ofSeconds(10));
			current = next;
		}
		assertThat(asked.join().failures()).isEmpty();
		assertThat(asked.join().answered()).isEqualTo(4000);
	}

	@Test
	void workerThatComesBackUnderItsIdentityGetsRequestsAgain() {
		RawPeer worker = worker("worker", 10);
		RequestClient client = this.nodes.client(this.router.frontend());
		CompletableFuture<?> lost = sendRequest(client, 1, false).get(0);
		worker.receive();
		worker.close();
		assertThat(problemOf(lost).is(ProblemType.WORKER_LOST)).isTrue();
		RawPeer again = worker("worker", 10);
		CompletableFuture<?> reply = sendRequest(client, 1, false).get(0);
		again.reply(again.receive(), "\"back\"");
		assertThat(((JsonNode) reply.join()).asString()).isEqualTo("back");
	}

	@Test
	void lateReplyIsCountedAndNotTakenForAnother() {
		RawPeer worker = worker("worker", 10);
		RequestClient client = this.nodes.client(this.router.frontend());
		CompletableFuture<JsonNode> warm = client.requestAsync("echo", "warm", JsonNode.class);
		worker.reply(worker.receive(), "1");
		warm.join();
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> client.event("echo").data("slow").timeout(Duration.ofSeconds(1)).request(JsonNode.class));
		await().until(() -> status().inFlight() == 0);
		CompletableFuture<?> next = client.requestAsync("echo", "next", JsonNode.class);
		byte[][] slow = worker.receive();
		byte[][] prompt = worker.receive();
		worker.reply(slow, "\"slow\"");
		worker.reply(slow, "\"slow again\"");
		worker.reply(prompt, "\"prompt\"");
		assertThat(((JsonNode) next.join()).asString()).isEqualTo("prompt");
		assertThat(this.nodes.record().drops(BACKEND, DropReason.LATE_REPLY)).isEqualTo(2);
		assertThat(this.nodes.record().drops("zmqf-client", DropReason.values())).isZero();
	}

	@Test
	void requestThatItsWorkerNeverAnswersKeepsItsPlaceThereUntilTheReply() {
		RawPeer worker = worker("worker", 1);
		RawPeer client = this.nodes.dealer(this.router.frontend(), null);
		client.send("one", "", "echo", "1", "{\"zmqf-timeout\":\"1000\"}");
		byte[][] slow = worker.receive();
		await().until(() -> status().inFlight() == 0);
		client.send("two", "", "echo", "2");
		assertThat(worker.receivesNothingFor(Duration.ofMillis(50))).isTrue();
		worker.reply(slow, "1");
		worker.reply(worker.receive(), "2");
		assertThat(client.receiveText()).containsExactly("two", "", "echo", "2");
	}

	@Test
	void clientWithoutTimeoutReceivesTheRoutersDeadline() {
		Router impatient = this.nodes.router(RouterSettings.of(Nodes.ANY, Nodes.ANY)
			.withMaxAttempts(1)
			.withTimeouts(Duration.ofSeconds(2), RouterSettings.DEFAULT_MAX_TIMEOUT));
		RawPeer worker = this.nodes.dealer(impatient.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.req(impatient.frontend());
		client.send("echo", "1");
		byte[][] slow = worker.receive();
		assertThat(client.receiveText()).startsWith("error").last().asString().contains("504");
		worker.reply(slow, "1");
		client.send("echo", "2");
		worker.reply(worker.receive(), "2");
		assertThat(client.receiveText()).containsExactly("echo", "2");
	}

	@Test
	void replyOfAWorkerThatHasNotGotTheRequestIsRefused() {
		RawPeer owner = worker("owner", 1);
		RawPeer client = this.nodes.dealer(this.router.frontend(), null);
		client.send("one", "", "echo", "1");
		byte[][] request = owner.receive();
		RawPeer stranger = this.nodes.dealer(this.router.backend(), "stranger");
		stranger.reply(request, "\"forged\"");
		await().until(() -> this.nodes.record().drops(BACKEND, DropReason.LATE_REPLY) == 1);
		owner.reply(request, "\"true\"");
		assertThat(client.receiveText()).containsExactly("one", "", "echo", "\"true\"");
	}

	@Test
	void replyForAClientThatIsGoneIsCounted() {
		RawPeer worker = worker("worker", 1);
		RawPeer client = this.nodes.dealer(this.router.frontend(), "client");
		client.send("one", "", "echo", "1");
		byte[][] request = worker.receive();
		client.close();
		RawPeer other = this.nodes.dealer(this.router.frontend(), null);
		await().until(() -> {
			worker.reply(request, "1");
			other.send("", "unknown", "1");
			other.receive();
			return this.nodes.record().drops(FRONTEND, DropReason.UNROUTABLE)
					+ this.nodes.record().drops(BACKEND, DropReason.LATE_REPLY) > 0;
		});
		other.send("two", "", "echo", "2");
		worker.reply(worker.receive(), "2");
		assertThat(other.receiveText()).containsExactly("two", "", "echo", "2");
	}

	private RawPeer worker(String id, int capacity) {
		return this.nodes.dealer(this.router.backend(), id).ready(capacity, "echo");
	}

	private RouterStatus status() {
		return status(this.router);
	}

	private static RouterStatus status(Router router) {
		RouterStatus status = router.status();
		assertThat(status).isNotNull();
		return status;
	}

	private static List<CompletableFuture<?>> sendRequest(RequestClient client, int requests, boolean idempotent) {
		List<CompletableFuture<?>> replies = new ArrayList<>();
		for (int i = 0; i < requests; i++) {
			replies.add((idempotent ? client.event("echo").data(i).idempotent() : client.event("echo").data(i))
				.requestAsync(JsonNode.class));
		}
		return replies;
	}

	private static List<byte[][]> receive(RawPeer worker, int requests) {
		List<byte[][]> received = new ArrayList<>();
		for (int i = 0; i < requests; i++) {
			received.add(worker.receive());
		}
		return received;
	}

	private static ZmqRemoteException problemOf(CompletableFuture<?> reply) {
		@Nullable Throwable failure = null;
		try {
			reply.join();
		}
		catch (CompletionException ex) {
			failure = ex.getCause();
		}
		assertThat(failure).isInstanceOf(ZmqRemoteException.class);
		return (ZmqRemoteException) failure;
	}

}
