package io.zmqf.interop;

import java.util.Arrays;
import java.util.function.LongSupplier;

import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import io.zmqf.router.Router;
import io.zmqf.support.HostileFrames;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each bound socket gets frames that keep to no protocol: every message is answered or
 * counted, nothing gets out of a loop, and the next good request is answered.
 */
class HostileFramesTests {

	private static final int MESSAGES = 20_000;

	private static final String FRONTEND = "zmqf-router-frontend";

	private static final String BACKEND = "zmqf-router-backend";

	private static final DropReason[] UNREADABLE = { DropReason.MALFORMED, DropReason.LATE_REPLY };

	private static final DropReason[] ANY = { DropReason.MALFORMED, DropReason.LATE_REPLY, DropReason.MISDIRECTED };

	private final Nodes nodes = new Nodes();

	private int answered;

	private int malformed;

	private int probes;

	private int goodbyes;

	private int announcements;

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void serverAnswersOrCountsEveryMessage() {
		Endpoint server = this.nodes.echoServer("s").endpoints().get(0);
		RequestClient client = this.nodes.client(server);
		attack(server, 1, () -> this.answered + this.nodes.record().drops("zmqf-server", UNREADABLE));
		assertAnswered(client);
	}

	@Test
	void routerAnswersOrCountsEveryMessageOfAClient() {
		Router router = this.nodes.router(Nodes.ROUTER);
		this.nodes.echoWorker("w", router.backend());
		this.nodes.workers().awaitJoined(1);
		RequestClient client = this.nodes.client(router.frontend());
		attack(router.frontend(), 2, () -> this.answered + this.nodes.record().drops(FRONTEND, UNREADABLE)
				+ this.nodes.record().drops(BACKEND, UNREADABLE));
		assertAnswered(client);
	}

	@Test
	void routerCountsEveryMessageOfAWorkerThatItCannotUse() {
		Router router = this.nodes.router(Nodes.ROUTER);
		this.nodes.echoWorker("w", router.backend());
		this.nodes.workers().awaitJoined(1);
		RequestClient client = this.nodes.client(router.frontend());
		attack(router.backend(), 3, 1,
				() -> this.answered - this.malformed + this.nodes.record().drops(BACKEND, UNREADABLE));
		int left = this.nodes.workers().left().size();
		assertThat(this.nodes.workers().joined()).hasSizeGreaterThan(left);
		assertAnswered(client);
	}

	@Test
	void proxyCountsEveryMessageOfAWorkerThatItCannotUse() {
		Router router = this.nodes.router(Nodes.ROUTER.asProxy());
		this.nodes.echoWorker("w", router.backend());
		RequestClient client = this.nodes.client(router.frontend());
		attack(router.backend(), 4, 2,
				() -> this.announcements + this.goodbyes + this.nodes.record().drops(BACKEND, ANY));
		assertAnswered(client);
	}

	private void attack(Endpoint endpoint, long seed, LongSupplier outcomes) {
		attack(endpoint, seed, 0, outcomes);
	}

	private void attack(Endpoint endpoint, long seed, int probeFrames, LongSupplier outcomes) {
		HostileFrames hostile = new HostileFrames(seed);
		try (RawPeer peer = this.nodes.dealer(endpoint, null)) {
			for (int i = 0; i < MESSAGES; i++) {
				Object[] frames = hostile.next();
				peer.send(frames);
				this.probes += HostileFrames.isProbe(frames, probeFrames) ? 1 : 0;
				this.goodbyes += HostileFrames.isControl(frames, "zmqf.bye") ? 1 : 0;
				this.announcements += HostileFrames.isControl(frames, "zmqf.ready") ? 1 : 0;
				if (i % 50 == 0) {
					hear(peer, 0);
				}
			}
			await().until(() -> {
				hear(peer, 10);
				return outcomes.getAsLong() + this.probes >= MESSAGES;
			});
			hear(peer, 50);
			assertThat(outcomes.getAsLong() + this.probes).isEqualTo(MESSAGES);
		}
	}

	private void hear(RawPeer peer, int millis) {
		for (byte[][] frames; (frames = peer.receive(millis)) != null;) {
			this.answered++;
			this.malformed += isMalformed(frames) ? 1 : 0;
		}
	}

	private static boolean isMalformed(byte[][] frames) {
		return Arrays.stream(frames).anyMatch((frame) -> RawPeer.text(frame).contains(ProblemType.MALFORMED.uri()));
	}

	/** The attacker, which may have registered as a worker, has disconnected by then. */
	private static void assertAnswered(RequestClient client) {
		await().ignoreExceptions().until(() -> {
			JsonNode reply = client.event("echo")
				.data("again")
				.timeout(java.time.Duration.ofSeconds(1))
				.request(JsonNode.class);
			return reply != null && "again".equals(reply.path("echo").asString());
		});
	}

}
