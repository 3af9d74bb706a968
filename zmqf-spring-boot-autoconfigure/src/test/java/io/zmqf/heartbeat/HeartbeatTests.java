package io.zmqf.heartbeat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.support.RawPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HeartbeatTests {

	private static final String NODE = "0123456789abcdef0123456789abcdef";

	private static final String SESSION = "fedcba9876543210";

	/** As the Python framework sends it, with the identity that a ROUTER puts before. */
	private static final String PYTHON = "{\"node_id\": \"" + NODE + "\", \"session_id\": \"" + SESSION
			+ "\", \"node_type\": \"worker\", \"last_heartbeat\": 1767225600000, \"missed_count\": 0}";

	@Test
	void readsThatOfThePythonFramework() {
		assertThat(Heartbeat.read(frames("heartbeat", PYTHON)))
			.isEqualTo(new Heartbeat(NODE, SESSION, NodeType.WORKER, false, false));
	}

	@Test
	void writesThreeFramesThatThePythonFrameworkReads() {
		NodeIdentity identity = new NodeIdentity(NODE, SESSION);
		assertThat(RawPeer.text(Heartbeat.frames(identity, NodeType.CLIENT, 1767225600000L))).containsExactly("",
				"heartbeat",
				"{\"node_id\":\"" + NODE + "\",\"session_id\":\"" + SESSION
						+ "\",\"node_type\":\"client\",\"last_heartbeat\":1767225600000,\"missed_count\":0,"
						+ "\"ack\":true}");
	}

	@Test
	void readsItsOwn() {
		List<byte[]> received = new ArrayList<>(List.of(bytes("peer")));
		received.addAll(List.of(Heartbeat.frames(new NodeIdentity(NODE, SESSION), NodeType.WORKER, 1)));
		assertThat(Heartbeat.read(received.toArray(byte[][]::new)))
			.isEqualTo(new Heartbeat(NODE, SESSION, NodeType.WORKER, true, false));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "null", "[]", "3", "{}", "{\"node_id\":\"a\",\"session_id\":\"b\"}",
			"{\"node_id\":\"a\",\"session_id\":\"b\",\"node_type\":\"spy\"}",
			"{\"node_id\":\"\",\"session_id\":\"b\",\"node_type\":\"worker\"}",
			"{\"node_id\":{},\"session_id\":[],\"node_type\":\"worker\"}",
			"{\"node_id\":\"0123456789012345678901234567890123456789012345678901234567890123456789\","
					+ "\"session_id\":\"b\",\"node_type\":\"worker\"}" })
	void rejectsMalformedHeartbeats(String data) {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Heartbeat.read(frames("heartbeat", data)));
	}

	@Test
	void refusesOtherEventsAndOtherFrames() {
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Heartbeat.read(frames("orders.create", PYTHON)));
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Heartbeat.read(new byte[][] { bytes("peer") }));
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Heartbeat.read(new byte[][] { bytes("peer"), {}, bytes("heartbeat") }));
	}

	private static byte[][] frames(String event, String data) {
		return new byte[][] { bytes("peer"), {}, bytes(event), bytes(data) };
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
