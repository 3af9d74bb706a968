package io.zmqf.heartbeat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.peers.PythonPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.JeroMqTransport;
import io.zmqf.transport.TransportListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network that swallows everything: no packet comes through, and no connection ends.
 * The peer lives in a network namespace of its own, for which one has to be root. Without
 * that the tests are skipped, unless {@code zmqf.peers} is {@code required}.
 */
class BlackHoleIT {

	private static final Duration INTERVAL = Duration.ofMillis(300);

	private static final Duration TIMEOUT = Duration.ofMillis(1500);

	/** What a busy machine adds. */
	private static final int SLACK = 15_000;

	private static final long BOUND = TIMEOUT.toMillis() + 2 * INTERVAL.toMillis() + SLACK;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String SPACE = "zmqf" + ProcessHandle.current().pid() % 100_000;

	private static final String NETWORK = "10.213." + ProcessHandle.current().pid() % 250 + ".";

	private static final String HERE = NETWORK + "1";

	private static final String THERE = NETWORK + "2";

	private static final List<String> INSIDE = List.of("ip", "netns", "exec", SPACE);

	private final JeroMqTransport transport = new JeroMqTransport(TransportListener.NONE);

	private final NodeRecord record = new NodeRecord();

	@BeforeEach
	void makeNetwork() {
		boolean made = runs("iptables --version") && runs("ip netns add " + SPACE);
		if (!made && "required".equals(System.getProperty("zmqf.peers")) && isRoot()) {
			throw new AssertionError("Network namespaces need iproute2 and iptables");
		}
		Assumptions.assumeTrue(made, "No network namespaces here");
		String outer = SPACE + "a";
		String inner = SPACE + "b";
		run("ip link add " + outer + " type veth peer name " + inner);
		run("ip link set " + inner + " netns " + SPACE);
		run("ip addr add " + HERE + "/24 dev " + outer);
		run("ip link set " + outer + " up");
		run("ip netns exec " + SPACE + " ip addr add " + THERE + "/24 dev " + inner);
		run("ip netns exec " + SPACE + " ip link set " + inner + " up");
		run("ip netns exec " + SPACE + " ip link set lo up");
	}

	@AfterEach
	void close() {
		this.transport.close();
		run("ip link del " + SPACE + "a"); // deleting the namespace does it some time
											// later
		run("ip netns del " + SPACE);
	}

	@Test
	void aNodeBehindABlackHoleIsDisconnectedAndItLearnsThatItsReceiverIsGone() {
		HeartbeatReceiver receiver = new HeartbeatReceiver(settings(Endpoint.parse("tcp://" + HERE + ":0")),
				NodeType.ROUTER, this.transport, this.record);
		receiver.start();
		try (HeartbeatProcess worker = HeartbeatProcess.worker(INSIDE, receiver.endpoint(),
				settings(receiver.endpoint()))) {
			this.record.awaitConnected(1);
			worker.awaitLine("receiver found");
			long start = System.nanoTime();
			swallow("-A");
			worker.awaitLine("receiver lost");
			assertThat(millisSince(start)).isLessThan(BOUND);
			this.record.awaitLost(1);
			assertThat(this.record.silence(1)).isGreaterThanOrEqualTo(TIMEOUT.toMillis()).isLessThan(BOUND);
			swallow("-D");
			this.record.awaitConnected(2);
			worker.awaitLine("receiver found");
		}
		receiver.stop();
	}

	@Test
	void aReceiverBehindABlackHoleIsMissedAndItDisconnectsItsNodes() {
		try (HeartbeatProcess receiver = HeartbeatProcess.receiver(INSIDE,
				settings(Endpoint.parse("tcp://" + THERE + ":0")))) {
			HeartbeatSender sender = new HeartbeatSender(settings(receiver.endpoint()), NodeIdentity.random(),
					NodeType.CLIENT, this.transport, this.record);
			sender.start();
			receiver.awaitLine("connected");
			this.record.awaitReceiver(true);
			long start = System.nanoTime();
			swallow("-A");
			this.record.awaitReceiver(false);
			assertThat(millisSince(start)).isLessThan(BOUND);
			receiver.awaitLine("disconnected");
			assertThat(millisSince(start)).isLessThan(BOUND);
			swallow("-D");
			receiver.awaitLine("connected");
			this.record.awaitReceiver(true);
			sender.stop();
		}
	}

	/** It never answers a heartbeat, so that ZMTP's PING has to do. */
	@Test
	void aPythonReceiverBehindABlackHoleIsMissedAndItDisconnectsItsNodes() {
		try (PythonPeer receiver = PythonPeer.startWithin(INSIDE, "heartbeat_receiver.py", "--endpoint",
				"tcp://" + THERE + ":0", "--interval", seconds(INTERVAL), "--timeout", seconds(TIMEOUT), "--max-missed",
				"1")) {
			HeartbeatSender sender = new HeartbeatSender(settings(Endpoint.parse(receiver.endpoint())),
					NodeIdentity.random(), NodeType.CLIENT, this.transport, this.record);
			sender.start();
			receiver.awaitLine((line) -> line.contains("\"connected\""), PATIENCE);
			this.record.awaitReceiver(true);
			long start = System.nanoTime();
			swallow("-A");
			this.record.awaitReceiver(false);
			assertThat(millisSince(start)).isGreaterThan(TIMEOUT.toMillis() - INTERVAL.toMillis()).isLessThan(BOUND);
			receiver.awaitLine((line) -> line.contains("\"disconnected\""), PATIENCE);
			assertThat(millisSince(start)).isLessThan(BOUND);
			swallow("-D");
			receiver.awaitLine((line) -> line.contains("\"connected\""), PATIENCE);
			this.record.awaitReceiver(true);
			sender.stop();
		}
	}

	private static String seconds(Duration duration) {
		return Double.toString(duration.toMillis() / 1000.0);
	}

	private static void swallow(String change) {
		run("ip netns exec " + SPACE + " iptables " + change + " INPUT -s " + HERE + " -j DROP");
		run("ip netns exec " + SPACE + " iptables " + change + " OUTPUT -d " + HERE + " -j DROP");
	}

	private static long millisSince(long nanoTime) {
		return Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
	}

	private static HeartbeatSettings settings(Endpoint endpoint) {
		return HeartbeatSettings.of(endpoint).withPace(INTERVAL, TIMEOUT, 1);
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	private static void run(String command) {
		if (!runs(command)) {
			throw new AssertionError("Failed: " + command);
		}
	}

	private static boolean runs(String command) {
		try {
			Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			int status = process.waitFor();
			if (status != 0) {
				System.err.println(command + ": " + output.strip());
			}
			return status == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
