package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.RequestTracing;
import io.zmqf.support.Echo;
import io.zmqf.support.RawPeer;
import io.zmqf.support.TransportRecord;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.SteppedTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections of a worker, to one router or to several. */
class SharedRouterTests {

	private static final Pattern CONNECTION = Pattern.compile("\"connection\":(\\d+)");

	private static final String ROUTER = "{\"node_id\":\"r\"}";

	private boolean failing;

	private final TransportRecord record = new TransportRecord() {

		@Override
		public void rejected(String socket, String endpoint, String detail) {
			super.rejected(socket, endpoint, detail);
			if (SharedRouterTests.this.failing) {
				throw new OutOfMemoryError("on purpose");
			}
		}

	};

	private final SteppedTransport transport = new SteppedTransport(this.record);

	private final List<WorkerConnection> connections = new ArrayList<>();

	@BeforeEach
	void connect() {
		List<Endpoint> routers = List.of(Endpoint.parse("tcp://one:1"), Endpoint.parse("tcp://two:1"),
				Endpoint.parse("tcp://three:1"));
		WorkerSettings settings = WorkerSettings.worker(routers.toArray(Endpoint[]::new));
		HandlerRegistry handlers = Echo.handlers("worker");
		AtomicInteger abandoned = new AtomicInteger();
		WorkerContext context = new WorkerContext(settings, handlers, new LimitedExecutor(Runnable::run, 1),
				this.transport, WorkerListener.NONE, RequestTracing.NONE, abandoned, new AtomicLong(),
				new WorkerReport(settings, handlers, abandoned, List::of, () -> this.connections, Instant.EPOCH));
		routers.forEach((router) -> this.connections.add(new WorkerConnection("w", context, router, null)));
		this.transport.open();
	}

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
	}

	@Test
	void oneRestsAfterTheRouterHasClosedItTwiceForTheOther() {
		share();
		assertThat(socket(0).isClosed()).isTrue();
		int sockets = this.transport.sockets(0).size();
		pass(Duration.ofMinutes(1));
		assertThat(this.transport.sockets(0)).hasSize(sockets);
		assertThat(socket(1).isClosed()).isFalse();
		SocketStatus resting = this.connections.get(0).loop().status();
		assertThat(resting.state()).isEqualTo(SocketStatus.State.RESTING);
		assertThat(resting.rejection()).contains("already connected to this router at tcp://two:1",
				"zmqf.worker.router");
		assertThat(this.connections.get(1).loop().status().rejection()).isNull();
		assertThat(this.record.rejected()).hasSize(1);
	}

	@Test
	void eachConnectionHasANumberOfItsOwn() {
		welcome(0, ROUTER);
		take(1, 0);
		take(0, 1);
		assertThat(announced(0)).containsExactly(1L, 3L);
		assertThat(announced(1)).containsExactly(2L);
	}

	@Test
	void doesNotRestBeforeTheLossIsReported() {
		welcome(0, ROUTER);
		take(1, 0);
		take(0, 1);
		pass(Duration.ofMillis(500));
		socket(1).connected();
		this.transport.turn();
		socket(0).disconnected(); // and its loop has not run it yet
		say(1, ROUTER);
		assertThat(socket(0).isClosed()).isFalse();
		assertThat(this.record.rejected()).isEmpty();
	}

	@Test
	void restingConnectionChecksAgainAlthoughReportingFailed() {
		this.failing = true;
		share();
		assertThat(this.transport.failures()).isNotEmpty();
		this.transport.failures().clear();
		assertThat(socket(0).isClosed()).isTrue();
		lose(1);
		pass(Duration.ofMillis(1100));
		assertThat(socket(0).attempts()).isPositive();
	}

	@Test
	void itConnectsOnceTheOtherHasItsRouterNoMore() {
		share();
		lose(1);
		pass(Duration.ofMillis(1100));
		assertThat(socket(0).isClosed()).isFalse();
		assertThat(socket(0).attempts()).isPositive();
		welcome(0, ROUTER);
		assertThat(this.connections.get(0).loop().status().state()).isEqualTo(SocketStatus.State.CONNECTED);
		assertThat(this.connections.get(0).loop().status().rejection()).isNull();
	}

	@Test
	void itRestsWhileAThirdConnectionHasItsRouter() {
		share();
		int sockets = this.transport.sockets(0).size();
		take(2, 1);
		take(1, 2);
		take(2, 1);
		assertThat(socket(1).isClosed()).isTrue();
		pass(Duration.ofMinutes(1));
		assertThat(this.transport.sockets(0)).hasSize(sockets);
		lose(2);
		pass(Duration.ofMillis(1100));
		assertThat(socket(0).attempts()).isPositive();
		assertThat(socket(1).attempts()).isPositive();
	}

	@Test
	void itConnectsOnceTheOtherHasAnotherRouter() {
		share();
		lose(1);
		this.transport.turn();
		pass(Duration.ofMillis(500));
		welcome(1, "{\"node_id\":\"another\"}");
		pass(Duration.ofMillis(1100));
		assertThat(socket(0).isClosed()).isFalse();
		assertThat(socket(0).attempts()).isPositive();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void afterARestartOfTheRouterOneRestsAsSoonAsTheRouterHasClosedItForTheOther(int last) {
		share();
		pass(Duration.ofMinutes(1));
		lose(1);
		pass(Duration.ofMillis(1100));
		welcome(1 - last, "{\"node_id\":\"another\"}");
		pass(Duration.ofMillis(500));
		socket(last).connected();
		this.transport.turn();
		lose(1 - last);
		say(last, "{\"node_id\":\"another\"}");
		assertThat(socket(1 - last).isClosed()).isTrue();
		assertThat(socket(last).isClosed()).isFalse();
		assertThat(this.record.rejected()).hasSize(2);
		lose(last);
		pass(Duration.ofMillis(1100));
		assertThat(socket(1 - last).isClosed()).isFalse();
		assertThat(socket(1 - last).attempts()).isPositive();
	}

	@Test
	void itRestsWhileTheOtherHasItsRouterAgainAtOnce() {
		share();
		int sockets = this.transport.sockets(0).size();
		lose(1);
		pass(Duration.ofMillis(500));
		welcome(1, ROUTER);
		pass(Duration.ofMinutes(1));
		assertThat(this.transport.sockets(0)).hasSize(sockets);
	}

	@Test
	void twoRoutersThatHaveOneIdByMistakeAreServedAlsoWhereTheyRestartTogether() {
		for (int i = 0; i < 5; i++) {
			welcome(0, ROUTER);
			welcome(1, ROUTER);
			pass(Duration.ofMinutes(1));
			lose(0);
			lose(1);
			pass(Duration.ofMillis(500));
		}
		assertThat(this.record.rejected()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "null", "no JSON", "{\"node_id\":null}" })
	void routerWithoutIdIsConnectedToEachTime(String welcome) {
		for (int i = 0; i < 10; i++) {
			welcome(i % 2, welcome);
			lose(1 - i % 2);
			pass(Duration.ofMillis(500));
		}
		assertThat(this.record.rejected()).isEmpty();
		assertThat(socket(0).isClosed()).isFalse();
	}

	@Test
	void aWorkerThatStopsDoesNotConnect() {
		share();
		int sockets = this.transport.sockets(0).size();
		this.connections.forEach(WorkerConnection::drain);
		this.transport.turn();
		lose(1);
		pass(Duration.ofMinutes(1));
		assertThat(this.transport.sockets(0)).hasSize(sockets);
	}

	/** The numbers by which a connection has announced itself, each once. */
	private List<Long> announced(int connection) {
		return this.transport.sockets(connection)
			.stream()
			.flatMap((socket) -> socket.sent().stream())
			.map((frames) -> CONNECTION.matcher(RawPeer.text(frames[2])))
			.filter(Matcher::find)
			.map((number) -> Long.valueOf(number.group(1)))
			.distinct()
			.toList();
	}

	/** The second connection has the router after this, and the first one rests. */
	private void share() {
		welcome(0, ROUTER);
		take(1, 0);
		take(0, 1);
		take(1, 0);
	}

	/** A connection is made, for which the router closes the other. */
	private void take(int connection, int other) {
		pass(Duration.ofMillis(500));
		socket(connection).connected();
		this.transport.turn();
		lose(other);
		say(connection, ROUTER);
	}

	private void welcome(int connection, String data) {
		socket(connection).connected();
		this.transport.turn();
		say(connection, data);
	}

	private void say(int connection, String data) {
		socket(connection).incoming(bytes(""), bytes("zmqf.welcome"), bytes(data));
		this.transport.turn();
	}

	private void lose(int connection) {
		socket(connection).disconnected();
		socket(connection).peerGone();
		this.transport.turn();
	}

	private void pass(Duration time) {
		this.transport.clock().advance(time);
		this.transport.turn();
	}

	private ScriptedSocket socket(int connection) {
		return this.transport.socket(connection);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
