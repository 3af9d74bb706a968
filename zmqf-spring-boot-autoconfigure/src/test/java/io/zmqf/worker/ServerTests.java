package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Deadline;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server over real sockets: each request has exactly one reply, whatever its content.
 */
@Timeout(60)
class ServerTests {

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = Echo.handlers("server");

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final WorkerListener listener = new WorkerListener() {

		@Override
		public void handlerFailed(RequestReference request, @Nullable Throwable failure) {
			ServerTests.this.failures.add(request.event() + " " + failure);
		}

		@Override
		public void executorRejected(Throwable failure) {
			ServerTests.this.failures.add("rejected: " + failure.getMessage());
		}

	};

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void manyClientsAtOnceEachGetTheirOwnReplies() {
		Endpoint server = start(settings());
		List<CompletableFuture<Void>> clients = new ArrayList<>();
		for (int i = 0; i < 24; i++) {
			RawPeer client = this.nodes.req(server);
			String name = "client " + i;
			clients.add(CompletableFuture.runAsync(() -> requestInTurn(client, name), this.nodes.executor()));
		}
		clients.forEach(CompletableFuture::join);
	}

	@Test
	void aHandlerThatDoesNotBlockIsCalledOnTheThreadThatReads() {
		Queue<String> threads = new ConcurrentLinkedQueue<>();
		this.handlers.register("thread", handlerOnItsThread(threads, true));
		this.handlers.register("loop", handlerOnItsThread(threads, false));
		RawPeer client = this.nodes.req(start(settings()));
		for (String event : List.of("thread", "loop")) {
			client.send(event, "1");
			assertThat(client.receiveText()).containsExactly(event, "1");
		}
		assertThat(threads).hasSize(2);
		assertThat(threads.remove()).doesNotStartWith("iothread");
		assertThat(threads.remove()).startsWith("zmqf-io");
	}

	@Test
	void handlerReadsTheRemainingTimeAndItsRequestsInheritIt() {
		RawPeer asked = this.nodes.bareRouter(Nodes.ANY);
		RequestClient inner = this.nodes.client(asked.endpoint());
		AtomicReference<Duration> left = new AtomicReference<>();
		this.handlers.register("calls", (request) -> {
			left.set(Objects.requireNonNull(Deadline.current()).remaining());
			return inner.event("inner")
				.timeout(Duration.ofMinutes(10))
				.requestAsync(JsonNode.class)
				.thenApply((reply) -> request.reply(request.data(), Map.of()));
		});
		Duration timeout = Duration.ofSeconds(30);
		CompletableFuture<JsonNode> reply = this.nodes.client(start(settings()))
			.event("calls")
			.data(1)
			.timeout(timeout)
			.requestAsync(JsonNode.class);
		byte[][] request = asked.receive();
		assertThat(left.get()).isPositive().isLessThanOrEqualTo(timeout);
		JsonNode headers = JsonMapper.shared().readTree(request[request.length - 1]);
		assertThat(headers.path("zmqf-timeout").asLong()).isPositive().isLessThanOrEqualTo(left.get().toMillis());
		asked.send(request[0], request[1], "", "inner", "1");
		assertThat(reply.join().asInt()).isOne();
	}

	@Test
	void aHandlerThatDoesNotBlockCannotWaitForAReply() {
		AtomicReference<RequestClient> client = new AtomicReference<>();
		this.handlers.register("asked",
				(request) -> CompletableFuture.completedFuture(request.reply(request.data(), Map.of())));
		this.handlers.register("waits", new RequestHandler() {

			@Override
			public CompletableFuture<Message> handle(Message request) {
				String refusal = "";
				try {
					client.get().event("asked").data(1).request(Integer.class);
				}
				catch (IllegalStateException ex) {
					refusal = String.valueOf(ex.getMessage());
				}
				return CompletableFuture
					.completedFuture(request.reply(('"' + refusal + '"').getBytes(StandardCharsets.UTF_8), Map.of()));
			}

			@Override
			public boolean isBlocking() {
				return false;
			}

		});
		client.set(this.nodes.client(start(settings())));
		assertThat(client.get().event("asked").data(1).request(Integer.class)).isOne();
		assertThat(client.get().event("waits").request(String.class)).contains("'asked'").contains("requestAsync");
	}

