package io.zmqf.router;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/** Nodes of each kind at each port of another purpose. */
@Timeout(60)
class WrongPortTests {

	private final Nodes nodes = new Nodes();

	private final Router router = this.nodes.router(Nodes.ROUTER.withQueue(100, Duration.ofMillis(200)));

	private final HeartbeatReceiver receiver = new HeartbeatReceiver(HeartbeatSettings.of(Nodes.ANY), NodeType.ROUTER,
			this.nodes.transport(), this.router);

	private Endpoint server = Nodes.ANY;

	private @Nullable RequestClient client;

	private @Nullable Worker worker;

	private @Nullable HeartbeatSender sender;

	private enum Port {

		FRONTEND("zmqf-router-frontend"), BACKEND("zmqf-router-backend"), SERVER("zmqf-server"),
		HEARTBEAT("zmqf-router-heartbeat");

		private final String socket;

		Port(String socket) {
			this.socket = socket;
		}

	}

	private enum Node {

		CLIENT("zmqf.client.address"), CLIENT_WITHOUT_CORRELATION("zmqf.client.address"), WORKER("zmqf.worker.router"),
		HEARTBEATS("zmqf.heartbeat.address");

		private final String property;

		Node(String property) {
			this.property = property;
		}

		boolean belongsTo(Port port) {
			return switch (this) {
				case CLIENT, CLIENT_WITHOUT_CORRELATION -> port == Port.FRONTEND || port == Port.SERVER;
				case WORKER -> port == Port.BACKEND;
				case HEARTBEATS -> port == Port.HEARTBEAT;
			};
		}

	}

	static Stream<Arguments> pairs() {
		return Stream.of(Node.values())
			.flatMap((node) -> Stream.of(Port.values()).map((port) -> Arguments.of(node, port)));
	}

	@BeforeEach
	void bind() {
		this.receiver.start();
		this.server = this.nodes.echoServer("server").endpoints().get(0);
	}

