package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.support.RouterRecord;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that a worker had for longer than any request waits for one. */
class RepeatedRequestsTests {

	private static final Duration WAIT = Duration.ofMillis(200);

	private final SteppedTransport transport = new SteppedTransport();

	private final RouterSettings settings = Nodes.ROUTER.withQueue(10, WAIT);

	private final RouterRecord record = new RouterRecord();

	private final Backend backend = new Backend(this.settings, this.transport, this.record);

	@BeforeEach
	void aWorkerHasARequest() {
		this.backend.answerBy(new Frontend(this.settings, this.backend, this.transport, this.record));
		this.transport.open();
		announce(1);
		clients().incoming(frames("client", "", "echo", "1", "{\"zmqf-idempotent\":\"true\"}"));
		this.transport.turn();
		assertThat(requests()).hasSize(1);
		this.transport.clock().advance(Duration.ofSeconds(5));
	}

	@Test
	void goToTheirWorkerAgainThatIsBackByAnotherConnection() {
		announce(2);
		assertThat(requests()).hasSize(2);
		assertThat(clients().sent()).isEmpty();
	}

	@Test
	void waitForAnotherWorkerAsLongAsTheyDidForTheFirst() {
		this.backend.workerSilent(bytes("worker"));
		this.transport.turn();
		this.transport.clock().advance(WAIT.minusMillis(50));
		this.transport.turn();
		assertThat(clients().sent()).isEmpty();
		announce(2);
		assertThat(requests()).hasSize(2);
	}

	@Test
	void endWhereNoWorkerComes() {
		this.backend.workerSilent(bytes("worker"));
		this.transport.turn();
		this.transport.clock().advance(WAIT.plusMillis(50));
		this.transport.turn();
		assertThat(clients().sent()).singleElement()
			.satisfies((frames) -> assertThat(RawPeer.text(frames)).anyMatch((frame) -> frame.contains("no-worker")));
	}

	private void announce(int connection) {
		workers()
			.incoming(frames("worker", "", "zmqf.ready", "{\"events\":[\"echo\"],\"connection\":" + connection + "}"));
		this.transport.turn();
	}

	private List<byte[][]> requests() {
		return workers().sent().stream().filter((frames) -> RawPeer.text(frames).contains("echo")).toList();
	}

	private ScriptedSocket workers() {
		return this.transport.socket(0);
	}

	private ScriptedSocket clients() {
		return this.transport.socket(1);
	}

	private static byte[][] frames(String... frames) {
		byte[][] bytes = new byte[frames.length][];
		for (int i = 0; i < frames.length; i++) {
			bytes[i] = bytes(frames[i]);
		}
		return bytes;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