	private static RequestHandler handlerOnItsThread(Queue<String> threads, boolean blocking) {
		return new RequestHandler() {

			@Override
			public CompletableFuture<Message> handle(Message request) {
				threads.add(Thread.currentThread().getName());
				return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
			}

			@Override
			public boolean isBlocking() {
				return blocking;
			}

		};
	}

	@Test
	void exceptionOfAHandlerOnTheLoopIsAnswered() {
		this.handlers.register("loop", new RequestHandler() {

			@Override
			public CompletableFuture<Message> handle(Message request) {
				throw new StackOverflowError("deep");
			}

			@Override
			public boolean isBlocking() {
				return false;
			}

		});
		RawPeer client = this.nodes.req(start(settings()));
		client.send("loop", "1");
		assertThat(client.receiveText().get(0)).isEqualTo("error");
		client.send("echo", "2");
		assertThat(client.receiveText()).containsExactly("echo", "{\"by\":\"server\",\"echo\":2}");
		assertThat(this.failures).hasSize(1);
	}

	private static void requestInTurn(RawPeer client, String name) {
		for (int i = 0; i < 50; i++) {
			client.send("echo", "\"" + name + " " + i + "\"");
			assertThat(client.receiveText()).containsExactly("echo",
					"{\"by\":\"server\",\"echo\":\"" + name + " " + i + "\"}");
		}
	}

	@Test
	void replyKeepsTheWholeEnvelope() {
		RawPeer peer = this.nodes.dealer(start(settings()), null);
		peer.send("one", "two", "three", "", "echo", "1", "{\"a\":\"b\"}");
		assertThat(peer.receiveText()).containsExactly("one", "two", "three", "", "echo",
				"{\"by\":\"server\",\"echo\":1}");
	}

	@Test
	void malformedRequestIsRefusedWithItsWholeEnvelope() {
		RawPeer peer = this.nodes.dealer(start(settings()), null);
		peer.send("one", "two", "three", "", "echo");
		assertRefused(peer.receiveText(), 400, "one", "two", "three", "");
		peer.send("one", "", "echo", "1", "{}", "one too many");
		assertRefused(peer.receiveText(), 400, "one", "");
		peer.send("", "echo", "1", "these are no headers");
		assertRefused(peer.receiveText(), 400, "");
		peer.send("", new byte[] { (byte) 0xff }, "1");
		assertRefused(peer.receiveText(), 400, "");
		peer.send("", "e".repeat(256), "1");
		assertRefused(peer.receiveText(), 400, "");
	}

	@Test
	void unknownEventIsRefusedByName() {
		RequestClient client = this.nodes.client(start(settings()));
		Problem problem = problem(client, "unknown");
		assertThat(problem.type()).isEqualTo(ProblemType.NO_HANDLER.uri());
		assertThat(problem.event()).isEqualTo("unknown");
	}

	/** A REQ would read the reply as the one to its first request. */
	@Test
	void theProbeOfAPeerIsNotAnswered() {
		RawPeer peer = this.nodes.dealer(start(settings()), null);
		peer.send("");
		peer.send("behind a proxy", "");
		peer.send("behind", "two", "");
		peer.send("", "echo", "1");
		assertThat(peer.receiveText()).startsWith("", "echo");
		assertThat(peer.receivesNothingFor(Duration.ofMillis(100))).isTrue();
	}

	@Test
	void dataThatIsNotUtf8IsMalformed() {
		RawPeer peer = this.nodes.dealer(start(settings()), null);
		List<byte[]> data = List.of("\"a\"".getBytes(StandardCharsets.UTF_16LE),
				"\ufeff\"a\"".getBytes(StandardCharsets.UTF_8), new byte[] { '"', (byte) 0xC0, (byte) 0x80, '"' },
				new byte[] { '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"' });
		for (byte[] bytes : data) {
			peer.send("", "echo", bytes);
			assertRefused(peer.receiveText(), 400, "");
			peer.send("", "echo", "1", bytes);
			assertRefused(peer.receiveText(), 400, "");
		}
	}

	@Test
	void expiredRequestIsNotHandled() {
		AtomicBoolean handled = new AtomicBoolean();
		this.handlers.register("late", (request) -> {
			handled.set(true);
			return reply(request, "1");
		});
		RawPeer peer = this.nodes.dealer(start(settings()), null);
		peer.send("", "late", "1", "{\"zmqf-timeout\":\"0\"}");
		assertRefused(peer.receiveText(), 504, "");
		assertThat(handled).isFalse();
	}

