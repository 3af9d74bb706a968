package io.zmqf.heartbeat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.List;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SteppedTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeartbeatReceiverTests {

	private static final HeartbeatSettings SETTINGS = HeartbeatSettings.of(Endpoint.parse("inproc://heartbeat"))
		.withPace(Duration.ofSeconds(1), Duration.ofSeconds(3), 1)
		.withMaxNodes(2);

	private static final NodeIdentity WORKER = new NodeIdentity("a".repeat(32), "1".repeat(16));

	private static final NodeIdentity CLIENT = new NodeIdentity("c".repeat(32), "1".repeat(16));

	private static final NodeIdentity OTHER = new NodeIdentity("d".repeat(32), "1".repeat(16));

	private final SteppedTransport transport = new SteppedTransport();

	private final NodeRecord record = new NodeRecord();

	private final HeartbeatReceiver receiver = new HeartbeatReceiver(SETTINGS, NodeType.ROUTER, this.transport,
			this.record);

	@BeforeEach
	void start() {
		this.transport.open();
		this.receiver.start();
	}

	@Test
	void aNodeIsConnectedFromItsFirstHeartbeat() {
		beat(WORKER, NodeType.WORKER);
		beat(WORKER, NodeType.WORKER);
		beat(CLIENT, NodeType.CLIENT);
		assertThat(this.record.connected()).extracting(Node::id).containsExactly(WORKER.toString(), CLIENT.toString());
		assertThat(this.record.heard()).isEqualTo(3);
		ReceiverStatus status = this.receiver.status();
		assertThat(status.workers()).isOne();
		assertThat(status.clients()).isOne();
		assertThat(status.lastHeartbeat()).isNotNull();
	}

	@Test
	void nodesAreLostAlthoughTheListenerThrows() {
		SteppedTransport stepped = new SteppedTransport();
		List<Node> lost = new ArrayList<>();
		HeartbeatReceiver failing = new HeartbeatReceiver(SETTINGS, NodeType.ROUTER, stepped, new NodeListener() {

			private boolean failed;

			@Override
			public void missed(Node node) {
				if (!this.failed) {
					this.failed = true;
					throw new IllegalStateException("a test's");
				}
			}

			@Override
			public void lost(Node node) {
				lost.add(node);
			}

		});
		stepped.open();
		failing.start();
		stepped.socket(0)
			.incoming(bytes("peer"), new byte[0], bytes("heartbeat"), bytes("{\"node_id\":\"" + OTHER.nodeId()
					+ "\",\"session_id\":\"" + OTHER.sessionId() + "\",\"node_type\":\"worker\"}"));
		for (int second = 0; second < 10; second++) {
			stepped.turn();
			stepped.clock().advance(Duration.ofSeconds(1));
		}
		assertThat(stepped.failures()).hasSize(1);
		assertThat(lost).hasSize(1);
	}

	@Test
	void answersOnlyNodesThatRequestAnAnswer() {
		beat(WORKER, NodeType.WORKER);
		assertThat(this.transport.socket(0).sent()).singleElement()
			.satisfies((frames) -> assertThat(RawPeer.text(frames[0])).isEqualTo("peer"))
			.satisfies((frames) -> assertThat(RawPeer.text(frames[2])).isEqualTo("heartbeat"));
		this.transport.socket(0)
			.incoming(bytes("python"), new byte[0], bytes("heartbeat"), bytes("{\"node_id\":\"" + OTHER.nodeId()
					+ "\",\"session_id\":\"" + OTHER.sessionId() + "\",\"node_type\":\"worker\"}"));
		this.transport.turn();
		assertThat(this.record.connected()).hasSize(2);
		assertThat(this.transport.socket(0).sent()).hasSize(1);
	}

	@Test
	void aSilentNodeIsDisconnectedAndConnectedAgainByItsNextHeartbeat() {
		beat(WORKER, NodeType.WORKER);
		beat(CLIENT, NodeType.CLIENT);
		for (int second = 1; second <= 3; second++) {
			advance(1);
			beat(CLIENT, NodeType.CLIENT);
		}
		assertThat(this.record.missed()).isEmpty();
		advance(1);
		assertThat(this.record.missed()).hasSize(1);
		assertThat(this.record.lost()).isEmpty();
		advance(1);
		assertThat(this.record.lost()).singleElement().satisfies((node) -> {
			assertThat(node.id()).isEqualTo(WORKER.toString());
			assertThat(node.missed()).isEqualTo(2);
		});
		assertThat(this.receiver.status().workers()).isZero();
		assertThat(this.receiver.status().clients()).isOne();
		beat(WORKER, NodeType.WORKER);
		assertThat(this.record.connected()).hasSize(3);
	}

	@Test
	void nodeIsNotMissedAfterItsGoodbye() {
		for (NodeType type : List.of(NodeType.WORKER, NodeType.CLIENT)) {
			NodeIdentity identity = (type == NodeType.WORKER) ? WORKER : CLIENT;
			beat(identity, type);
			byte[][] goodbye = Heartbeat.goodbye(identity, type, 1);
			this.transport.socket(0).incoming(bytes("stranger"), goodbye[0], goodbye[1], goodbye[2]);
			this.transport.turn();
			assertThat(this.record.left()).as("another connection does not count for it")
				.filteredOn((node) -> node.type() == type)
				.isEmpty();
			this.transport.socket(0).incoming(bytes("peer"), goodbye[0], goodbye[1], goodbye[2]);
			this.transport.turn();
			assertThat(this.record.left()).filteredOn((node) -> node.type() == type).hasSize(1);
		}
		for (int second = 0; second < 10; second++) {
			advance(1);
		}

		assertThat(this.record.missed()).isEmpty();
		assertThat(this.record.lost()).isEmpty();
		assertThat(this.receiver.status().workers() + this.receiver.status().clients()).isZero();
	}

	@Test
	void aPauseOfItsOwnIsNobodysMiss() {
		beat(WORKER, NodeType.WORKER);
		advance(60);
		assertThat(this.record.missed()).isEmpty();
		beat(WORKER, NodeType.WORKER);
		advance(1);
		assertThat(this.record.missed()).isEmpty();
	}

	@Test
	void rejectsMalformedHeartbeatsAndNodesOverTheLimit() {
		this.transport.socket(0).incoming(bytes("peer"), bytes("garbage"));
		this.transport.socket(0).incoming(bytes("peer"), new byte[0], bytes("heartbeat"), bytes("garbage"));
		this.transport.turn();
		assertThat(this.record.malformed()).isEqualTo(2);
		beat(WORKER, NodeType.WORKER);
		beat(CLIENT, NodeType.CLIENT);
		beat(OTHER, NodeType.WORKER);
		assertThat(this.record.overLimit()).isOne();
		assertThat(this.record.refusals()).hasSize(3)
			.anySatisfy((refusal) -> assertThat(refusal).endsWith(": the heartbeat is not JSON"))
			.last()
			.asString()
			.endsWith(": worker " + OTHER.nodeId() + " is new, but the limit of zmqf.heartbeat.max-nodes is reached");
		assertThat(this.record.connected()).hasSize(2);
		assertThat(this.transport.failures()).isEmpty();
	}

	@Test
	void reportsConnectedNodes() {
		beat(WORKER, NodeType.WORKER);
		CompletableFuture<List<Node>> nodes = this.receiver.nodes();
		assertThat(nodes).isNotDone();
		this.transport.turn();
		assertThat(nodes).isCompletedWithValueMatching((known) -> known.size() == 1);
	}

	@Test
	void itsEndIsNobodysLoss() {
		beat(WORKER, NodeType.WORKER);
		this.transport.end();
		assertThat(this.record.lost()).isEmpty();
		assertThat(this.receiver.nodes()).isCompletedWithValue(List.of());
	}

	private void beat(NodeIdentity identity, NodeType type) {
		byte[][] frames = Heartbeat.frames(identity, type, 1);
		this.transport.socket(0).incoming(bytes("peer"), frames[0], frames[1], frames[2]);
		this.transport.turn();
	}

	private void advance(int seconds) {
		this.transport.clock().advance(Duration.ofSeconds(seconds));
		this.transport.turn();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
