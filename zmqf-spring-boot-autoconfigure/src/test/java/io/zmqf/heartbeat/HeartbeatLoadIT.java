package io.zmqf.heartbeat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.tools.Console;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.transport.TransportListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A receiver under thousands of nodes, and under those that mean it no good. */
@Tag("jdk-independent")
class HeartbeatLoadIT {

	/**
	 * The long measure is {@code -Dzmqf.heartbeats.seconds=120
	 * -Dzmqf.heartbeats.connections=2000}.
	 */
	private static final int SECONDS = Integer.getInteger("zmqf.heartbeats.seconds", 6);

	private static final int NODES = 2000;

	private static final int CONNECTIONS = Integer.getInteger("zmqf.heartbeats.connections", 200);

	/** A pipe of JeroMQ has its final size once it has carried 256 frames. */
	private static final int WARM_UP = 100 * CONNECTIONS / NODES;

	/** More than any process here is held up for by the machine's other work. */
	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	/** The time until the last heartbeat is answered. */
	private static final Duration SETTLING = Duration.ofMillis(500);

	/** More than a virtual machine's own ups and downs. */
	private static final long FLAT_KIB = 8 * 1024;

	private static final int CONNECTIONS_PER_CONTEXT = 500;

	private final Nodes nodes = new Nodes();

	private final List<Nodes> contexts = new ArrayList<>();

	private final NioTransport transport = new NioTransport(TransportListener.NONE);

	private final NodeRecord record = new NodeRecord();

	@AfterEach
	void close() {
		this.nodes.close();
		this.contexts.forEach(Nodes::close);
		this.transport.close();
	}

	@Test
	void thousandsOfNodesAreAllKnownAndCostLittle() {
		try (HeartbeatProcess receiver = HeartbeatProcess.receiver(List.of(),
				HeartbeatSettings.of(Nodes.ANY).withPace(Duration.ofSeconds(1), TIMEOUT, 1))) {
			List<RawPeer> peers = new ArrayList<>();
			for (int i = 0; i < CONNECTIONS; i++) {
				peers.add(context(i).dealer(receiver.endpoint(), null));
			}
			List<NodeIdentity> identities = new ArrayList<>();
			for (int i = 0; i < NODES; i++) {
				identities.add(NodeIdentity.random());
			}
			beat(peers, identities);
			for (int i = 0; i < NODES; i++) {
				receiver.awaitLine("connected");
			}
			for (int i = 0; i < WARM_UP; i++) {
				beat(peers, identities);
			}
			awaitIdle(receiver, () -> beat(peers, identities));
			long heap = receiver.heapKiB();
			long memory = receiver.residentKiB();
			Duration cpu = receiver.cpu();
			long start = System.nanoTime();
			for (int second = 1; second <= SECONDS; second++) {
				await(start + Duration.ofSeconds(second).toNanos());
				beat(peers, identities);
			}
			double share = (double) receiver.cpu().minus(cpu).toNanos() / (System.nanoTime() - start);
			long growth = receiver.residentKiB() - memory;
			assertThat(receiver.otherLines()).isEmpty();
			awaitIdle(receiver, () -> {
			});
			long heapGrowth = receiver.heapKiB() - heap;
			Console.OUT.printf("%d nodes, %d connections, %d s: %.1f %% of a core, %+d KiB, heap %+d KiB%n", NODES,
					CONNECTIONS, SECONDS, 100 * share, growth, heapGrowth);
			// in a short run, it is the compiler that is measured besides
			assertThat(share).isLessThan((SECONDS >= 60) ? 0.1 : 0.5);
			assertThat(growth).isLessThan((SECONDS >= 60) ? FLAT_KIB : 8 * FLAT_KIB);
			assertThat(heapGrowth).isLessThan(FLAT_KIB / 4);
		}
	}

	private static void awaitIdle(HeartbeatProcess receiver, Runnable meanwhile) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
			meanwhile.run();
			await(System.nanoTime() + SETTLING.toNanos());
			Duration before = receiver.cpu();
			await(System.nanoTime() + SETTLING.toNanos());
			return receiver.cpu().minus(before).compareTo(SETTLING.dividedBy(10)) < 0;
		});
	}

	/** A context has no more than a thousand sockets. */
	private Nodes context(int connection) {
		if (connection % CONNECTIONS_PER_CONTEXT == 0) {
			this.contexts.add(new Nodes());
		}
		return this.contexts.get(connection / CONNECTIONS_PER_CONTEXT);
	}

	private static void await(long nanoTime) {
		for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	@Test
	void floodOfInvalidHeartbeatsIsBoundedAndAffectsNoNode() {
		int maxNodes = 1000;
		HeartbeatSettings settings = HeartbeatSettings.of(Nodes.ANY)
			.withPace(Duration.ofMillis(100), Duration.ofSeconds(2), 1)
			.withMaxNodes(maxNodes);
		HeartbeatReceiver receiver = receiver(settings);
		HeartbeatSender sender = new HeartbeatSender(
				new HeartbeatSettings(receiver.endpoint(), settings.interval(), settings.timeout(),
						settings.maxMissed(), settings.maxNodes()),
				NodeIdentity.random(), NodeType.WORKER, this.transport, new NodeListener() {
				});
		sender.start();
		String good = this.record.awaitConnected(1).id();
		Random random = new Random(1);
		RawPeer flood = this.nodes.dealer(receiver.endpoint(), null);
		byte[] garbage = new byte[100];
		int forged = 20_000;
		for (int i = 0; i < forged; i++) {
			byte[][] frames = Heartbeat.frames(NodeIdentity.random(), NodeType.WORKER, 1);
			flood.send(frames[0], frames[1], frames[2]);
			random.nextBytes(garbage);
			flood.send("", "heartbeat", garbage.clone());
			if (i % 100 == 0) {
				drain(flood);
			}
		}
		Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			drain(flood);
			assertThat(this.record.malformed()).isEqualTo(forged);
			assertThat(this.record.overLimit()).isGreaterThan(forged / 2);
		});
		assertThat(receiver.nodes().join()).hasSizeLessThanOrEqualTo(maxNodes);
		assertThat(this.record.lost()).extracting(Node::id).doesNotContain(good);
		sender.stop();
		receiver.stop();
	}

	private HeartbeatReceiver receiver(HeartbeatSettings settings) {
		HeartbeatReceiver receiver = new HeartbeatReceiver(settings, NodeType.ROUTER, this.transport, this.record);
		receiver.start();
		return receiver;
	}

	private static void beat(List<RawPeer> peers, List<NodeIdentity> identities) {
		for (int i = 0; i < identities.size(); i++) {
			byte[][] frames = Heartbeat.frames(identities.get(i), NodeType.CLIENT, System.currentTimeMillis());
			peers.get(i % peers.size()).send(frames[0], frames[1], frames[2]);
		}
		peers.forEach(HeartbeatLoadIT::drain);
	}

	private static void drain(RawPeer peer) {
		while (peer.receive(0) != null) {
			// its receiver's answers
		}
	}

}
