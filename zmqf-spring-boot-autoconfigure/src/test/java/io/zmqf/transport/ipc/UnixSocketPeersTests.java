package io.zmqf.transport.ipc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.zmqf.peers.PythonPeer;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.session.SocketContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Unix domain sockets between JeroMQ and libzmq.
 */
@Timeout(90)
@RequiresTool(Tool.PYZMQ)
class UnixSocketPeersTests {

	private static final int REQUESTS = 20;

	@TempDir
	Path directory;

	@Test
	void libzmqConnectsToJeroMq() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context);
			try (PythonPeer client = PythonPeer.start("client.py", "--endpoint", endpoint(), "--requests",
					String.valueOf(REQUESTS))) {
				for (int i = 0; i < REQUESTS; i++) {
					answer(router);
				}
				assertThat(client.awaitExit(Duration.ofSeconds(30))).as(client.lines().toString()).isZero();
			}
		}
	}

	@Test
	void libzmqWaitsForJeroMq() {
		try (SocketContext context = new SocketContext();
				PythonPeer client = PythonPeer.launch("client.py", "--endpoint", endpoint(), "--timeout", "20")) {
			answer(bound(context));
			assertThat(client.awaitExit(Duration.ofSeconds(30))).as(client.lines().toString()).isZero();
		}
	}

	@Test
	void jeroMqConnectsToLibzmqAndWaitsForItToComeBack() {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setReceiveTimeOut(30_000);
			UnixSockets.connect(dealer, path());
			for (int start = 0; start < 2; start++) {
				try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", endpoint(), "--node-id",
						"server" + start)) {
					assertThat(server.endpoint()).isEqualTo(endpoint());
					request(dealer, "server" + start);
				}
			}
		}
	}

	@Test
	void replacesTheFileThatLibzmqLeftBehind() {
		PythonPeer.start("server.py", "--endpoint", endpoint()).close();
		assertThat(Files.exists(path())).isTrue();
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bound(context);
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			UnixSockets.connect(dealer, path());
			SocketContext.assertEcho(dealer, router, "hello");
		}
	}

	static void answer(ZMQ.Socket router) {
		byte[] identity = router.recv();
		assertThat(router.recv()).isEmpty();
		byte[] event = router.recv();
		String data = router.recvStr();
		router.send(identity, ZMQ.SNDMORE);
		router.send("", ZMQ.SNDMORE);
		router.send(event, ZMQ.SNDMORE);
		router.send("{\"echo\":%s,\"by\":\"jeromq\"}".formatted(data));
	}

	private static void request(ZMQ.Socket dealer, String server) {
		dealer.send("", ZMQ.SNDMORE);
		dealer.send("echo", ZMQ.SNDMORE);
		dealer.send("{\"hello\": \"" + server + "\"}");
		assertThat(dealer.recv()).isEmpty();
		assertThat(dealer.recvStr()).isEqualTo("echo");
		assertThat(dealer.recvStr()).isEqualTo("{\"echo\": {\"hello\": \"%1$s\"}, \"by\": \"%1$s\"}".formatted(server));
	}

	private ZMQ.Socket bound(SocketContext context) {
		ZMQ.Socket router = context.open(SocketType.ROUTER);
		router.setReceiveTimeOut(30_000);
		UnixSockets.bind(router, path(), PosixFilePermissions.fromString("rw-------"));
		return router;
	}

	private Path path() {
		return this.directory.resolve("orders");
	}

	private String endpoint() {
		return "ipc://" + path();
	}

}
