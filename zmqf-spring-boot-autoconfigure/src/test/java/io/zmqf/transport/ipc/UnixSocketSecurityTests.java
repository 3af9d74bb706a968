package io.zmqf.transport.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.session.HandshakeTime;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.session.SocketContext;
import org.junit.jupiter.api.Assumptions;
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
@Timeout(60)
class UnixSocketSecurityTests {

	private static final String CONNECT = """
			import socket, sys
			socket.socket(socket.AF_UNIX).connect(sys.argv[1])
			""";

	private static final String NOBODY = "65534";

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "rw-------, false", "rw-rw----, false", "rw-r--r--, false", "rw-rw-rw-, true" })
	void anotherUserConnectsIfTheFileLetsHimWrite(String permissions, boolean connects) throws Exception {
		assumeThatWeCanBeAnotherUser();
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
		try (SocketContext context = new SocketContext()) {
			ZMQ.Socket router = context.open(SocketType.ROUTER);
			UnixSockets.bind(router, path(), PosixFilePermissions.fromString(permissions));
			Process process = new ProcessBuilder("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups",
					"/usr/bin/python3", "-c", CONNECT, path().toString())
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes(), ZMQ.CHARSET);
			assertThat(process.waitFor() == 0).as(output).isEqualTo(connects);
			assertThat(output.contains("PermissionError")).as(output).isNotEqualTo(connects);
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

	private Path path() {
		return this.directory.resolve("orders");
	}

	private void bind(ZMQ.Socket router, ServerSecurity security) {
		UnixSockets.bind(router, path(), PosixFilePermissions.fromString("rw-------"),
				new Reception(security, new HandshakeTime(), Integer.MAX_VALUE));
	}

	private static void assumeThatWeCanBeAnotherUser() throws InterruptedException {
		try {
			Process process = new ProcessBuilder("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups",
					"/usr/bin/python3", "-c", "import socket")
				.start();
			Assumptions.assumeTrue(process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0);
		}
		catch (IOException ex) {
			Assumptions.abort(ex.getMessage());
		}
	}

}