	@AfterEach
	void close() {
		if (this.sender != null) {
			this.sender.stop();
		}
		this.receiver.stop();
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("pairs")
	void eachNodeReceivesThePropertyOfTheWrongPort(Node node, Port port) {
		List<SocketStatus> sockets = connect(node, port);
		if (node.belongsTo(port)) {
			assertThat(sockets).allSatisfy((socket) -> assertThat(socket.rejection()).isNull());
			assertThat(this.nodes.record().misdirected()).isEmpty();
			assertThat(this.nodes.record().rejected()).isEmpty();
			return;
		}
		await().untilAsserted(() -> assertThat(status())
			.anySatisfy((socket) -> assertThat(socket.rejection()).contains("set " + node.property)));
		assertThat(this.nodes.record().rejected()).allSatisfy((line) -> assertThat(line)
			.contains(endpoint(port).toString(), "This address accepts", "set " + node.property));
		assertThat(this.nodes.record().misdirected()).isNotEmpty()
			.allSatisfy((line) -> assertThat(line).startsWith(port.socket + " refused 127.0.0.1:")
				.contains("set " + node.property));
		assertThat(this.nodes.record().drops(port.socket, DropReason.MISDIRECTED)).isPositive();
		RouterStatus router = this.router.status();
		assertThat(router).isNotNull();
		assertThat(router.waiting() + router.inFlight()).isZero();
		assertThat(router.workers()).isEmpty();
	}

	private List<SocketStatus> connect(Node node, Port port) {
		Endpoint endpoint = endpoint(port);
		switch (node) {
			case CLIENT -> this.client = this.nodes.client(endpoint);
			case CLIENT_WITHOUT_CORRELATION -> this.client = this.nodes.client(
					ClientSettings.of("client", endpoint).withTimeout(Duration.ofSeconds(20)).withoutCorrelation(1));
			case WORKER -> this.worker = this.nodes.worker(WorkerSettings.worker(endpoint), Echo.handlers("misled"));
			case HEARTBEATS -> {
				HeartbeatSender started = new HeartbeatSender(
						HeartbeatSettings.of(endpoint).withPace(Duration.ofMillis(50), Duration.ofSeconds(5), 1),
						NodeIdentity.random(), NodeType.CLIENT, this.nodes.transport(), new NodeListener() {
						});
				this.sender = started;
				started.start();
				await().until(() -> started.status().lastHeartbeat() != null);
			}
		}
		if (node == Node.CLIENT || node == Node.CLIENT_WITHOUT_CORRELATION) {
			sendRequest(node.belongsTo(port), port);
		}
		else if (node == Node.WORKER && node.belongsTo(port)) {
			this.nodes.workers().awaitJoined(1);
		}
		return status();
	}

	private void sendRequest(boolean right, Port port) {
		RequestClient asking = this.client;
		assertThat(asking).isNotNull();
		if (right && port == Port.SERVER) {
			assertThat(asking.request("echo", 1, JsonNode.class)).isNotNull();
			return;
		}
		ZmqRemoteException failure = catchThrowableOfType(ZmqRemoteException.class,
				() -> asking.request("echo", 1, JsonNode.class));
		assertThat(failure).isNotNull();
		assertThat(failure.is(right ? ProblemType.NO_WORKER : ProblemType.MISDIRECTED)).isTrue();
	}

	private List<SocketStatus> status() {
		HeartbeatSender sending = this.sender;
		if (this.client != null) {
			return this.client.status().sockets();
		}
		if (this.worker != null) {
			return this.worker.status().sockets();
		}
		SocketStatus status = (sending != null) ? sending.status().socket() : null;
		if (sending != null && status != null && status.rejection() != null) {
			assertThat(sending.status().alive()).isFalse();
		}
		return (status != null) ? List.of(status) : List.of();
	}

	private Endpoint endpoint(Port port) {
		return switch (port) {
			case FRONTEND -> this.router.frontend();
			case BACKEND -> this.router.backend();
			case SERVER -> this.server;
			case HEARTBEAT -> this.receiver.endpoint();
		};
	}

	@ParameterizedTest
	@EnumSource(value = Port.class, names = { "BACKEND", "HEARTBEAT" })
	void aForeignClientGetsAnAnswerThatItCanRead(Port port) {
		RawPeer req = this.nodes.req(endpoint(port));
		req.send("echo", "1");
		assertThat(req.receiveText()).startsWith("error").last().asString().contains("421", "zmqf.client.address");
		RawPeer dealer = this.nodes.dealer(endpoint(port), null);
		dealer.send("a", "b", "", "echo", "1");
		assertThat(dealer.receiveText()).startsWith("a", "b", "", "error").last().asString().contains("421");
	}

	/**
	 * Each bound address accepts misdirected messages, so that it can reject them with a
	 * reason.
	 */
	@ParameterizedTest
	@EnumSource(value = Port.class, names = { "BACKEND", "HEARTBEAT" })
	void aLargeRequestGetsTheSameAnswer(Port port) {
		RequestClient asking = this.nodes.client(endpoint(port));
		ZmqRemoteException failure = catchThrowableOfType(ZmqRemoteException.class,
				() -> asking.request("echo", "x".repeat(1_000_000), JsonNode.class));
		assertThat(failure).isNotNull();
		assertThat(failure.is(ProblemType.MISDIRECTED)).isTrue();
		assertThat(asking.status().sockets()).allSatisfy((socket) -> assertThat(socket.reconnects()).isZero());
	}

	@ParameterizedTest
	@EnumSource(value = Port.class, names = { "FRONTEND", "SERVER" })
	void reservedEventsAreNoRequests(Port port) {
		RawPeer client = this.nodes.dealer(endpoint(port), null);
		for (String event : List.of("error", "zmqf.welcome", "zmqf.invented")) {
			client.send("", event, "{}");
			assertThat(client.receiveText()).startsWith("", "error")
				.last()
				.asString()
				.contains("malformed", "the event '" + event + "' is reserved");
		}
	}

	@Test
	void theLateReplyOfAWorkerIsNoRequest() {
		RawPeer worker = this.nodes.dealer(this.router.backend(), "worker").ready(1, "echo");
		for (String token : List.of("unknown", "12345678")) {
			worker.send(token, "", "echo", "1");
		}
		await().until(() -> this.nodes.record().drops(Port.BACKEND.socket, DropReason.LATE_REPLY) == 2);
		assertThat(this.nodes.record().misdirected()).isEmpty();
		assertThat(worker.receivesNothingFor(Duration.ofMillis(50))).isTrue();
	}

	@Test
	void anErrorIsNeverAnsweredWithAnError() {
		RawPeer stranger = this.nodes.dealer(this.router.backend(), "stranger");
		stranger.send("12345678", "", "error", "{}");
		stranger.send("", "error", "{}");
		await().until(
				() -> this.nodes.record().drops(Port.BACKEND.socket, DropReason.LATE_REPLY, DropReason.MALFORMED) == 2);
		assertThat(stranger.receivesNothingFor(Duration.ofMillis(50))).isTrue();
	}

	@Test
	void aProxyReportsTheClientThatItCantAnswer() {
		Router proxy = this.nodes.router(Nodes.ROUTER.asProxy());
		this.nodes.client(proxy.backend()).requestAsync("echo", 1, JsonNode.class);
		await().untilAsserted(() -> assertThat(this.nodes.record().misdirected()).isNotEmpty()
			.allSatisfy((line) -> assertThat(line).contains("set zmqf.client.address")));
	}

}
