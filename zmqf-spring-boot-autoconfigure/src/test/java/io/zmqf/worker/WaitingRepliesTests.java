package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTracing;
import io.zmqf.support.RawPeer;
import io.zmqf.support.TransportRecord;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SteppedTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The replies of a server to a client that does not read. */
class WaitingRepliesTests {

	private static final Endpoint ADDRESS = Endpoint.parse("tcp://127.0.0.1:5556");

	private final TransportRecord record = new TransportRecord();

	private final SteppedTransport transport = new SteppedTransport(this.record);

	private final List<Runnable> tasks = new ArrayList<>();

	private boolean held;

	private RequestTracing tracing = RequestTracing.NONE;

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
	}

	@Test
	void theyWaitInTheirOrderAndHoldNoPlace() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS).withConcurrency(2, 0));
		socket().sending("c", SendResult.FULL);
		for (int i = 0; i < 5; i++) {
			sendRequest("c", String.valueOf(i));
		}
		sendRequest("d", "9");
		assertThat(sent("d")).containsExactly("echo 9");
		assertThat(sent("c")).isEmpty();
		takeAgain("c");
		assertThat(sent("c")).containsExactly("echo 0", "echo 1", "echo 2", "echo 3", "echo 4");
		assertThat(server.load()).isZero();
		assertThat(drops()).isZero();
	}

	@Test
	void callerOfAReplyWithoutRoomReceivesAProblem() {
		start(WorkerSettings.server(ADDRESS).withQueue(new WorkerSettings.Queue(100, 10_000)));
		socket().sending("c", SendResult.FULL);
		sendRequest("c", "1".repeat(4_000));
		sendRequest("c", "2".repeat(4_000));
		assertThat(drops()).isOne();
		sendRequest("c", "3");
		takeAgain("c");
		assertThat(sent("c")).hasSize(3);
		assertThat(sent("c").get(1)).startsWith("error ")
			.contains("\"status\":413", "\"event\":\"echo\"", "too large to be queued for its client");
		assertThat(sent("c").get(2)).isEqualTo("echo 3");
	}

	@Test
	void aClientThatTakesNothingLeavesRoomForOthers() {
		start(WorkerSettings.server(ADDRESS).withQueue(new WorkerSettings.Queue(0, 10_000)));
		socket().sending("c", SendResult.FULL);
		socket().sending("d", SendResult.FULL);
		requestTenTimes("c");
		long ofC = 10 - drops();
		requestTenTimes("d");
		long ofD = 20 - drops() - ofC;
		assertThat(ofC).isBetween(4L, 5L);
		assertThat(ofD).isBetween(2L, 3L);
		takeAgain("c");
		takeAgain("d");
		assertThat(sent("c")).filteredOn((reply) -> reply.startsWith("echo ")).hasSize((int) ofC);
		assertThat(sent("d")).filteredOn((reply) -> reply.startsWith("echo ")).hasSize((int) ofD);
		long before = drops();
		socket().sending("d", SendResult.FULL);
		requestTenTimes("d"); // the sent messages have left room
		assertThat(10 - (drops() - before)).isEqualTo(ofC);
	}

	private void requestTenTimes(String client) {
		for (int i = 0; i < 10; i++) {
			sendRequest(client, "1".repeat(950)); // with its frames about 1,200 bytes
		}
	}

	@Test
	void oneThatWaitsUntilTheDeadlineOfItsRequestIsDropped() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		socket().sending("c", SendResult.FULL);
		sendRequest("c", "1");
		CompletableFuture<Void> drained = server.drain();
		this.transport.clock().advance(Duration.ofMillis(900));
		this.transport.turn();
		assertThat(drops()).isZero();
		this.transport.clock().advance(Duration.ofMillis(200));
		this.transport.turn();
		assertThat(drops()).isOne();
		this.transport.clock().advance(Duration.ofMillis(200));
		this.transport.turn();
		assertThat(drained).isCompleted();
		takeAgain("c");
		assertThat(sent("c")).isEmpty();
	}

	@Test
	void serverSendsNoAnnouncement() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		server.handlersChanged();
		this.transport.turn();
		this.transport.clock().advance(WorkerSettings.DEFAULT_ANNOUNCE_INTERVAL);
		this.transport.turn();
		assertThat(socket().attemptsToSend()).isZero();
	}

	@Test
	void rejectedRequestDoesNotDelayTheEnd() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		CompletableFuture<Void> drained = server.drain();
		socket().sending("c", SendResult.FULL);
		sendRequest("c", "1");
		assertThat(drops()).isOne();
		this.transport.clock().advance(Duration.ofMillis(200));
		this.transport.turn();
		assertThat(drained).isCompleted();
	}

	@Test
	void thoseOfASocketThatClosesAreCounted() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		socket().sending("c", SendResult.FULL);
		sendRequest("c", "1");
		server.loop().execute(server::onClose);
		this.transport.turn();
		assertThat(drops()).isOne();
	}

	@Test
	void aServerThatStopsSendsThemFirst() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		socket().sending("c", SendResult.FULL);
		sendRequest("c", "1");
		CompletableFuture<Void> drained = server.drain();
		this.transport.clock().advance(Duration.ofMillis(500));
		this.transport.turn();
		assertThat(drained).isNotDone();
		takeAgain("c");
		assertThat(sent("c")).containsExactly("echo 1");
		this.transport.clock().advance(Duration.ofSeconds(1));
		this.transport.turn();
		assertThat(drained).isCompleted();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"zmqf-timeout\":\"1000\",\"zmqf-to\":\"all\"}", "{\"zmqf-to\":\"all\"}",
			"{\"zmqf\\u002dto\":\"all\"}" })
	void requestToAllReceivesTheReplyAndTheEnd(String headers) {
		start(WorkerSettings.server(ADDRESS));
		socket().peerProperties(Map.of("X-Zmqf", "cancel,stream,all"));
		socket().sending("c", SendResult.FULL);
		sendRequest("c", "1", headers);
		takeAgain("c");
		assertThat(sent("c")).hasSize(2).startsWith("zmqf.item 1").last().asString().startsWith("echo {\"asked\":[");
	}

	@Test
	void requestToAllReceivesTheEndIfTheReplyHasNoRoom() {
		start(WorkerSettings.server(ADDRESS).withQueue(new WorkerSettings.Queue(100, 10_000)));
		socket().peerProperties(Map.of("X-Zmqf", "cancel,stream,all"));
		socket().sending("c", SendResult.FULL);
		for (int i = 0; i < 2; i++) {
			sendRequest("c", "1".repeat(4_000), "{\"zmqf-timeout\":\"1000\",\"zmqf-to\":\"all\"}");
		}
		assertThat(drops()).isOne();
		takeAgain("c");
		assertThat(sent("c")).extracting((frames) -> frames.substring(0, frames.indexOf(' ')))
			.containsExactly("zmqf.item", "echo", "echo");
		assertThat(sent("c")).element(1).asString().contains("\"missing\":[]");
		assertThat(sent("c")).element(2).asString().doesNotContain("\"missing\":[]");
	}

	@Test
	void aClientIsTriedOnceForAllThatWaits() {
		start(WorkerSettings.server(ADDRESS));
		socket().sending("c", SendResult.FULL);
		for (int i = 0; i < 50; i++) {
			sendRequest("c", "7");
		}
		int before = socket().attemptsToSend();
		this.transport.clock().advance(Duration.ofMillis(5));
		this.transport.turn();
		assertThat(socket().attemptsToSend() - before).isOne();
	}

	@Test
	void thoseOfAClientThatHasGoneAreForgotten() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS).withQueue(new WorkerSettings.Queue(0, 10_000)));
		socket().sending("c", SendResult.FULL);
		sendRequest("c", "1".repeat(9_000));
		CompletableFuture<Void> drained = server.drain();
		socket().peerGone("c".getBytes(StandardCharsets.UTF_8));
		this.transport.turn();
		assertThat(this.record.drops("zmqf-server", DropReason.UNROUTABLE)).isOne();
		this.transport.clock().advance(Duration.ofMillis(100));
		this.transport.turn();
		assertThat(drained).isCompleted();
	}

	@Test
	void requestsOfAClientThatHasGoneAreCancelledAndThoseOfTheNextOneWithItsRoutingIdAreNot() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		this.held = true;
		for (String client : List.of("c", "c", "d", "e")) {
			sendRequest(client, "1");
		}
		socket().peerGone("c".getBytes(StandardCharsets.UTF_8));
		socket().peerGone("d".getBytes(StandardCharsets.UTF_8));
		sendRequest("c", "2");
		assertThat(server.load()).isEqualTo(2);
		this.held = false;
		List.copyOf(this.tasks).forEach(Runnable::run);
		this.transport.turn();
		assertThat(sent("c")).containsExactly("echo 2");
		assertThat(sent("d")).isEmpty();
		assertThat(sent("e")).containsExactly("echo 1");
		assertThat(server.load()).isZero();
	}

	@Test
	void requestsOfAllClientsThatHaveGoneAreCancelledAlthoughCancellingOneFails() {
		AtomicInteger ends = new AtomicInteger();
		this.tracing = new RequestTracing() {

			@Override
			public boolean tracesEnd(long nanos, @Nullable ProblemType problem) {
				if (ends.getAndIncrement() == 0) {
					throw new OutOfMemoryError("on purpose");
				}
				return false;
			}

		};
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		this.held = true;
		for (String client : List.of("c", "d", "e")) {
			sendRequest(client, "1");
		}
		for (String client : List.of("c", "d", "e")) {
			socket().peerGone(client.getBytes(StandardCharsets.UTF_8));
		}
		this.transport.turn();
		assertThat(ends).hasValue(3);
		assertThat(server.load()).isZero();
		assertThat(this.record.failures()).hasSize(1);
	}

	private void execute(Runnable task) {
		if (this.held) {
			this.tasks.add(task);
		}
		else {
			task.run();
		}
	}

	private WorkerConnection start(WorkerSettings settings) {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("echo",
				(request) -> CompletableFuture.completedFuture(request.reply(request.data(), Map.of())));
		AtomicInteger abandoned = new AtomicInteger();
		WorkerContext context = new WorkerContext(settings, handlers,
				new LimitedExecutor(this::execute, Integer.MAX_VALUE), this.transport, WorkerListener.NONE,
				this.tracing, abandoned, new AtomicLong(),
				new WorkerReport(settings, handlers, abandoned, List::of, List::of, Instant.EPOCH));
		WorkerConnection connection = new WorkerConnection("zmqf-server", context, ADDRESS, null);
		this.transport.open();
		return connection;
	}

	private void sendRequest(String client, String data) {
		sendRequest(client, data, "{\"zmqf-timeout\":\"1000\"}");
	}

	private void sendRequest(String client, String data, String headers) {
		byte[][] frames = Stream.of(client, "", "echo", data, headers)
			.map((frame) -> frame.getBytes(StandardCharsets.UTF_8))
			.toArray(byte[][]::new);
		socket().incoming(frames);
		this.transport.turn();
	}

	private void takeAgain(String client) {
		socket().sending(client, SendResult.SENT);
		this.transport.clock().advance(Duration.ofMillis(5));
		this.transport.turn();
	}

	private List<String> sent(String client) {
		return socket().sent()
			.stream()
			.map(RawPeer::text)
			.filter((frames) -> frames.get(0).equals(client))
			.map((frames) -> frames.get(2) + " " + frames.get(3))
			.toList();
	}

	private long drops() {
		return this.record.drops("zmqf-server", DropReason.HIGH_WATER_MARK);
	}

	private ScriptedSocket socket() {
		return this.transport.socket(0);
	}

}