	@Test
	void queuedRequestIsAnsweredAtItsDeadlineAndNotHandled() {
		CountDownLatch go = new CountDownLatch(1);
		AtomicInteger handled = new AtomicInteger();
		this.handlers.register("wait", (request) -> {
			handled.incrementAndGet();
			go.await();
			return reply(request, "1");
		});
		Worker server = startServer(settings().withConcurrency(1, 10));
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("first", "", "wait", "1");
		peer.send("second", "", "wait", "1", "{\"zmqf-timeout\":\"1\"}");
		assertRefused(peer.receiveText(), 504, "second", "");
		assertThat(server.status().inHand()).isOne();
		go.countDown();
		assertThat(peer.receiveText()).startsWith("first", "", "wait");
		assertThat(handled).hasValue(1);
	}

	@Test
	void handlesAsManyAtOnceAsItsConcurrencyAndNoMore() {
		int concurrency = 3;
		CyclicBarrier together = new CyclicBarrier(concurrency);
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.handlers.register("together", (request) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			meet(together);
			running.decrementAndGet();
			return reply(request, "1");
		});
		RequestClient client = this.nodes.client(start(settings().withConcurrency(concurrency, 30)));
		List<CompletableFuture<?>> replies = new ArrayList<>();
		for (int i = 0; i < 20 * concurrency; i++) {
			replies.add(client.requestAsync("together", i, Integer.class));
		}
		replies.forEach(CompletableFuture::join);
		assertThat(most).hasValue(concurrency);
	}

	@Test
	void stopsReadingAtItsCapacityAndLosesNothing() {
		Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
		this.handlers.register("later", (request) -> {
			CompletableFuture<Message> answer = new CompletableFuture<>();
			answers.add(() -> answer.complete(request.reply(request.data(), Map.of())));
			return answer;
		});
		Worker server = startServer(settings().withConcurrency(2, 2));
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		List<CompletableFuture<@Nullable Integer>> replies = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			replies.add(client.requestAsync("later", i, Integer.class));
		}
		await().until(() -> answers.size() == 4);
		RawPeer other = this.nodes.dealer(server.endpoints().get(0), null);
		other.send("", "echo", "1");
		assertThat(other.receivesNothingFor(Duration.ofMillis(200))).isTrue();
		assertThat(answers).hasSize(4);
		while (replies.stream().anyMatch((reply) -> !reply.isDone())) {
			assertThat(answers.size()).isLessThanOrEqualTo(4);
			Runnable answer = answers.poll();
			if (answer != null) {
				answer.run();
			}
		}
		for (int i = 0; i < 50; i++) {
			assertThat(replies.get(i).join()).isEqualTo(i);
		}
		assertThat(other.receiveText()).startsWith("", "echo");
		await().until(() -> server.status().inHand() == 0);
	}

	@Test
	void requestThatNoThreadTakesIsRefusedAsBusyAndTheNextOneIsAnswered() {
		AtomicBoolean full = new AtomicBoolean(true);
		Worker server = this.nodes.worker(settings(), this.handlers, (task) -> {
			if (full.get()) {
				throw new RejectedExecutionException("full");
			}
			this.nodes.executor().execute(task);
		}, this.listener);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		assertThat(problem(client, "echo").type()).isEqualTo(ProblemType.BUSY.uri());
		assertThat(problem(client, "echo").event()).isEqualTo("echo");
		await().until(() -> List.copyOf(this.failures).equals(List.of("rejected: full", "rejected: full")));
		full.set(false);
		assertAnswers(client);
		await().until(() -> server.status().inHand() == 0);
	}

	@Test
	void busyIsTheReplyIfNoThreadCanBeStarted() {
		AtomicBoolean full = new AtomicBoolean(true);
		Worker server = this.nodes.worker(settings(), this.handlers, (task) -> {
			if (full.getAndSet(false)) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			this.nodes.executor().execute(task);
		}, this.listener);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		assertThat(problem(client, "echo").type()).isEqualTo(ProblemType.BUSY.uri());
		await().until(() -> List.copyOf(this.failures).equals(List.of("rejected: unable to create native thread")));
		assertAnswers(client);
	}

	@Test
	void handlerMayAnswerLaterOnAnotherThread() {
		this.handlers.register("later",
				(request) -> CompletableFuture.supplyAsync(() -> request.reply(request.data(), Map.of("h", "v")),
						CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)));
		RawPeer peer = this.nodes.dealer(start(settings()), null);
		peer.send("", "later", "[1]");
		assertThat(peer.receiveText()).containsExactly("", "later", "[1]", "{\"h\":\"v\"}");
	}

	@Test
	void failureOfAHandlerIsAnsweredWithoutItsMessage() {
		this.handlers.register("exception", (request) -> {
			throw new java.io.IOException("secret");
		});
		this.handlers.register("fatal", (request) -> {
			throw new StackOverflowError("secret");
		});
		this.handlers.register("later",
				(request) -> CompletableFuture.failedFuture(new IllegalStateException("secret")));
		this.handlers.register("no stage", (request) -> null);
		this.handlers.register("no reply", (request) -> CompletableFuture.completedFuture(null));
		this.handlers.register("no event",
				(request) -> CompletableFuture.completedFuture(new Message("", Message.NO_DATA)));
		this.handlers.register("no data", (request) -> reply(request, null));
		List<String> events = List.of("exception", "fatal", "later", "no stage", "no reply", "no event", "no data");
		Worker server = startServer(settings());
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		for (String event : events) {
			Problem problem = problem(client, event);
			assertThat(problem.type()).isEqualTo(ProblemType.HANDLER_FAILED.uri());
			assertThat(problem.event()).isEqualTo(event);
			assertThat(problem.toString()).doesNotContain("secret");
		}
		assertThat(this.failures).hasSameSizeAs(events).contains("later java.lang.IllegalStateException: secret");
		assertAnswers(client);
		await().until(() -> server.status().inHand() == 0);
	}

	@Test
	void problemThatAHandlerChoosesIsPassedOn() {
		Problem chosen = Problem.of(409, "urn:shop:sold-out", "Sold out", "No more apples");
		this.handlers.register("thrown", (request) -> {
			throw new ProblemException(chosen);
		});
		this.handlers.register("later",
				(request) -> CompletableFuture
					.supplyAsync(() -> request.reply(Message.NO_DATA, Map.of()), this.nodes.executor())
					.thenApply((reply) -> {
						throw new CompletionException(new ProblemException(chosen));
					}));
		RequestClient client = this.nodes.client(start(settings()));
		assertThat(problem(client, "thrown")).isEqualTo(chosen.withEvent("thrown"));
		assertThat(problem(client, "later")).isEqualTo(chosen.withEvent("later"));
		assertThat(this.failures).isEmpty();
	}

	@Test
	void oneServerListensAtSeveralAddresses() {
		Worker server = startServer(WorkerSettings.server(Nodes.ANY, Nodes.ANY));
		for (Endpoint endpoint : server.endpoints()) {
			assertAnswers(this.nodes.client(endpoint));
		}
	}

	private WorkerSettings settings() {
		return WorkerSettings.server(Nodes.ANY);
	}

	private Endpoint start(WorkerSettings settings) {
		return startServer(settings).endpoints().get(0);
	}

	private Worker startServer(WorkerSettings settings) {
		return this.nodes.worker(settings, this.handlers, this.nodes.executor(), this.listener);
	}

	private static void meet(CyclicBarrier barrier) {
		try {
			barrier.await();
		}
		catch (InterruptedException | BrokenBarrierException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static CompletableFuture<Message> reply(Message request, @Nullable String data) {
		return CompletableFuture
			.completedFuture(request.reply((data != null) ? data.getBytes(StandardCharsets.UTF_8) : null, Map.of()));
	}

	private static Problem problem(RequestClient client, String event) {
		try {
			client.request(event, 1, JsonNode.class);
		}
		catch (ZmqRemoteException ex) {
			return ex.getProblem();
		}
		throw new AssertionError("'" + event + "' was answered");
	}

	private static void assertAnswers(RequestClient client) {
		JsonNode reply = client.request("echo", "again", JsonNode.class);
		assertThat(reply).isNotNull();
		assertThat(reply.path("echo").asString()).isEqualTo("again");
	}

	private static void assertRefused(List<String> reply, int status, String... envelope) {
		assertThat(reply).hasSize(envelope.length + 2).startsWith(envelope);
		assertThat(reply.get(envelope.length)).isEqualTo("error");
		assertThat(reply.get(envelope.length + 1)).contains("\"status\":" + status);
	}

}
