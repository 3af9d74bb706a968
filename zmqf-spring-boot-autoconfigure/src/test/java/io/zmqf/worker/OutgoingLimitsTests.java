package io.zmqf.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.router.RouterSettings;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * A message over a limit is rejected by its sender, because the receiver would close the
 * connection that other requests share.
 */
@Timeout(60)
class OutgoingLimitsTests {

	private static final SocketLimits LIMITS = SocketLimits.DEFAULT.withMessageSize(10_000).withHeadersSize(1000);

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = new HandlerRegistry();

	private final AtomicInteger handled = new AtomicInteger();

	private final CountDownLatch slowBegun = new CountDownLatch(1);

	private final CompletableFuture<Void> go = new CompletableFuture<>();

	private final Queue<String> excesses = new ConcurrentLinkedQueue<>();

	private final WorkerListener listener = new WorkerListener() {

		@Override
		public void replyTooLarge(String event, String excess) {
			OutgoingLimitsTests.this.excesses.add(event + ": " + excess);
		}

		@Override
		public void handlerFailed(RequestReference request, @Nullable Throwable failure) {
			OutgoingLimitsTests.this.excesses.add(request.event() + " failed: " + failure);
		}

	};

	OutgoingLimitsTests() {
		this.handlers.register("slow", (request) -> {
			this.slowBegun.countDown();
			return this.go.thenApply((nothing) -> request.reply(request.data(), Map.of()));
		});
		this.handlers.register("data", (request) -> answer(request.reply(digits(10_001), Map.of())));
		this.handlers.register("largest", (request) -> answer(request.reply(digits(10_000), Map.of())));
		this.handlers.register("headers",
				(request) -> answer(request.reply(Message.NO_DATA, Map.of("name", "x".repeat(1000)))));
		this.handlers.register("problem", (request) -> {
			this.handled.incrementAndGet();
			throw new ProblemException(Problem.of(409, "urn:a", "A", "x".repeat(10_000)));
		});
		this.handlers.register("later", (request) -> CompletableFuture
			.supplyAsync(() -> answer(request.reply(digits(10_001), Map.of())).join(), this.nodes.executor()));
	}

	private CompletableFuture<Message> answer(Message reply) {
		this.handled.incrementAndGet();
		return CompletableFuture.completedFuture(reply);
	}

	private static byte[] digits(int count) {
		return "1".repeat(count).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "data", "headers", "problem", "later" })
	void aServersReplyOverALimitIsTooLargeForItsCallerAlone(String event) {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withLimits(LIMITS), this.handlers,
				this.nodes.executor(), this.listener);
		assertOnlyTheCallerNotices(event, server.endpoints().get(0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "data", "headers", "problem", "later" })
	void aWorkersReplyOverALimitIsTooLargeForItsCallerAlone(String event) {
		Router router = this.nodes.router(RouterSettings.of(Nodes.ANY, Nodes.ANY)
			.withQueue(new RouterSettings.Queue(100, 1_000_000, Duration.ofSeconds(20)))
			.withLimits(LIMITS));
		this.nodes.worker(WorkerSettings.worker(router.backend()).withLimits(LIMITS), this.handlers,
				this.nodes.executor(), this.listener);
		assertOnlyTheCallerNotices(event, router.frontend());
	}

	private void assertOnlyTheCallerNotices(String event, Endpoint peer) {
		RequestClient one = client(peer);
		RequestClient two = client(peer);
		CompletableFuture<Integer> other = two.requestAsync("slow", 7, Integer.class);
		assertThat(CompletableFuture.runAsync(this::awaitSlow, this.nodes.executor()))
			.succeedsWithin(Duration.ofSeconds(20));
		ZmqRemoteException failure = catchThrowableOfType(ZmqRemoteException.class,
				() -> one.event(event).idempotent().request(byte[].class));
		assertThat(failure.is(ProblemType.TOO_LARGE)).isTrue();
		assertThat(failure.getProblem().event()).isEqualTo(event);
		assertThat(failure.getProblem().detail()).contains(" bytes: ", "0 are allowed");
		assertThat(this.excesses).singleElement().asString().startsWith(event + ": ");
		assertThat(this.handled).hasValue(1);
		this.go.complete(null);
		assertThat(other).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(7);
		assertThat(one.event("largest").request(byte[].class)).hasSize(10_000);
	}

	/** Together they are far over the limit of one. */
	@Test
	void dataAndHeadersMayBothBeAtTheirLimits() {
		SocketLimits limits = LIMITS.withMessageSize(200_000).withHeadersSize(150_000);
		this.handlers.register("both",
				(request) -> answer(request.reply(request.data(), Map.of("h", "x".repeat(149_990)))));
		Router router = this.nodes.router(RouterSettings.of(Nodes.ANY, Nodes.ANY)
			.withQueue(new RouterSettings.Queue(100, 1_000_000, Duration.ofSeconds(20)))
			.withLimits(limits));
		this.nodes.worker(WorkerSettings.worker(router.backend()).withLimits(limits), this.handlers);
		RequestClient client = this.nodes.client(new ClientSettings("client", List.of(router.frontend()),
				Duration.ofSeconds(20), io.zmqf.client.Correlation.ENVELOPE, 1, limits, ClientSecurity.NONE,
				ClientSettings.DEFAULT_STREAM_WINDOW));
		assertThat(client.event("both").data(digits(200_000)).header("h", "x".repeat(149_900)).request(byte[].class))
			.hasSize(200_000);
		assertThat(this.handled).hasValue(1);
	}

	private void awaitSlow() {
		try {
			this.slowBegun.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private RequestClient client(Endpoint peer) {
		return this.nodes.client(
				new ClientSettings("client", List.of(peer), Duration.ofSeconds(20), io.zmqf.client.Correlation.ENVELOPE,
						1, LIMITS, ClientSecurity.NONE, ClientSettings.DEFAULT_STREAM_WINDOW));
	}

	@Test
	void aRequestOverALimitIsNotMade() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withLimits(LIMITS), this.handlers);
		RequestClient client = client(server.endpoints().get(0));
		List<ZmqException> failures = new ArrayList<>();
		failures.add(catchThrowableOfType(ZmqException.class,
				() -> client.event("largest").data(digits(10_001)).request(byte[].class)));
		failures.add(catchThrowableOfType(ZmqException.class,
				() -> client.event("largest").header("a", "x".repeat(1000)).request(byte[].class)));
		failures.add(catchThrowableOfType(ZmqException.class,
				() -> client.event("largest").header("ü", "ü".repeat(500)).idempotent().request(byte[].class)));
		assertThat(failures).allSatisfy((failure) -> {
			assertThat(failure.getClass()).isEqualTo(ZmqException.class);
			assertThat(failure).hasMessageContaining("'largest' has ").hasMessageContaining("0 are allowed");
		});
		assertThat(client.event("largest").data(digits(10_000)).request(byte[].class)).hasSize(10_000);
		assertThat(this.handled).hasValue(1);
		await().until(() -> client.status().inFlight() == 0);
	}

	@Test
	void aRequestsHeadersOverTheReceiversLimitAreRefused() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withLimits(LIMITS), this.handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client.event("largest").header("a", "x".repeat(1000)).request(byte[].class))
			.satisfies((ex) -> assertThat(ex.is(ProblemType.TOO_LARGE)).isTrue())
			.withMessageContaining("1000 are allowed");
		assertThat(this.handled).hasValue(0);
	}

}
