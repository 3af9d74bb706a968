package io.zmqf.transport.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.zmqf.peers.PythonPeer;
import io.zmqf.tools.Python;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.session.HandshakeTime;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.session.SocketContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import zmq.ZMQ.Event;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who gets in: by the file's permissions, and by ZeroMQ's mechanisms.
 */
@Timeout(90)
class UnixSocketSecurityTests {

	private static final String CONNECT = """
			import socket, sys
			socket.socket(socket.AF_UNIX).connect(sys.argv[1])
			""";

	private static final List<String> AS_NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534",
			"--clear-groups");

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	Path directory;

	@ParameterizedTest
	@RequiresTool({ Tool.OTHER_USER, Tool.PYTHON })
	@CsvSource({ "rw-------, false", "rw-rw----, false", "rw-r--r--, false", "rw-rw-rw-, true" })
	void anotherUserConnectsIfTheFileLetsHimWrite(String permissions, boolean connects) throws Exception {
		try (SocketContext context = new SocketContext()) {
			bindForOthers(context, permissions);
			Process process = process("-c", CONNECT, path().toString());
			String output = new String(process.getInputStream().readAllBytes(), ZMQ.CHARSET);
			assertThat(process.waitFor() == 0).as(output).isEqualTo(connects);
			assertThat(output.contains("PermissionError")).as(output).isNotEqualTo(connects);
		}
	}

	@Test
	@RequiresTool({ Tool.OTHER_USER, Tool.PYZMQ })
	void anotherUsersLibzmqClientIsAnsweredIfTheFileLetsHimWrite() throws Exception {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bindForOthers(context, "rw-rw-rw-");
			try (PythonPeer client = PythonPeer.launchWithin(AS_NOBODY, "client.py", "--endpoint", endpoint(),
					"--timeout", "30")) {
				UnixSocketPeersTests.answer(router);
				assertThat(client.awaitExit(PATIENCE)).as(client.lines().toString()).isZero();
			}
		}
	}

	@Test
	@RequiresTool({ Tool.OTHER_USER, Tool.PYZMQ })
	void anotherUsersLibzmqClientIsRefusedByTheFilePermission() throws Exception {
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = bindForOthers(context, "rw-------");
			try (PythonPeer client = PythonPeer.launchWithin(AS_NOBODY, "client.py", "--endpoint", endpoint(),
					"--timeout", "1")) {
				assertThat(client.awaitExit(PATIENCE)).isOne();
				assertThat(client.lines()).containsExactly("{\"failure\": \"not connected\"}");
				assertThat(router.recv(ZMQ.DONTWAIT)).isNull();
			}
		}
	}

	@Test
	void curveWorksOverIt() {
		ZMQ.Curve.KeyPair server = ZMQ.Curve.generateKeyPair();
		ZMQ.Curve.KeyPair client = ZMQ.Curve.generateKeyPair();
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			router.setCurveServer(true);
			router.setCurvePublicKey(ZMQ.Curve.z85Decode(server.publicKey));
			router.setCurveSecretKey(ZMQ.Curve.z85Decode(server.secretKey));
			Peer known = new Peer("client", Set.of(), new CurveKey(client.publicKey));
			bind(router,
					new ServerSecurity.Curve(CurveKeyPair.of(server.secretKey), AuthorisedClients.of(List.of(known))));
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setCurveServerKey(ZMQ.Curve.z85Decode(server.publicKey));
			dealer.setCurvePublicKey(ZMQ.Curve.z85Decode(client.publicKey));
			dealer.setCurveSecretKey(ZMQ.Curve.z85Decode(client.secretKey));
			UnixSockets.connect(dealer, path());
			for (int i = 0; i < 20; i++) {
				SocketContext.assertEcho(dealer, router, "message " + i);
			}
		}
	}

	@Test
	void aClientThatIsRefusedIsLetInLater() throws InterruptedException {
		try (SocketContext context = new SocketContext()) {
			Queue<Optional<Peer>> answers = new ConcurrentLinkedQueue<>(
					List.of(Optional.empty(), Optional.of(new Peer("user", Set.of(), null))));
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			router.setPlainServer(true);
			bind(router, new ServerSecurity.Plain((user, password) -> answers.remove().orElse(null)));
			ZMQ.Socket dealer = context.open(SocketType.DEALER);
			dealer.setPlainUsername("user".getBytes(ZMQ.CHARSET));
			dealer.setPlainPassword("password".getBytes(ZMQ.CHARSET));
			BlockingQueue<Event> events = SocketContext.events(dealer);
			UnixSockets.connect(dealer, path());
			SocketContext.await(events, ZMQ.HANDSHAKE_FAILED_AUTH);
			assertThat((Integer) SocketContext.await(events, ZMQ.EVENT_CONNECT_RETRIED).arg).isEqualTo(1000);
			SocketContext.await(events, ZMQ.HANDSHAKE_SUCCEEDED);
			SocketContext.assertEcho(dealer, router, "hello");
		}
	}

	private ZMQ.Socket bindForOthers(SocketContext context, String permissions) throws IOException {
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		ZMQ.Socket router = context.open(SocketType.ROUTER);
		router.setReceiveTimeOut((int) PATIENCE.toMillis());
		UnixSockets.bind(router, path(), PosixFilePermissions.fromString(permissions));
		return router;
	}

	private String endpoint() {
		return "ipc://" + path();
	}

	private Path path() {
		return this.directory.resolve("orders");
	}

	private void bind(ZMQ.Socket router, ServerSecurity security) {
		UnixSockets.bind(router, path(), PosixFilePermissions.fromString("rw-------"),
				new Reception(security, new HandshakeTime(), Integer.MAX_VALUE));
	}

	/** Python as another user. */
	private static Process process(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(AS_NOBODY);
		command.add(Python.executable());
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

}
