package io.zmqf.heartbeat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.peers.PythonPeer;
import io.zmqf.tools.Ports;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Heartbeats between this library and the Python framework's peers, both ways. */
@SuppressWarnings("try")
@RequiresTool(Tool.PYZMQ)
@Tag("jdk-independent")
class PythonHeartbeatIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int INTERVAL = 250;

	private static final int TIMEOUT = 1000;

	private static final int MAX_MISSED = 1;

	/** A margin for a busy machine. */
	private static final int SLACK = 15_000;

	private static final int BOUND = TIMEOUT + (MAX_MISSED + 1) * INTERVAL + SLACK;

	private static final String NODE = "1".repeat(32);

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	private final NodeRecord record = new NodeRecord();

	@AfterEach
	void close() {
		this.transport.close();
	}

	@Test
	void aPythonSenderIsSeenWithinAnIntervalAndMissedWithinTheBound() {
		HeartbeatReceiver receiver = receiver();
		try (PythonPeer sender = PythonPeer.start("heartbeat_sender.py", "--endpoint", receiver.endpoint().toString(),
				"--interval", "0.25", "--node-id", NODE)) {
			long ready = System.currentTimeMillis();
			Node node = this.record.awaitConnected(1);
			assertThat(node.nodeId()).isEqualTo(NODE);
			assertThat(node.type()).isEqualTo(NodeType.WORKER);
			assertThat(node.address()).startsWith("127.0.0.1");
			assertThat(node.firstHeartbeat().toEpochMilli() - ready).isLessThan(INTERVAL + SLACK);
			sender.kill();
			assertThat(this.record.awaitLost(1).nodeId()).isEqualTo(NODE);
			assertThat(this.record.silence(1)).isGreaterThanOrEqualTo(TIMEOUT).isLessThan(BOUND);
		}
		receiver.stop();
	}

	@Test
	void suspendedPythonSenderIsDisconnectedUntilItResumes() {
		HeartbeatReceiver receiver = receiver();
		try (PythonPeer sender = PythonPeer.start("heartbeat_sender.py", "--endpoint", receiver.endpoint().toString(),
				"--interval", "0.25")) {
			this.record.awaitConnected(1);
			sender.stop();
			this.record.awaitLost(1);
			assertThat(this.record.silence(1)).isGreaterThanOrEqualTo(TIMEOUT).isLessThan(BOUND);
			sender.cont();
			assertThat(this.record.awaitConnected(2).id()).isEqualTo(this.record.connected().get(0).id());
		}
		receiver.stop();
	}

	@Test
	void aPythonReceiverSeesThisSenderAndMissesItWithinTheBound() {
		try (PythonPeer receiver = PythonPeer.start("heartbeat_receiver.py", "--endpoint", "tcp://127.0.0.1:0",
				"--interval", "0.25", "--timeout", "1", "--max-missed", "1");
				HeartbeatProcess sender = HeartbeatProcess.client(settings(Endpoint.parse(receiver.endpoint())))) {
			String connected = receiver.awaitLine((line) -> line.contains("\"connected\""), PATIENCE);
			assertThat(connected).contains("\"node_type\": \"client\"");
			sender.awaitLine("receiver found");
			sender.kill();
			String lost = receiver.awaitLine((line) -> line.contains("\"disconnected\""), PATIENCE);
			assertThat(number(lost, "time") - number(lost, "last_heartbeat")).isGreaterThanOrEqualTo(TIMEOUT)
				.isLessThan(BOUND);
		}
	}

	@Test
	void lostPythonReceiverIsReportedAndReplaced() {
		HeartbeatSender sender;
		String endpoint = "tcp://127.0.0.1:" + Ports.free();
		try (PythonPeer receiver = PythonPeer.start("heartbeat_receiver.py", "--endpoint", endpoint)) {
			sender = sender(Endpoint.parse(endpoint));
			String connected = receiver.awaitLine((line) -> line.contains("\"connected\""), PATIENCE);
			assertThat(connected).contains("\"node_id\": \"" + NODE + "\"");
			this.record.awaitReceiver(true);
			receiver.kill();
			this.record.awaitReceiver(false);
		}
		try (PythonPeer next = PythonPeer.start("heartbeat_receiver.py", "--endpoint", endpoint)) {
			next.awaitLine((line) -> line.contains("\"connected\""), PATIENCE);
			this.record.awaitReceiver(true);
			sender.stop();
		}
	}

	/** The receiver never answers, so only ZMTP's PING can detect it. */
	@Test
	void suspendedPythonReceiverIsReported() {
		try (PythonPeer receiver = PythonPeer.start("heartbeat_receiver.py", "--endpoint", "tcp://127.0.0.1:0")) {
			HeartbeatSender sender = sender(Endpoint.parse(receiver.endpoint()));
			receiver.awaitLine((line) -> line.contains("\"connected\""), PATIENCE);
			this.record.awaitReceiver(true);
			long stopped = System.currentTimeMillis();
			receiver.stop();
			this.record.awaitReceiver(false);
			assertThat(System.currentTimeMillis() - stopped).isLessThan(BOUND);
			receiver.cont();
			this.record.awaitReceiver(true);
			sender.stop();
		}
	}

	private HeartbeatReceiver receiver() {
		HeartbeatReceiver receiver = new HeartbeatReceiver(settings(Endpoint.parse("tcp://127.0.0.1:0")),
				NodeType.ROUTER, this.transport, this.record);
		receiver.start();
		return receiver;
	}

	private HeartbeatSender sender(Endpoint receiver) {
		HeartbeatSender sender = new HeartbeatSender(settings(receiver), NodeIdentity.of(NODE), NodeType.CLIENT,
				this.transport, this.record);
		sender.start();
		return sender;
	}

	private static HeartbeatSettings settings(Endpoint endpoint) {
		return HeartbeatSettings.of(endpoint)
			.withPace(Duration.ofMillis(INTERVAL), Duration.ofMillis(TIMEOUT), MAX_MISSED);
	}

	private static long number(String line, String name) {
		Matcher matcher = Pattern.compile("\"" + name + "\": (\\d+)").matcher(line);
		assertThat(matcher.find()).as(line).isTrue();
		return Long.parseLong(matcher.group(1));
	}

}
