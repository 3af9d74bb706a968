package io.zmqf.peers;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The peers among themselves, so that a failure elsewhere is not theirs.
 */
@Tag("jdk-independent")
@SuppressWarnings("try")
@RequiresTool(Tool.PYZMQ)
class PythonPeersIT {

	private static final String ANY_PORT = "tcp://127.0.0.1:0";

	private static final String FIRST_NODE = "1".repeat(32);

	private static final String SECOND_NODE = "2".repeat(32);

	// The key pairs of the libzmq manual's zmq_curve page
	private static final String SERVER_KEY = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";

	private static final String SERVER_SECRET = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

	private static final String CLIENT_KEY = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";

	private static final String CLIENT_SECRET = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@Test
	void serverAnswersEachRequestOfManyClients() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", ANY_PORT, "--node-id", FIRST_NODE);
				PythonPeer client = PythonPeer.start("client.py", "--endpoint", server.endpoint(), "--requests", "200",
						"--concurrency", "4", "--payload", "mixed")) {
			assertThat(client.awaitExit(PATIENCE)).isZero();
			assertThat(client.lines())
				.contains("{\"sent\": 200, \"ok\": 200, \"errors\": [], \"by\": {\"" + FIRST_NODE + "\": 200}}");
		}
	}

	@Test
	void routerSharesRequestsAmongWorkers() {
		try (PythonPeer router = PythonPeer.start("router.py", "--frontend", ANY_PORT, "--backend", ANY_PORT);
				PythonPeer first = PythonPeer.start("worker.py", "--endpoint", router.endpoints().get(1), "--node-id",
						FIRST_NODE);
				PythonPeer second = PythonPeer.start("worker.py", "--endpoint", router.endpoints().get(1), "--node-id",
						SECOND_NODE);
				PythonPeer client = PythonPeer.start("client.py", "--endpoint", router.endpoint(), "--requests", "200",
						"--concurrency", "4", "--payload", "mixed")) {
			assertThat(client.awaitExit(PATIENCE)).isZero();
			String summary = client.awaitLine((line) -> line.startsWith("{"), PATIENCE);
			assertThat(summary).startsWith("{\"sent\": 200, \"ok\": 200, \"errors\": []");
			assertThat(summary).contains("\"" + FIRST_NODE + "\": 100", "\"" + SECOND_NODE + "\": 100");
		}
	}

	@Test
	void workerDropsUnanswerableMessagesAndContinues() {
		try (PythonPeer router = PythonPeer.start("router.py", "--frontend", ANY_PORT, "--backend", ANY_PORT);
				PythonPeer worker = PythonPeer.start("worker.py", "--endpoint", router.endpoints().get(1), "--node-id",
						FIRST_NODE);
				PythonPeer client = PythonPeer.start("client.py", "--endpoint", router.endpoint(), "--timeout", "4",
						"--send", "echo", "{", "--send", "fail", "null", "--send", "echo", "\"\\u00fc\"")) {
			assertThat(client.awaitExit(PATIENCE)).isOne();
			assertThat(client.lines()).containsExactly("READY " + router.endpoint(),
					"{\"failure\": \"TimeoutError('no reply')\"}", "{\"failure\": \"TimeoutError('no reply')\"}",
					"{\"event_name\": \"echo\", \"event_data\": {\"echo\": \"\\u00fc\", \"by\": \"" + FIRST_NODE
							+ "\"}}");
		}
	}

	@Test
	void serverIsBlockedByOneRequestThatItCannotAnswer() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", ANY_PORT);
				PythonPeer client = PythonPeer.start("client.py", "--endpoint", server.endpoint(), "--timeout", "4",
						"--send", "slow", "{\"millis\": 1}", "--send", "echo", "{", "--send", "echo", "1")) {
			assertThat(client.awaitExit(PATIENCE)).isOne();
			assertThat(client.lines()).hasSize(4)
				.anySatisfy((line) -> assertThat(line).contains("\"echo\": {\"millis\": 1}"))
				.endsWith("{\"failure\": \"TimeoutError('no reply')\"}", "{\"failure\": \"TimeoutError('no reply')\"}");
		}
	}

	@Test
	void silentNodeIsDisconnectedWithinTheBoundAndConnectedAgainWhenItBeats() {
		try (PythonPeer receiver = PythonPeer.start("heartbeat_receiver.py", "--endpoint", ANY_PORT, "--interval",
				"0.2", "--timeout", "0.6", "--max-missed", "1");
				PythonPeer sender = PythonPeer.start("heartbeat_sender.py", "--endpoint", receiver.endpoint(),
						"--interval", "0.2", "--node-id", FIRST_NODE)) {
			awaitState(receiver, "connected");
			sender.stop();
			assertDisconnectedInTime(awaitState(receiver, "disconnected"));
			sender.cont();
			awaitState(receiver, "connected");
			sender.kill();
			assertDisconnectedInTime(awaitState(receiver, "disconnected"));
		}
	}

	@Test
	void routerSeesTheHeartbeatsOfItsWorker() {
		try (PythonPeer router = PythonPeer.start("router.py", "--frontend", ANY_PORT, "--backend", ANY_PORT,
				"--heartbeat", ANY_PORT, "--interval", "0.2");
				PythonPeer worker = PythonPeer.start("worker.py", "--endpoint", router.endpoints().get(1),
						"--heartbeat", router.endpoints().get(2), "--interval", "0.2", "--node-id", FIRST_NODE)) {
			assertThat(awaitState(router, "connected")).contains("\"node_type\": \"worker\"");
		}
	}

	@Test
	void curveLetsOnlyTheKnownClientIn() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", ANY_PORT, "--public-key=" + SERVER_KEY,
				"--secret-key=" + SERVER_SECRET, "--client-key=" + CLIENT_KEY);
				PythonPeer known = PythonPeer.launch("client.py", "--endpoint", server.endpoint(),
						"--server-key=" + SERVER_KEY, "--public-key=" + CLIENT_KEY, "--secret-key=" + CLIENT_SECRET);
				PythonPeer stranger = PythonPeer.launch("client.py", "--endpoint", server.endpoint(), "--timeout", "1",
						"--server-key=" + SERVER_KEY, "--public-key=" + SERVER_KEY, "--secret-key=" + SERVER_SECRET)) {
			assertThat(known.awaitExit(PATIENCE)).isZero();
			assertThat(stranger.awaitExit(PATIENCE)).isOne();
			assertThat(stranger.lines()).containsExactly("{\"failure\": \"not connected\"}");
		}
	}

	@Test
	void plainLetsOnlyTheRightPasswordIn() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", ANY_PORT, "--user", "u", "--password",
				"right");
				PythonPeer right = PythonPeer.launch("client.py", "--endpoint", server.endpoint(), "--user", "u",
						"--password", "right");
				PythonPeer wrong = PythonPeer.launch("client.py", "--endpoint", server.endpoint(), "--timeout", "1",
						"--user", "u", "--password", "wrong")) {
			assertThat(right.awaitExit(PATIENCE)).isZero();
			assertThat(wrong.awaitExit(PATIENCE)).isOne();
		}
	}

	@Test
	void peerEndsWithItsInputAndBySignals() {
		try (PythonPeer orphan = PythonPeer.start("server.py", "--endpoint", ANY_PORT);
				PythonPeer terminated = PythonPeer.start("server.py", "--endpoint", ANY_PORT)) {
			orphan.closeInput();
			terminated.terminate();
			assertThat(orphan.awaitExit(PATIENCE)).isZero();
			assertThat(terminated.awaitExit(PATIENCE)).isEqualTo(143);
		}
	}

	private static String awaitState(PythonPeer receiver, String state) {
		return receiver.awaitLine(
				(line) -> line.startsWith("{\"state\": \"" + state + "\", \"node_id\": \"" + FIRST_NODE), PATIENCE);
	}

	/**
	 * Longer than the timeout, and at most as many intervals more as there are checks of
	 * the node until it is disconnected, plus a margin for a busy machine.
	 */
	private static void assertDisconnectedInTime(String line) {
		assertThat(number(line, "time") - number(line, "last_heartbeat")).isGreaterThan(600)
			.isLessThan(600 + 2 * 200 + 15_000);
	}

	private static long number(String line, String name) {
		Matcher matcher = Pattern.compile("\"" + name + "\": (\\d+)").matcher(line);
		assertThat(matcher.find()).as(line).isTrue();
		return Long.parseLong(matcher.group(1));
	}

}
