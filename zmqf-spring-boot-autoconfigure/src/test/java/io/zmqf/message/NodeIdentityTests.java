package io.zmqf.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class NodeIdentityTests {

	private static final String NODE = "0123456789abcdef0123456789abcdef";

	@Test
	void aNewNodeHasAnIdAndASessionOfItsOwn() {
		NodeIdentity node = NodeIdentity.random();
		assertThat(node.nodeId()).matches("[0-9a-f]{32}");
		assertThat(node.sessionId()).matches("[0-9a-f]{16}");
		assertThat(NodeIdentity.random().nodeId()).isNotEqualTo(node.nodeId());
	}

	@Test
	void aKnownNodeHasANewSessionAtEachStart() {
		NodeIdentity first = NodeIdentity.of(NODE);
		NodeIdentity second = NodeIdentity.of(NODE);
		assertThat(second.nodeId()).isEqualTo(first.nodeId());
		assertThat(second.sessionId()).isNotEqualTo(first.sessionId());
	}

	@Test
	void theSocketIdentityIsWrittenAsPythonWritesIt() {
		NodeIdentity node = new NodeIdentity(NODE, "fedcba9876543210");
		assertThat(node.socketIdentity()).asString().isEqualTo(NODE + "_fedcba9876543210");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF",
			"0123456789abcdef0123456789abcdeg", "0123456789abcdef0123456789abcdef0" })
	void anythingElseIsNoNodeId(String nodeId) {
		assertThatIllegalArgumentException().isThrownBy(() -> NodeIdentity.of(nodeId))
			.withMessageContaining("'" + nodeId + "'")
			.withMessageContaining("32");
	}

	@Test
	void nodeTypesAreNamedAsOnTheWire() {
		assertThat(NodeType.values()).extracting(NodeType::wireName)
			.containsExactly("client", "worker", "server", "router");
	}

}
