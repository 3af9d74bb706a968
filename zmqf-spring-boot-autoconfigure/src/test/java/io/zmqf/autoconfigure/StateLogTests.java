package io.zmqf.autoconfigure;

import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.actuate.event.Journal;
import io.zmqf.heartbeat.Node;
import io.zmqf.message.NodeType;
import io.zmqf.message.PeerName;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The log messages for peers that connect and disconnect. */
@ExtendWith(OutputCaptureExtension.class)
class StateLogTests {

	private static final String ENDPOINT = "tcp://router:5555";

	private static final Node NODE = new Node("a".repeat(32), "1".repeat(16), NodeType.WORKER, "10.0.0.1", null,
			Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:01:00Z"), 2);

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final StateLog log = new StateLog(new Journal(), this.now::get);

	@Test
	void logsAnUnreachablePeerOnce(CapturedOutput output) {
		state(State.DISCONNECTED);
		for (int i = 0; i < 1000; i++) {
			retried();
		}
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("WARN")
			.endsWith("zmqf-client can't reach tcp://router:5555 yet, and retries (zmqf.client.address)");
		state(State.CONNECTED);
		assertThat(lines(output)).hasSize(2)
			.last()
			.asString()
			.contains("INFO")
			.endsWith("zmqf-client is connected to tcp://router:5555");
	}

	@Test
	void logsALostConnectionAfterTheNextAttempt(CapturedOutput output) {
		state(State.DISCONNECTED);
		state(State.CONNECTED);
		retried();
		state(State.DISCONNECTED);
		assertThat(lines(output)).hasSize(2).last().asString().contains("lost its connection to " + ENDPOINT);
	}

	@Test
	void logsAnUnreachablePeerWithoutALoss(CapturedOutput output) {
		state(State.DISCONNECTED);
		state(State.CONNECTED);
		this.log.socketEvent("zmqf-client",
				new SocketEvent(SocketEvent.Type.CONNECT_RETRIED, ENDPOINT, null, 100, "it refuses connections"));
		assertThat(lines(output)).hasSize(2)
			.last()
			.asString()
			.contains("WARN", "can't reach " + ENDPOINT + " yet", "it refuses connections");
	}

	@Test
	void logsRestingSocketsAndLaterConnections(CapturedOutput output) {
		state(State.DISCONNECTED);
		state(State.CONNECTED);
		state(State.DISCONNECTED);
		state(State.RESTING);
		this.log.rejected("zmqf-client", ENDPOINT, "Another one has its peer");
		assertThat(lines(output)).last()
			.asString()
			.contains("WARN")
			.endsWith("zmqf-client is resting and does not connect to tcp://router:5555: Another one has its peer");
		retried();
		assertThat(lines(output)).last().asString().contains("can't reach " + ENDPOINT + " yet");
		state(State.CONNECTED);
		assertThat(lines(output)).last().asString().endsWith("is connected to " + ENDPOINT);
	}

	@Test
	void logsOnceThatNoAddressIsLeft(CapturedOutput output) {
		state(State.DISCONNECTED);
		for (int i = 0; i < 1000; i++) {
			this.log.socketEvent("zmqf-client",
					new SocketEvent(SocketEvent.Type.NO_ADDRESS_LEFT, ENDPOINT, null, 100, "no address"));
			state(State.RESTING);
		}
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("INFO")
			.endsWith("zmqf-client is resting: each address of tcp://router:5555 already has a connection");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			zmqf-client                | (zmqf.client.address)
			zmqf-client-2              | (zmqf.client.address)
			zmqf-client[orders]-1      | (zmqf.clients.orders.address)
			zmqf-client[orders.eu]-1   | (zmqf.clients[orders.eu].address)
			zmqf-client-heartbeat      | (zmqf.heartbeat.address)
			zmqf-worker-heartbeat      | (zmqf.heartbeat.address)
			zmqf-worker-1              | (zmqf.worker.router)
			""")
	void logsTheReasonAndThePropertyOfAnUnreachablePeer(String socket, String property, CapturedOutput output) {
		this.log.stateChanged(socket, ENDPOINT, State.DISCONNECTED);
		this.log.socketEvent(socket,
				new SocketEvent(SocketEvent.Type.CONNECT_RETRIED, ENDPOINT, null, 100, "its host name\nis unknown"));
		assertThat(lines(output)).singleElement()
			.asString()
			.endsWith(" yet, and retries: its host name\\u000ais unknown " + property);
	}

	@ParameterizedTest
	@CsvSource({ ", for 30 s", "60, for 60 s", "-1, for ever", "many, for 30 s" })
	void logsOnceThatTheJvmCachesAddressesForLong(@Nullable String ttl, String time, CapturedOutput output) {
		assertThat(Security.getProperty("networkaddress.cache.ttl")).isNull();
		remembering(ttl, () -> {
			this.log.severalAddresses("routers.test", 2);
			this.log.severalAddresses("routers.test", 3);
		});
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("WARN", "routers.test has 2 addresses", time + ":", "-Dsun.net.inetaddr.ttl=1");
	}

	@Test
	void aNameThatJavaForgetsSoonIsNoMatter(CapturedOutput output) {
		remembering("1", () -> this.log.severalAddresses("routers.test", 2));
		assertThat(lines(output)).isEmpty();
	}

	private static void remembering(@Nullable String ttl, Runnable action) {
		String before = System.getProperty("sun.net.inetaddr.ttl");
		set(ttl);
		try {
			action.run();
		}
		finally {
			set(before);
		}
	}

	private static void set(@Nullable String ttl) {
		if (ttl != null) {
			System.setProperty("sun.net.inetaddr.ttl", ttl);
		}
		else {
			System.clearProperty("sun.net.inetaddr.ttl");
		}
	}

	@Test
	void theOwnServerThatStartsAfterItsClientIsNotUnreachable(CapturedOutput output) {
		this.log.starting("server", List.of("tcp://127.0.0.1:5555"));
		this.log.started("client", List.of("tcp://127.0.0.1:5555"));
		this.log.stateChanged("zmqf-client", "tcp://127.0.0.1:5555", State.DISCONNECTED);
		SocketEvent refused = new SocketEvent(SocketEvent.Type.CONNECT_RETRIED, "tcp://127.0.0.1:5555", null, 100,
				"no");
		this.log.socketEvent("zmqf-client", refused);
		assertThat(lines(output)).isEmpty();
		this.log.started("server", List.of("tcp://127.0.0.1:5555"));
		this.log.socketEvent("zmqf-client", refused); // of an attempt before
		assertThat(lines(output)).isEmpty();
		this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		this.log.socketEvent("zmqf-client", refused);
		assertThat(lines(output)).singleElement().asString().contains("can't reach tcp://127.0.0.1:5555");
	}

	@Test
	void theEndOfTheOwnServerIsNoLoss(CapturedOutput output) {
		this.log.stopping("server", List.of("tcp://*:5555"));
		this.log.stateChanged("zmqf-client", "tcp://127.0.0.1:5555", State.DISCONNECTED);
		this.log.stateChanged("zmqf-client", "tcp://127.0.0.1:5555", State.CONNECTED);
		this.log.stateChanged("zmqf-client", "tcp://127.0.0.1:5555", State.DISCONNECTED);
		assertThat(lines(output)).noneMatch((line) -> line.contains("lost its connection"));
		this.log.started("server", List.of("tcp://*:5555"));
		this.log.stateChanged("zmqf-client", "tcp://127.0.0.1:5555", State.CONNECTED);
		this.log.stateChanged("zmqf-client", "tcp://127.0.0.1:5555", State.DISCONNECTED);
		assertThat(lines(output)).anyMatch((line) -> line.contains("lost its connection"));
	}

	@Test
	void logsALossAndAReconnectOnce(CapturedOutput output) {
		state(State.DISCONNECTED);
		state(State.CONNECTED);
		state(State.DISCONNECTED);
		for (int i = 0; i < 1000; i++) {
			retried();
		}
		state(State.CONNECTED);
		state(State.CLOSED);
		assertThat(lines(output)).extracting((line) -> line.substring(line.indexOf("zmqf-client")))
			.containsExactly("zmqf-client is connected to tcp://router:5555",
					"zmqf-client lost its connection to tcp://router:5555, and reconnects",
					"zmqf-client can't reach tcp://router:5555 yet, and retries (zmqf.client.address)",
					"zmqf-client is connected to tcp://router:5555");
	}

	@Test
	void logsNothingForBoundSockets(CapturedOutput output) {
		state(State.CONNECTED);
		state(State.CLOSED);
		assertThat(lines(output)).isEmpty();
	}

	@Test
	void limitsTheLinesOfAConnectionThatComesAndGoes(CapturedOutput output) {
		state(State.DISCONNECTED);
		for (int i = 0; i < 100; i++) {
			state(State.CONNECTED);
			state(State.DISCONNECTED);
		}
		assertThat(lines(output)).hasSize(6);
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		state(State.CONNECTED);
		assertThat(lines(output)).hasSize(7)
			.last()
			.asString()
			.endsWith("(194 similar lines before it were not logged)");
	}

	@Test
	void limitsTheLinesOfAnOutageWhateverTheNumberOfSockets(CapturedOutput output) {
		for (State state : List.of(State.DISCONNECTED, State.CONNECTED, State.DISCONNECTED)) {
			for (int i = 0; i < 200; i++) {
				this.log.stateChanged("zmqf-client[" + i + "]", "tcp://router:5555", state);
			}
		}
		for (int i = 0; i < 200; i++) {
			refused("zmqf-client[" + i + "]");
		}
		assertThat(lines(output)).filteredOn((line) -> line.contains("is connected to")).hasSize(20);
		assertThat(lines(output)).filteredOn((line) -> line.contains("lost its connection")).hasSize(20);
		assertThat(lines(output)).filteredOn((line) -> line.contains("The handshake of")).hasSize(20);
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		this.log.stateChanged("zmqf-client[7]", "tcp://router:5555", State.CONNECTED);
		assertThat(lines(output)).hasSize(61)
			.last()
			.asString()
			.endsWith("(180 similar lines before it were not logged)");
	}

	@Test
	void logsTheLossOfEachAddressWhateverTheNumberOfSocketsThatLoseAnother(CapturedOutput output) {
		for (int i = 0; i < 30; i++) {
			this.log.stateChanged("zmqf-client-" + i, "tcp://shop:5555", State.DISCONNECTED);
			this.log.socketEvent("zmqf-client-" + i,
					new SocketEvent(SocketEvent.Type.CONNECT_RETRIED, "tcp://shop:5555", null, null, "no"));
		}
		this.log.stateChanged("zmqf-client[stock]", "tcp://stock:5555", State.DISCONNECTED);
		this.log.socketEvent("zmqf-client[stock]",
				new SocketEvent(SocketEvent.Type.CONNECT_RETRIED, "tcp://stock:5555", null, null, "no"));
		assertThat(lines(output)).hasSize(21).last().asString().contains("can't reach tcp://stock:5555");
	}

	private void refused(String socket) {
		this.log.socketEvent(socket,
				new SocketEvent(SocketEvent.Type.HANDSHAKE_FAILED_AUTH, "tcp://router:5555", null, null, "no"));
	}

	@Test
	void namesNodesThatComeAndGo(CapturedOutput output) {
		this.log.heartbeatReceived(NODE, true, false);
		this.log.heartbeatReceived(NODE, false, false);
		this.log.lost(NODE);
		assertThat(lines(output)).hasSize(2);
		assertThat(output).contains("Worker " + NODE.id() + " is connected: its heartbeats arrive, from 10.0.0.1")
			.contains("Worker " + NODE.id()
					+ " is disconnected: it missed 2 heartbeats; the last one arrived at 2026-01-01T00:01:00Z");
	}

	@Test
	void namesWorkersThatJoinAndLeave(CapturedOutput output) {
		this.log.workerJoined("w", PeerName.UNKNOWN, Set.of("a", "b"));
		this.log.workerLeft("w", PeerName.UNKNOWN, "it sent a goodbye");
		this.log.workerJoined("x", PeerName.UNKNOWN, Set.of());
		this.log.workerJoined("y", PeerName.UNKNOWN, null);
		assertThat(output).contains("Worker w joined, for 2 events")
			.contains("Worker w left: it sent a goodbye")
			.contains("Worker x joined, for no event")
			.contains("Worker y joined, for all events");
	}

	@Test
	void namesTheLimitThatAPeerIsOverOnceInAWhile(CapturedOutput output) {
		for (int port = 1; port < 100; port++) {
			overLimit(SocketEvent.Type.TOO_MANY_CONNECTIONS, port);
			overLimit(SocketEvent.Type.TOO_MANY_FRAMES, port);
			overLimit(SocketEvent.Type.MESSAGE_TOO_LARGE, port);
		}
		assertThat(lines(output)).hasSize(3);
		assertThat(output)
			.contains("zmqf-server at tcp://*:5555 closed the connection with 10.1.2.3:1: "
					+ "the limit of zmqf.max-connections is reached")
			.contains("zmqf.max-frames")
			.contains("zmqf.max-message-size");
	}

	@Test
	void logsProtocolViolationsAfterTheHandshake(CapturedOutput output) {
		for (int port = 1; port < 100; port++) {
			this.log.socketEvent("zmqf-server", new SocketEvent(SocketEvent.Type.PROTOCOL_VIOLATED, "tcp://*:5555",
					"10.1.2.3:" + port, null, "it sent a frame with illegal flags"));
		}
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("zmqf-server at tcp://*:5555 closed the connection with 10.1.2.3:1: "
					+ "it sent a frame with illegal flags")
			.doesNotContain("handshake");
	}

	private void overLimit(SocketEvent.Type limit, int port) {
		this.log.socketEvent("zmqf-server", new SocketEvent(limit, "tcp://*:5555", "10.1.2.3:" + port, null));
	}

	@Test
	void logsUnansweredHeartbeats(CapturedOutput output) {
		this.log.receiver("tcp://router:5557", true);
		this.log.receiver("tcp://router:5557", false);
		this.log.receiver("tcp://router:5557", false);
		this.log.receiver("tcp://router:5557", true);
		for (int i = 0; i < 100; i++) {
			this.log.refused(true, "10.1.2.3:" + i, "the heartbeat is not JSON\n");
			this.log.refused(false, null, "worker 1 is new, but the limit of zmqf.heartbeat.max-nodes is reached");
		}
		assertThat(lines(output)).hasSize(4);
		assertThat(output).contains("Heartbeats to tcp://router:5557 are answered again")
			.contains("Heartbeats to tcp://router:5557 are no longer answered")
			.contains("A heartbeat of 10.1.2.3:0 was refused: the heartbeat is not JSON\\u000a")
			.contains("A heartbeat of a node of this process was refused: worker 1 is new, but");
	}

	@Test
	void logsARejectedAnnouncementWithItsReason(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.log.messageRefused("worker", new PeerName("shop@web-1", "user", "10.1.2.3:" + i),
					"the announcement has no list of events");
		}
		assertThat(lines(output)).singleElement()
			.asString()
			.endsWith("A message of worker worker (shop@web-1, user user, 10.1.2.3:0) was refused: "
					+ "the announcement has no list of events");
	}

	@Test
	void logsTheAddressOfAWorkerWithoutIdentity(CapturedOutput output) {
		this.log.messageRefused(null, new PeerName(null, null, "10.1.2.3:4"), "it makes no sense");
		assertThat(lines(output)).singleElement()
			.asString()
			.endsWith("A message of a worker (10.1.2.3:4) was refused: it makes no sense");
	}

	@Test
	void isNotFloodedByNodes(CapturedOutput output) {
		for (int i = 0; i < 1000; i++) {
			this.log.heartbeatReceived(NODE, true, false);
		}
		assertThat(lines(output)).hasSize(20);
	}

	@Test
	void applicationLogsConnectionsAndWorkers(CapturedOutput output) {
		ObservedContexts.runner()
			.withUserConfiguration(ZmqTestContexts.Caller.class)
			.run((context) -> org.awaitility.Awaitility.await()
				.untilAsserted(() -> assertThat(output).contains("Heartbeats are received at inproc://")
					.contains("Heartbeats are sent to inproc://")
					.contains("zmqf-client is connected to inproc://")
					.contains("is connected: its heartbeats arrive")
					.contains("joined, for no event")));
	}

	private void state(State state) {
		this.log.stateChanged("zmqf-client", ENDPOINT, state);
	}

	private void retried() {
		this.log.socketEvent("zmqf-client", new SocketEvent(SocketEvent.Type.CONNECT_RETRIED, ENDPOINT, null, 100));
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains(" io.zmqf")).toList();
	}

}
