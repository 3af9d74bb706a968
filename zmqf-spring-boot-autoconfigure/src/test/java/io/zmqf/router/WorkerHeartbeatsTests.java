package io.zmqf.router;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.heartbeat.LateNode;
import io.zmqf.heartbeat.Node;
import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.security.AddressRules;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.KeyRing;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The registration of workers by heartbeats and announcements. */
class WorkerHeartbeatsTests {

	private static final String SOON = "{\"zmqf-timeout\":\"60000\"}";

	private static final String ANNOUNCEMENT = "{\"events\":[\"echo\"],\"capacity\":10}";

	private static final ZmqPrincipal ALICE = new ZmqPrincipal("alice", Set.of("worker"));

	private static final ZmqPrincipal MALLORY = new ZmqPrincipal("mallory", Set.of());

	private SteppedRouter router = new SteppedRouter(Nodes.ROUTER.withMaxHeartbeatWorkers(100));

	private final AtomicInteger alive = new AtomicInteger();

	private final AtomicInteger left = new AtomicInteger();

	@Test
	void liveWorkerIsNotLostByMessagesOfAnotherConnection() {
		this.router.announce("w_1", ANNOUNCEMENT);
		late(node("w", null));
		assertThat(questions("w_1")).isEqualTo(1);
		this.router.announce("w_1", ANNOUNCEMENT);
		assertThat(this.alive).hasValue(1);
		lost(node("w", null));
		this.router.announce("w_1", ANNOUNCEMENT);
		this.router.pass(Duration.ofMinutes(1));

		assertThat(this.router.record().left()).isEmpty();
		this.router.sendRequest("client", "echo", 1, SOON);
		assertThat(this.router.requests()).hasSize(1);
	}

	@Test
	void aReplyIsASignOfLife() {
		this.router.announce("w_1", ANNOUNCEMENT);
		this.router.sendRequest("client", "echo", 1, SOON);
		late(node("w", null));
		this.router.reply(this.router.requests().get(0));

		assertThat(this.alive).hasValue(1);
	}

	@Test
	void unansweringWorkerIsLostAndRequestedToRegisterAgain() {
		this.router.announce("w_1", ANNOUNCEMENT);
		this.router.sendRequest("client", "echo", 1, SOON);
		late(node("w", null));
		this.router.pass(Duration.ofSeconds(1));
		lost(node("w", null));

		assertThat(this.router.record().left()).containsExactly("w_1: it missed its heartbeats");
		assertThat(this.router.answers("client")).singleElement().asString().contains("worker-lost");
		heard(node("w", null), true);
		this.router.transport().turn();
		this.router.announce("w_1", ANNOUNCEMENT);
		assertThat(questions("w_1")).isGreaterThanOrEqualTo(2);
		assertThat(this.router.record().joined()).containsExactly("w_1", "w_1");
	}

	@Test
	void lateProbeExtendsTheTimeOfItsAnswer() {
		this.router.announce("w_1", ANNOUNCEMENT);
		lost(node("w", null));
		assertThat(this.router.record().left()).isEmpty();
		this.router.pass(Duration.ofSeconds(2));

		assertThat(this.router.record().left()).containsExactly("w_1: it missed its heartbeats");
	}

	@Test
	void heartbeatsOfAnotherUserChangeNothing() {
		this.router = secured();
		Peer worker = new Peer("alice", Set.of("worker"), null);
		this.router.announce(worker, "w_1", ANNOUNCEMENT);
		late(node("w", MALLORY));
		lost(node("w", MALLORY));
		this.router.pass(Duration.ofMinutes(1));

		assertThat(this.left).as("the heartbeats are forgotten without a miss").hasValue(1);
		assertThat(questions("w_1")).isZero();
		assertThat(this.router.record().left()).isEmpty();
	}

	@Test
	void onlyAuthorisedWorkersRegisterByHeartbeats() {
		this.router = secured();
		heard(node("forged", MALLORY), false);
		heard(node("forged", null), false);
		heard(node("asked", MALLORY), true);
		this.router.transport().turn();
		assertThat(this.router.status().workers()).isEmpty();
		assertThat(questions("asked_1")).isZero();
		heard(node("python", ALICE), false);
		this.router.transport().turn();

		assertThat(this.router.record().joined()).containsExactly("python_1");
	}

	@Test
	void workersThatHeartbeatsAloneMakeKnownAreBounded() {
		for (int i = 0; i < 10_000; i++) {
			heard(node("forged" + i, null), false);
		}
		this.router.transport().turn();

		assertThat(this.router.status().workers()).hasSize(100);
	}

	@Test
	void eachRequestTriesOneOfThemAtMostBesideAWorkerThatIsThere() {
		this.router.announce("w_1", "{\"events\":[\"echo\"],\"capacity\":1000}");
		for (int i = 0; i < 100; i++) {
			heard(node("forged" + i, null), false);
			this.router.workers().sending("forged" + i + "_1", SendResult.UNROUTABLE);
		}
		this.router.transport().turn();
		for (int i = 0; i < 300; i++) {
			this.router.sendRequest("client", "echo", i, SOON);
		}

		assertThat(this.router.requests()).hasSize(300)
			.allSatisfy((frames) -> assertThat(RawPeer.text(frames[0])).isEqualTo("w_1"));
		assertThat(this.router.status().workers()).hasSizeBetween(1, 51);
	}

