package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;

import io.zmqf.actuate.endpoint.FormerNodes.FormerNode;
import io.zmqf.heartbeat.Node;
import io.zmqf.message.NodeType;
import io.zmqf.message.PeerName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FormerNodesTests {

	private static final PeerName PEER = PeerName.of("shop@web-1", null, "10.0.0.1:40001");

	private Instant now = Instant.EPOCH;

	private final FormerNodes nodes = new FormerNodes(() -> this.now);

	@Test
	void lostNodeIsListedForFiveMinutesAndOneAfterAGoodbyeForOne() {
		this.nodes.workerLeft("a_1", PEER, "it disconnected");
		this.nodes.workerLeft("b_1", PEER, "it sent a goodbye");
		this.nodes.lost(node("c", NodeType.CLIENT));
		assertThat(this.nodes.all()).extracting(FormerNode::lost).containsExactly(true, false, true);
		pass(Duration.ofSeconds(61));
		assertThat(this.nodes.all()).extracting(FormerNode::id).containsExactly("a_1", "c_1");
		pass(Duration.ofMinutes(4));
		assertThat(this.nodes.all()).isEmpty();
	}

	@Test
	void aWorkerThatRejectsRequestsBecauseItIsStoppingIsNotLost() {
		this.nodes.workerLeft("a_1", PEER, "it is stopping");
		assertThat(this.nodes.all()).extracting(FormerNode::lost).containsExactly(false);
	}

	@Test
	void firstReasonCounts() {
		this.nodes.workerLeft("a_1", PEER, "it disconnected");
		this.nodes.lost(node("a", NodeType.WORKER));
		assertThat(this.nodes.all()).singleElement().satisfies((node) -> {
			assertThat(node.reason()).isEqualTo("it disconnected");
			assertThat(node.peer()).isEqualTo(PEER);
		});
	}

	@Test
	void aNodeThatIsBackIsForgottenEvenWithANewSession() {
		this.nodes.workerLeft("a_1", PEER, "it disconnected");
		this.nodes.lost(node("b", NodeType.CLIENT));
		this.nodes.workerJoined("a_2", PEER, null);
		this.nodes.heartbeatReceived(node("b", NodeType.CLIENT), true, true);
		assertThat(this.nodes.all()).isEmpty();
	}

	@Test
	void theOldestIsForgottenWhereThereAreTooMany() {
		for (int i = 0; i < 300; i++) {
			this.nodes.workerLeft(i + "_1", PEER, "it disconnected");
		}
		assertThat(this.nodes.all()).hasSize(200).first().extracting(FormerNode::id).isEqualTo("100_1");
	}

	private void pass(Duration time) {
		this.now = this.now.plus(time);
	}

	private Node node(String id, NodeType type) {
		return new Node(id, "1", type, "10.0.0.1:40000", null, this.now, this.now, 2);
	}

}
