package io.zmqf.interop;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.support.Zmtp;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent.Type;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each limit of a socket, set lower than it is by default. */
@Timeout(60)
class LimitsTests {

	private static final String SERVER = "zmqf-server";

	private final Nodes nodes = new Nodes();

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void connectionsBeyondTheLimitAreClosedAtOnceUntilOneGoes() throws IOException {
		Endpoint server = server(SocketLimits.DEFAULT.withConnections(3));
		List<Socket> served = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				served.add(Zmtp.connectAsDealer(server));
			}
			try (Socket one = Zmtp.connect(server)) {
				assertThat(isClosed(one)).isTrue();
			}
			await().until(() -> this.nodes.record().events(SERVER, Type.TOO_MANY_CONNECTIONS) == 1);
			for (Socket each : served) {
				sendRequest(each);
				assertThat(each.getInputStream().read()).isNotNegative();
			}
			served.remove(0).close();
			assertThat(this.nodes.client(server).request("echo", 1, JsonNode.class)).isNotNull();
		}
		finally {
			for (Socket each : served) {
				each.close();
			}
		}
	}

	@Test
	void connectionsInHandshakeMakeRoom() throws IOException {
		Endpoint server = server(SocketLimits.DEFAULT.withConnections(3));
		try (Socket one = Zmtp.connect(server);
				Socket two = Zmtp.connect(server);
				Socket three = Zmtp.connect(server)) {
			await().until(() -> this.nodes.record().events(SERVER, Type.ACCEPTED) == 3);
			assertThat(this.nodes.client(server).request("echo", 1, JsonNode.class)).isNotNull();
			assertThat(isClosed(one)).isTrue();
			for (Socket other : new Socket[] { two, three }) {
				Zmtp.shakeHandsAsDealer(other);
				sendRequest(other);
				assertThat(other.getInputStream().read()).isNotNegative();
			}
		}
		assertThat(this.nodes.record().events(SERVER, Type.TOO_MANY_CONNECTIONS)).isZero();
	}

	@Test
	void rejectedConnectionsMakeRoomBeforeConnectionsInHandshake() throws IOException {
		Endpoint server = server(WorkerSettings.server(Nodes.ANY)
			.withLimits(SocketLimits.DEFAULT.withConnections(3))
			.withSecurity(new ServerSecurity.Plain(
					(user, password) -> password.equals("right") ? new Peer(user, Set.of(), null) : null)));
		List<Socket> strangers = new ArrayList<>();
		try (Socket innocent = Zmtp.connect(server)) {
			await().until(() -> this.nodes.record().events(SERVER, Type.ACCEPTED) == 1);
			for (int i = 1; i <= 4; i++) {
				Socket stranger = Zmtp.connect(server);
				strangers.add(stranger);
				stranger.getOutputStream().write(Zmtp.hello("shop", "wrong"));
				int refused = i;
				await().until(() -> this.nodes.record().events(SERVER, Type.HANDSHAKE_FAILED_AUTH) == refused);
			}
			assertThat(client(server, "shop").request("echo", 1, JsonNode.class)).isNotNull();
			assertThat(this.nodes.record().events(SERVER, Type.TOO_MANY_CONNECTIONS)).isZero();
			assertThat(this.nodes.record().refusals().keySet()).noneMatch((refusal) -> refusal.contains("too many"));
		}
		finally {
			for (Socket stranger : strangers) {
				stranger.close();
			}
		}
	}

	@Test
	void passwordOfAClosedConnectionIsNotChecked() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		Queue<String> checked = new ConcurrentLinkedQueue<>();
		Endpoint server = server(
				WorkerSettings.server(Nodes.ANY).withSecurity(new ServerSecurity.Plain((user, password) -> {
					checked.add(user);
					begun.countDown();
					await().forever().until(() -> end.getCount() == 0);
					return new Peer(user, Set.of(), null);
				})));
		try (Socket first = Zmtp.connect(server)) {
			first.getOutputStream().write(Zmtp.hello("first", ""));
			assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
			for (int i = 0; i < 20; i++) {
				try (Socket stranger = Zmtp.connect(server)) {
					stranger.getOutputStream().write(Zmtp.hello("gone", ""));
				}
			}
			await().until(() -> this.nodes.record().events(SERVER, Type.DISCONNECTED) >= 20);
			end.countDown();
			assertThat(client(server, "shop").request("echo", 1, JsonNode.class)).isNotNull();
		}
		assertThat(checked).contains("first", "shop").doesNotContain("gone");
	}

	private RequestClient client(Endpoint server, String user) {
		return this.nodes.client(ClientSettings.of("client", server)
			.withTimeout(Duration.ofSeconds(20))
			.withSecurity(new ClientSecurity.Plain(user, "right")));
	}

	@Test
	void messageOfTooManyFramesEndsItsConnection() throws IOException {
		Endpoint server = server(SocketLimits.DEFAULT.withFrames(8));
		try (Socket socket = Zmtp.connectAsDealer(server)) {
			for (int i = 0; i < 9; i++) {
				socket.getOutputStream().write(Zmtp.frame(Zmtp.ascii("x"), i < 8));
			}
			assertThat(isClosed(socket)).isTrue();
		}
		assertThat(this.nodes.record().events(SERVER, Type.TOO_MANY_FRAMES)).isOne();
		assertThat(this.nodes.record().events(SERVER, Type.MESSAGE_TOO_LARGE)).isZero();
		assertThat(this.nodes.client(server).request("echo", 1, JsonNode.class)).isNotNull();
	}

	@Test
	void messageThatIsTooLargeEndsItsConnection() throws IOException {
		Endpoint server = server(SocketLimits.DEFAULT.withMessageSize(1000));
		for (long size : new long[] { 1001, Integer.MAX_VALUE, Long.MAX_VALUE }) {
			try (Socket socket = Zmtp.connectAsDealer(server)) {
				socket.getOutputStream().write(ByteBuffer.allocate(9).put((byte) 2).putLong(size).array());
				assertThat(isClosed(socket)).as("after a frame of " + size).isTrue();
			}
		}
		assertThat(this.nodes.record().events(SERVER, Type.MESSAGE_TOO_LARGE)).isEqualTo(3);
		assertThat(this.nodes.client(server).request("echo", 1, JsonNode.class)).isNotNull();
	}

	@Test
	void protocolViolationAfterTheHandshakeIsNoHandshakeFailure() throws IOException {
		Endpoint server = server(SocketLimits.DEFAULT);
		for (byte[] broken : new byte[][] { { 8, 0 }, Zmtp.command("ERROR", new byte[] { 1, '4' }),
				Zmtp.command("PING", new byte[1]), ByteBuffer.allocate(9).put((byte) 2).putLong(-1).array() }) {
			try (Socket socket = Zmtp.connectAsDealer(server)) {
				socket.getOutputStream().write(broken);
				assertThat(isClosed(socket)).isTrue();
			}
		}
		assertThat(this.nodes.record().events(SERVER, Type.PROTOCOL_VIOLATED)).isEqualTo(4);
		assertThat(this.nodes.record().refusals()).isEmpty();
		assertThat(this.nodes.client(server).request("echo", 1, JsonNode.class)).isNotNull();
	}

	@Test
	void connectionThatEndsOrIsNoZmtpIsOverNoLimit() throws IOException {
		Endpoint server = server(SocketLimits.DEFAULT);
		Zmtp.connectAsDealer(server).close();
		try (Socket socket = Zmtp.connect(server)) {
			socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".repeat(10).getBytes());
			assertThat(isClosed(socket)).isTrue();
		}
		await().until(() -> this.nodes.record().events(SERVER, Type.DISCONNECTED) == 2);
		for (Type limit : new Type[] { Type.MESSAGE_TOO_LARGE, Type.TOO_MANY_FRAMES, Type.TOO_MANY_CONNECTIONS }) {
			assertThat(this.nodes.record().events(SERVER, limit)).isZero();
		}
	}

	@Test
	void envelopeOfTooManyAddressesIsAnsweredSo() {
		SocketLimits limits = SocketLimits.DEFAULT.withAddresses(3);
		Router router = this.nodes.router(Nodes.ROUTER.withLimits(limits));
		this.nodes.echoWorker("one", router.backend());
		this.nodes.workers().awaitJoined(1);
		for (Endpoint endpoint : new Endpoint[] { router.frontend(), server(limits) }) {
			RawPeer client = this.nodes.dealer(endpoint, null);
			client.send("a", "b", "", "echo", "1"); // and the client's own
			assertThat(client.receiveText()).startsWith("a", "b", "", "echo");
			client.send("a", "b", "c", "", "echo", "1");
			assertThat(client.receiveText()).startsWith("a", "b", "c", "", "error")
				.last()
				.asString()
				.contains(ProblemType.TOO_LARGE.uri());
		}
		assertThat(this.nodes.workers().problems()).containsExactly(ProblemType.TOO_LARGE);
	}

	@Test
	void messagesForASlowPeerAreQueuedUpToTheHighWaterMark() throws IOException {
		Endpoint server = server(SocketLimits.DEFAULT.withHighWaterMark(4));
		byte[] data = new byte[256 * 1024];
		Arrays.fill(data, (byte) '1');
		data[0] = '"';
		data[data.length - 1] = '"';
		byte[] request = Zmtp.concat(Zmtp.frame(new byte[0], true), Zmtp.frame(Zmtp.ascii("echo"), true),
				Zmtp.frame(data, false));
		try (Socket socket = Zmtp.connectAsDealer(server)) {
			for (int i = 0; i < 200; i++) {
				socket.getOutputStream().write(request);
			}
			await().until(() -> this.nodes.record().drops(SERVER, DropReason.HIGH_WATER_MARK) > 0);
		}
	}

	private Endpoint server(SocketLimits limits) {
		return server(WorkerSettings.server(Nodes.ANY).withLimits(limits));
	}

	private Endpoint server(WorkerSettings settings) {
		return this.nodes.worker(settings, Echo.handlers("one")).endpoints().get(0);
	}

	private static void sendRequest(Socket socket) throws IOException {
		socket.getOutputStream()
			.write(Zmtp.concat(Zmtp.frame(new byte[0], true), Zmtp.frame(Zmtp.ascii("echo"), true),
					Zmtp.frame(Zmtp.ascii("1"), false)));
	}

	private static boolean isClosed(Socket socket) {
		return Zmtp.isClosedByPeer(socket, 40_000);
	}

}