	@Test
	void workerKnownByHeartbeatsReceivesQueuedRequests() {
		for (int i = 0; i < 10; i++) {
			this.router.sendRequest("client", "echo", i, SOON);
		}
		heard(node("python", null), false);
		this.router.transport().turn();
		assertThat(this.router.requests()).hasSize(8);
		this.router.reply(this.router.requests().get(0));
		assertThat(this.router.requests()).hasSize(9);
		lost(node("python", null));
		assertThat(this.router.record().left()).containsExactly("python_1: it missed its heartbeats");
	}

	@Test
	void workerIsNotMissedAfterItsGoodbye() {
		this.router.announce("w_1", ANNOUNCEMENT);
		this.router.workers().incoming(SteppedRouter.frames("w_1", "", "zmqf.bye", "{}"));
		this.router.transport().turn();
		late(node("w", null));
		this.router.workers().peerGone(SteppedRouter.bytes("w_1"));
		this.router.transport().turn();
		late(node("w", null));

		assertThat(this.left).hasValue(2);
		assertThat(this.router.record().left()).containsExactly("w_1: it sent a goodbye");
	}

	@Test
	void aWorkerThatIsExpectedBackIsWaitedFor() {
		this.router.announce("w_1", ANNOUNCEMENT);
		this.router.workers().incoming(SteppedRouter.frames("w_1", "", "zmqf.bye", "{\"return_within\":30000}"));
		this.router.transport().turn();
		this.router.sendRequest("client", "echo", 1, SOON);
		this.router.pass(Duration.ofSeconds(20));
		assertThat(this.router.answers("client")).isEmpty();
		this.router.announce("w_2", ANNOUNCEMENT);
		assertThat(this.router.requests()).hasSize(1);
	}

	@Test
	void aWorkerThatIsExpectedBackIsWaitedForAfterTheGoodbyeOfAnother() {
		this.router.announce("w_1", ANNOUNCEMENT);
		this.router.announce("w_2", ANNOUNCEMENT);
		this.router.workers().incoming(SteppedRouter.frames("w_1", "", "zmqf.bye", "{\"return_within\":30000}"));
		this.router.workers().incoming(SteppedRouter.frames("w_2", "", "zmqf.bye", "{}"));
		this.router.transport().turn();
		this.router.sendRequest("client", "echo", 1, SOON);
		this.router.pass(Duration.ofSeconds(20));
		assertThat(this.router.answers("client")).isEmpty();
	}

	@Test
	void aWorkerThatIsNotBackInTimeIsWaitedForNoLonger() {
		this.router.announce("w_1", ANNOUNCEMENT);
		this.router.workers().incoming(SteppedRouter.frames("w_1", "", "zmqf.bye", "{\"return_within\":30000}"));
		this.router.transport().turn();
		this.router.sendRequest("client", "echo", 1, SOON);
		this.router.pass(Duration.ofSeconds(31));

		assertThat(this.router.answers("client")).singleElement().asString().contains("no-worker");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{", "{\"events\":{}}", "{\"events\":[1]}", "{\"events\":[\"\"]}", "{} {}" })
	void anAnnouncementThatIsNoneIsRefused(String data) {
		assertThatRefused(data);
	}

	@Test
	void anAnnouncementThatIsTooLargeIsRefused() {
		assertThatRefused("{\"events\":[\"" + "x".repeat(256) + "\"]}");
		assertThatRefused("{\"events\":[" + "\"a\",".repeat(10_000) + "\"a\"]}");
		assertThatRefused("{\"padding\":\"" + "x".repeat(1024 * 1024) + "\"}");
	}

	private void assertThatRefused(String data) {
		long before = this.router.drops().drops("zmqf-router-backend", DropReason.MALFORMED);
		this.router.announce("w_1", data);

		assertThat(this.router.status().workers()).isEmpty();
		assertThat(this.router.drops().drops("zmqf-router-backend", DropReason.MALFORMED)).isEqualTo(before + 1);
		List<byte[][]> sent = this.router.workers().sent();
		assertThat(RawPeer.text(sent.get(sent.size() - 1))).startsWith("w_1", "", "error")
			.last()
			.asString()
			.contains("malformed");
	}

	private static SteppedRouter secured() {
		CurveKeyPair keys = CurveKeyPair.generate();
		ServerSecurity clients = new ServerSecurity.Curve(keys, AuthorisedClients.of(List.of()));
		ServerSecurity workers = new ServerSecurity.Curve(KeyRing.of(keys), AuthorisedClients.of(List.of()), "worker",
				AddressRules.NONE);
		return new SteppedRouter(Nodes.ROUTER.withSecurity(clients, workers));
	}

	private void heard(Node node, boolean understandsQueries) {
		this.router.backend().heartbeats((heartbeats) -> heartbeats.heartbeatReceived(node, understandsQueries));
	}

	private void late(Node node) {
		LateNode late = new LateNode() {

			@Override
			public Node node() {
				return node;
			}

			@Override
			public void alive() {
				WorkerHeartbeatsTests.this.alive.incrementAndGet();
			}

			@Override
			public void left() {
				WorkerHeartbeatsTests.this.left.incrementAndGet();
			}

		};
		this.router.backend().heartbeats((heartbeats) -> heartbeats.late(late));
		this.router.transport().turn();
	}

	private void lost(Node node) {
		this.router.backend().heartbeats((heartbeats) -> heartbeats.lost(node));
		this.router.transport().turn();
	}

	private long questions(String worker) {
		return this.router.workers()
			.sent()
			.stream()
			.map(RawPeer::text)
			.filter((frames) -> frames.get(0).equals(worker) && frames.contains("zmqf.ready?"))
			.count();
	}

	private static Node node(String id, @Nullable ZmqPrincipal user) {
		return new Node(id, "1", NodeType.WORKER, null, user, Instant.now(), Instant.now(), 1);
	}

}
