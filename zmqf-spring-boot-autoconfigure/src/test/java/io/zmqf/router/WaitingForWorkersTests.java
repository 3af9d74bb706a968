package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.zmqf.info.Disclosure;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.RequestTracing;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.support.RouterRecord;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SteppedTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that their worker can't receive, or that it has lost. */
class WaitingForWorkersTests {

	private static final Duration WAIT = Duration.ofMillis(200);

	/** The time that a router waits for the workers of its predecessor. */
	private static final Duration RETURN = Duration.ofSeconds(2);

	private final SteppedTransport transport = new SteppedTransport();

	private final RouterRecord record = new RouterRecord();

	private final RoutedRequestTracing traces = new RoutedRequestTracing(RequestTracing.NONE);

	private RouterSettings settings = Nodes.ROUTER.withQueue(10, WAIT);

	private @Nullable Backend backend;

	@Test
	void theyGoToTheirWorkerAgainThatIsBackByAnotherConnection() {
		aWorkerHasARequest();
		announce("worker", 2);
		assertThat(requests()).containsExactly("worker", "worker");
		assertThat(clients().sent()).isEmpty();
	}

	@Test
	void theyDoSoWhereNoneWaitsForAWorker() {
		this.settings = Nodes.ROUTER.withQueue(10, Duration.ZERO);
		aWorkerHasARequest();
		announce("worker", 2);
		assertThat(requests()).containsExactly("worker", "worker");
		assertThat(clients().sent()).isEmpty();
	}

	@Test
	void theyWaitForAnotherWorkerAsLongAsTheyDidForTheFirst() {
		aWorkerHasARequest();
		lose("worker");
		pass(WAIT.minusMillis(50));
		assertThat(clients().sent()).isEmpty();
		announce("worker", 2);
		assertThat(requests()).containsExactly("worker", "worker");
	}

	@Test
	void theyEndWhereNoWorkerComes() {
		aWorkerHasARequest();
		lose("worker");
		pass(WAIT.plusMillis(50));
		assertNoWorkerProblem();
	}

	@Test
	void theyWaitNoLongerBecauseWorkersOfOtherEventsGo() {
		aWorkerHasARequest();
		announce("other", 1, "else");
		lose("worker");
		pass(WAIT.minusMillis(50));
		lose("other");
		pass(Duration.ofMillis(100));
		assertNoWorkerProblem();
	}

	@Test
	void theyGoToAnotherWorkerWhereTheFirstTakesNothing() {
		start();
		announce("first", 1);
		announce("second", 1);
		workers().sending("first", SendResult.FULL);
		sendRequest();
		sendRequest(); // whichever was the first choice before
		assertThat(requests()).containsExactly("second", "second");
		workers().sending("second", SendResult.FULL);
		sendRequest();
		assertThat(requests()).hasSize(2);
		assertThat(waiting()).isOne();
		workers().sending("first", SendResult.SENT);
		pass(Duration.ofMillis(2));
		assertThat(requests()).containsExactly("second", "second", "first");
	}

	@Test
	void theyGoToAnotherWorkerWhereTheFirstCannotBeReached() {
		start();
		announce("first", 1);
		announce("second", 1);
		workers().sending("first", SendResult.UNROUTABLE);
		sendRequest();
		sendRequest(); // whichever was the first choice before
		assertThat(requests()).containsExactly("second", "second");
		assertThat(this.record.left()).containsExactly("first: it can't be reached");
	}

	@Test
	void theyWaitForAWorkerThatMayComeBackHoweverShortTheWaitIs() {
		this.settings = Nodes.ROUTER.withQueue(10, Duration.ofMillis(1));
		start();
		sendRequest();
		pass(RETURN.dividedBy(2));
		assertThat(clients().sent()).isEmpty();
		announce("back", 1);
		assertThat(requests()).containsExactly("back");
	}

	@Test
	void theyWaitForTheirOwnWorkerWhereOthersAreBack() {
		this.settings = Nodes.ROUTER.withQueue(10, Duration.ofMillis(1));
		start();
		announce("other", 1, "else");
		sendRequest();
		pass(RETURN.dividedBy(2));
		assertThat(clients().sent()).isEmpty();
		announce("back", 1);
		assertThat(requests()).containsExactly("back");
	}

	@Test
	void thoseOfOneEventLeaveRoomForTheOthers() {
		this.settings = Nodes.ROUTER.withQueue(100, WAIT);
		start();
		for (int i = 0; i < 200; i++) {
			sendRequest("slow");
		}
		assertThat(waiting()).isEqualTo(75);
		for (int i = 0; i < 200; i++) {
			sendRequest("other");
		}
		assertThat(waiting()).isBetween(90, 95);
		sendRequest("echo");
		assertThat(clients().sent()).hasSize(401 - waiting())
			.allSatisfy((frames) -> assertThat(RawPeer.text(frames).get(3)).contains("urn:zmqf:busy")
				.doesNotContain("\"echo\""));
	}

	private int waiting() {
		return backend().status(backend().loop().status()).waiting();
	}

	private void aWorkerHasARequest() {
		start();
		announce("worker", 1);
		sendRequest();
		assertThat(requests()).containsExactly("worker");
		pass(RETURN.plusSeconds(3));
	}

	private void start() {
		this.backend = new Backend(this.settings, this.transport, this.record, this.traces);
		this.backend.answerBy(new Frontend(this.settings, this.backend, this.transport, this.record, this.traces,
				new RouterReport(NodeIdentity.random(), Instant.EPOCH, Disclosure.INSIDE, Long.MAX_VALUE, List::of,
						() -> null)));
		this.transport.open();
	}

	private Backend backend() {
		return Objects.requireNonNull(this.backend);
	}

	private void sendRequest() {
		sendRequest("echo");
	}

	private void sendRequest(String event) {
		clients().incoming(frames("client", "", event, "1", "{\"zmqf-idempotent\":\"true\"}"));
		this.transport.turn();
	}

	private void pass(Duration time) {
		this.transport.clock().advance(time);
		this.transport.turn();
	}

	private void lose(String worker) {
		workers().peerGone(bytes(worker));
		this.transport.turn();
	}

	private void announce(String worker, int connection) {
		announce(worker, connection, "echo");
	}

	private void announce(String worker, int connection, String event) {
		workers().incoming(frames(worker, "", "zmqf.ready",
				"{\"events\":[\"" + event + "\"],\"capacity\":10,\"connection\":" + connection + "}"));
		this.transport.turn();
	}

	private void assertNoWorkerProblem() {
		assertThat(clients().sent()).singleElement()
			.satisfies((frames) -> assertThat(RawPeer.text(frames)).anyMatch((frame) -> frame.contains("no-worker")));
	}

	/** The workers that received requests. */
	private List<String> requests() {
		return workers().sent()
			.stream()
			.map(RawPeer::text)
			.filter((frames) -> frames.contains("echo"))
			.map((frames) -> frames.get(0))
			.toList();
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
