package io.zmqf.heartbeat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.peers.PythonPeer;
import io.zmqf.support.TransportRecord;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Heartbeats by CURVE between this library and libzmq, both ways. */
@SuppressWarnings("try")
@RequiresTool(Tool.PYZMQ)
class SecuredHeartbeatPeersIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair KNOWN = CurveKeyPair.generate();

	private static final CurveKeyPair STRANGER = CurveKeyPair.generate();

	private static final String NODE = "1".repeat(32);

	private static final String STRANGE_NODE = "2".repeat(32);

	private final TransportRecord sockets = new TransportRecord();

	private final NioTransport transport = new NioTransport(this.sockets);

	private final NodeRecord record = new NodeRecord();

	@AfterEach
	void close() {
		this.transport.close();
	}

	@Test
	void onlyAuthorisedSendersOfLibzmqAreReceived() {
		ServerSecurity security = new ServerSecurity.Curve(SERVER,
				AuthorisedClients.of(List.of(new Peer("billing", Set.of(), KNOWN.publicKey()))));
		HeartbeatReceiver receiver = new HeartbeatReceiver(
				settings(Endpoint.parse("tcp://127.0.0.1:0")).withSecurity(security, ClientSecurity.NONE),
				NodeType.ROUTER, this.transport, this.record);
		receiver.start();
		try (PythonPeer stranger = libzmq(receiver.endpoint(), STRANGE_NODE, STRANGER)) {
			await().atMost(PATIENCE)
				.until(() -> this.sockets.refusals().keySet(), (told) -> told
					.contains("zmqf-router-heartbeat: the key " + STRANGER.publicKey() + " is not authorised"));
			try (PythonPeer known = libzmq(receiver.endpoint(), NODE, KNOWN)) {
				assertThat(this.record.awaitConnected(1).nodeId()).isEqualTo(NODE);
				long before = this.record.heard();
				await().atMost(PATIENCE).until(() -> this.record.heard() >= before + 4);
				assertThat(this.record.connected()).hasSize(1);
				assertThat(stranger.lines()).isEmpty();
			}
		}
		receiver.stop();
	}

	private static PythonPeer libzmq(Endpoint receiver, String node, CurveKeyPair keys) {
		return PythonPeer.launch("heartbeat_sender.py", "--endpoint", receiver.toString(), "--interval", "0.1",
				"--node-id", node, "--server-key=" + SERVER.publicKey(), "--public-key=" + keys.publicKey(),
				"--secret-key=" + keys.secretText());
	}

	@Test
	void receiverOfLibzmqAcceptsAnAuthorisedSender() {
		List<HeartbeatSender> senders = new ArrayList<>();
		try (PythonPeer receiver = PythonPeer.start("heartbeat_receiver.py", "--endpoint", "tcp://127.0.0.1:0",
				"--public-key=" + SERVER.publicKey(), "--secret-key=" + SERVER.secretText(),
				"--client-key=" + KNOWN.publicKey())) {
			Endpoint endpoint = Endpoint.parse(receiver.endpoint());
			NodeRecord strangers = new NodeRecord();
			senders.add(sender(endpoint, STRANGE_NODE, STRANGER, strangers));
			await().atMost(PATIENCE)
				.until(() -> this.sockets.refusals().keySet(),
						(told) -> told.stream().anyMatch((line) -> line.contains(STRANGER.publicKey().text())));
			senders.add(sender(endpoint, NODE, KNOWN, this.record));
			assertThat(receiver.awaitLine((line) -> line.contains("\"connected\""), PATIENCE)).contains(NODE);
			this.record.awaitReceiver(true);
			assertThat(strangers.receiver()).isEmpty();
			assertThat(receiver.lines()).noneMatch((line) -> line.contains(STRANGE_NODE));
			senders.forEach(HeartbeatSender::stop);
		}
	}

	private HeartbeatSender sender(Endpoint receiver, String node, CurveKeyPair keys, NodeRecord told) {
		ClientSecurity security = new ClientSecurity.Curve(keys, SERVER.publicKey());
		HeartbeatSender sender = new HeartbeatSender(settings(receiver).withSecurity(ServerSecurity.NONE, security),
				NodeIdentity.of(node), NodeType.CLIENT, this.transport, told);
		sender.start();
		return sender;
	}

	/** So that nothing is lost by a machine that stalls for a while. */
	private static HeartbeatSettings settings(Endpoint endpoint) {
		return HeartbeatSettings.of(endpoint).withPace(Duration.ofMillis(100), PATIENCE, 3);
	}

}
