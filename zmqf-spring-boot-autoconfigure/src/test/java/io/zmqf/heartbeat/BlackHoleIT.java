package io.zmqf.heartbeat;

import java.time.Duration;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.peers.PythonPeer;
import io.zmqf.support.Network;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network that drops all packets, so that no connection ends. The peer is in its own
 * network namespace.
 */
@Tag("jdk-independent")
@RequiresTool({ Tool.NETWORK, Tool.IPTABLES })
class BlackHoleIT {

	private static final Duration INTERVAL = Duration.ofMillis(300);

	private static final Duration TIMEOUT = Duration.ofMillis(1500);

	/** A margin for a busy machine. */
	private static final int SLACK = 15_000;

	private static final long BOUND = TIMEOUT.toMillis() + 2 * INTERVAL.toMillis() + SLACK;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Network network = new Network();

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	private final NodeRecord record = new NodeRecord();

	@AfterEach
	void close() {
		this.transport.close();
		this.network.close();
	}

	@Test
	void unreachableNodeIsDisconnectedAndLosesItsReceiver() {
		HeartbeatReceiver receiver = new HeartbeatReceiver(
				settings(Endpoint.parse("tcp://" + this.network.here() + ":0")), NodeType.ROUTER, this.transport,
				this.record);
		receiver.start();
		try (HeartbeatProcess worker = HeartbeatProcess.worker(this.network.inside(), receiver.endpoint(),
				settings(receiver.endpoint()))) {
			this.record.awaitConnected(1);
			worker.awaitLine("receiver found");
			long start = System.nanoTime();
			this.network.swallow();
			worker.awaitLine("receiver lost");
			assertThat(millisSince(start)).isLessThan(BOUND);
			this.record.awaitLost(1);
			assertThat(this.record.silence(1)).isGreaterThanOrEqualTo(TIMEOUT.toMillis()).isLessThan(BOUND);
			this.network.heal();
			this.record.awaitConnected(2);
			worker.awaitLine("receiver found");
		}
		receiver.stop();
	}

	@Test
	void aReceiverBehindABlackHoleIsMissedAndItDisconnectsItsNodes() {
		try (HeartbeatProcess receiver = HeartbeatProcess.receiver(this.network.inside(),
				settings(Endpoint.parse("tcp://" + this.network.there() + ":0")))) {
			HeartbeatSender sender = new HeartbeatSender(settings(receiver.endpoint()), NodeIdentity.random(),
					NodeType.CLIENT, this.transport, this.record);
			sender.start();
			receiver.awaitLine("connected");
			this.record.awaitReceiver(true);
			long start = System.nanoTime();
			this.network.swallow();
			this.record.awaitReceiver(false);
			assertThat(millisSince(start)).isLessThan(BOUND);
			receiver.awaitLine("disconnected");
			assertThat(millisSince(start)).isLessThan(BOUND);
			this.network.heal();
			receiver.awaitLine("connected");
			this.record.awaitReceiver(true);
			sender.stop();
		}
	}

	/** It never answers a heartbeat, so that ZMTP's PING has to do. */
	@Test
	@RequiresTool(Tool.PYZMQ)
	void aPythonReceiverBehindABlackHoleIsMissedAndItDisconnectsItsNodes() {
		try (PythonPeer receiver = PythonPeer.startWithin(this.network.inside(), "heartbeat_receiver.py", "--endpoint",
				"tcp://" + this.network.there() + ":0", "--interval", seconds(INTERVAL), "--timeout", seconds(TIMEOUT),
				"--max-missed", "1")) {
			HeartbeatSender sender = new HeartbeatSender(settings(Endpoint.parse(receiver.endpoint())),
					NodeIdentity.random(), NodeType.CLIENT, this.transport, this.record);
			sender.start();
			receiver.awaitLine((line) -> line.contains("\"connected\""), PATIENCE);
			this.record.awaitReceiver(true);
			long start = System.nanoTime();
			this.network.swallow();
			this.record.awaitReceiver(false);
			assertThat(millisSince(start)).isGreaterThan(TIMEOUT.toMillis() - INTERVAL.toMillis()).isLessThan(BOUND);
			receiver.awaitLine((line) -> line.contains("\"disconnected\""), PATIENCE);
			assertThat(millisSince(start)).isLessThan(BOUND);
			this.network.heal();
			receiver.awaitLine((line) -> line.contains("\"connected\""), PATIENCE);
			this.record.awaitReceiver(true);
			sender.stop();
		}
	}

	private static String seconds(Duration duration) {
		return Double.toString(duration.toMillis() / 1000.0);
	}

	private static long millisSince(long nanoTime) {
		return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
	}

	private static HeartbeatSettings settings(Endpoint endpoint) {
		return HeartbeatSettings.of(endpoint).withPace(INTERVAL, TIMEOUT, 1);
	}

}
