package io.zmqf.interop;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.peers.PythonPeer;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.tools.Console;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Unauthorised peers in large numbers: none receives a reply, each is reported, and
 * authorised peers are served at the same time. The system properties {@code
 * zmqf.strangers} and {@code zmqf.flood} set their number, and the duration of the flood
 * in seconds.
 */
@Tag("jdk-independent")
class UnauthorisedIT {

	private static final int ATTEMPTS = Integer.getInteger("zmqf.strangers", 2000);

	private static final int AT_ONCE = 8;

	private static final int FLOOD_SECONDS = Integer.getInteger("zmqf.flood", 3);

	private static final int FLOOD_RATE = 300;

	/** A short flood on a busy machine measures the machine. */
	private static final int FLOODS = 3;

	private static final double SHARE_LEFT = (FLOOD_SECONDS < 20) ? 0.2 : 0.5;

	private static final int GREETING = 64;

	private static final int COMMAND = 4;

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair CLIENT = CurveKeyPair.generate();

	private final Nodes nodes = new Nodes();

	private final AtomicInteger handled = new AtomicInteger();

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void strangersGetNoByteOfAReply() throws Exception {
		Endpoint.Tcp server = (Endpoint.Tcp) server();
		List<Future<?>> strangers = new ArrayList<>();
		for (int i = 0; i < AT_ONCE; i++) {
			int first = i;
			strangers.add(this.nodes.executor().submit((Callable<Void>) () -> {
				for (int attempt = first; attempt < ATTEMPTS; attempt += AT_ONCE) {
					assertGetsNoMessage(server, attempt);
				}
				return null;
			}));
		}
		for (Future<?> stranger : strangers) {
			stranger.get();
		}
		await().until(() -> this.nodes.record().refusals().values().stream().mapToLong(Long::longValue).sum(),
				(told) -> told == ATTEMPTS);
		assertThat(this.handled).hasValue(0);
		assertThat(client(server).event("echo").data(1).request(JsonNode.class)).isNotNull();
	}

	/**
	 * Sends a request before the end of the handshake, and reads until the connection
	 * ends.
	 */
	private static void assertGetsNoMessage(Endpoint.Tcp server, int attempt) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", server.port())) {
			socket.setSoTimeout(40_000);
			socket.setTcpNoDelay(true);
			OutputStream out = socket.getOutputStream();
			out.write(request(attempt));
			byte[] heard = readAll(socket);
			for (int i = GREETING; i < heard.length; i += 2 + heard[i + 1]) {
				assertThat(heard[i]).as("flags of a frame").isEqualTo((byte) COMMAND);
			}
		}
	}

	/** Closing with something unread is a reset, which is as good an end. */
	private static byte[] readAll(Socket socket) throws IOException {
		byte[] heard = new byte[1024];
		int length = 0;
		try {
			for (int n; (n = socket.getInputStream().read(heard, length, heard.length - length)) > 0;) {
				length += n;
			}
		}
		catch (java.net.SocketException ex) {
			// the end
		}
		return java.util.Arrays.copyOf(heard, length);
	}

	private static byte[] request(int attempt) {
		String mechanism = switch (attempt % 3) {
			case 0 -> "NULL";
			case 1 -> "PLAIN";
			default -> "CURVE";
		};
		byte[] command = switch (attempt % 3) {
			case 0 -> bytes("\u0004\u0019\u0005READY\u000bSocket-Type\u0000\u0000\u0000\u0006DEALER");
			case 1 -> bytes("\u0004\u000e\u0005HELLO\u0003all\u0003all");
			default -> bytes("\u0004\u00c8\u0005HELLO\u0001\u0000" + "x".repeat(192));
		};
		byte[] request = bytes("\u0001\u0000\u0001\u0004echo\u0000\u00011");
		byte[] all = new byte[GREETING + command.length + request.length];
		all[0] = (byte) 0xff;
		all[8] = 1;
		all[9] = 0x7f;
		all[10] = 3;
		System.arraycopy(bytes(mechanism), 0, all, 12, mechanism.length());
		System.arraycopy(command, 0, all, GREETING, command.length);
		System.arraycopy(request, 0, all, GREETING + command.length, request.length);
		return all;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	@Test
	@RequiresTool(Tool.PYZMQ)
	void aFloodOfStrangersLeavesGoodClientsServed() throws Exception {
		Endpoint server = server();
		RequestClient client = client(server);
		goodRequests(client, 2);
		double share = 0;
		for (int attempt = 0; attempt < FLOODS && share < SHARE_LEFT; attempt++) {
			share = shareLeft(client, server);
		}
		assertThat(share).isGreaterThan(SHARE_LEFT);
	}

	/**
	 * Returns the ratio of good requests with and without a flood. Other work on the
	 * machine reduces both.
	 */
	private double shareLeft(RequestClient client, Endpoint server) throws Exception {
		double before = goodRequests(client, FLOOD_SECONDS);
		try (PythonPeer flood = PythonPeer.start("intruder.py", "--endpoint", server.toString(),
				"--server-key=" + SERVER.publicKey(), "--rate", String.valueOf(FLOOD_RATE), "--seconds",
				String.valueOf(FLOOD_SECONDS + 1))) {
			double during = goodRequests(client, FLOOD_SECONDS);
			assertThat(flood.awaitExit(Duration.ofSeconds(30))).isZero();
			JsonNode strangers = JsonMapper.shared().readTree(flood.lines().get(1));
			Console.OUT.printf("%.0f good requests a second, %.0f during the flood of %s%n", before, during, strangers);
			assertThat(strangers.path("replies").asInt()).isZero();
			return (strangers.path("attempts").asInt() > FLOOD_RATE * FLOOD_SECONDS) ? during / before : 0;
		}
	}

	/** Returns the replies per second, and fails with the first failed request. */
	private double goodRequests(RequestClient client, int seconds) throws Exception {
		AtomicLong answered = new AtomicLong();
		long start = System.nanoTime();
		List<Future<?>> callers = new ArrayList<>();
		for (int i = 0; i < AT_ONCE; i++) {
			callers.add(this.nodes.executor().submit(() -> {
				while (System.nanoTime() - start < Duration.ofSeconds(seconds).toNanos()) {
					assertThat(client.event("echo").data(1).request(JsonNode.class).path("echo").asInt()).isOne();
					answered.incrementAndGet();
				}
			}));
		}
		for (Future<?> caller : callers) {
			caller.get();
		}
		return answered.get() / (double) seconds;
	}

	private RequestClient client(Endpoint server) {
		return this.nodes.client(ClientSettings.of("client", server)
			.withTimeout(Duration.ofSeconds(20))
			.withSecurity(new ClientSecurity.Curve(CLIENT, SERVER.publicKey())));
	}

	private Endpoint server() {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("echo", (request) -> {
			this.handled.incrementAndGet();
			return Echo.echo(request, "s");
		});
		AuthorisedClients clients = AuthorisedClients.of(List.of(new Peer("shop", Set.of(), CLIENT.publicKey())));
		return this.nodes
			.worker(WorkerSettings.server(Nodes.ANY).withSecurity(new ServerSecurity.Curve(SERVER, clients)), handlers)
			.endpoints()
			.get(0);
	}

}
