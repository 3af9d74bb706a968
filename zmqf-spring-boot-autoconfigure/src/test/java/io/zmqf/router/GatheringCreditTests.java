package io.zmqf.router;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.zmqf.router.SteppedRouter.frames;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request to all workers whose replies are requested by credit, with a stepped router.
 */
class GatheringCreditTests {

	private static final String HEADERS = "{\"zmqf-timeout\":\"1000\",\"zmqf-to\":\"all\",\"zmqf-stream\":\"2\",\"zmqf-stream-timeout\":\"9000\"}";

	private static final RouterSettings SETTINGS = RouterSettings.of(Endpoint.parse("tcp://clients:1"),
			Endpoint.parse("tcp://workers:2"));

	private SteppedRouter router = new SteppedRouter(SETTINGS);

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.router.transport().failures()).isEmpty();
	}

	private List<byte[][]> asked(String headers, String capabilities) {
		this.router.clients().peerProperties(Map.of("X-Zmqf", capabilities));
		this.router.workers().peerProperties(Map.of("X-Zmqf", "cancel,stream,all"));
		for (int i = 1; i <= 4; i++) {
			this.router.announce("w" + i, "{\"events\":[\"count\"],\"capacity\":10}");
		}
		this.router.sendRequest("c", "count", 1, headers);
		return this.router.requests();
	}

	private void credit(String answers) {
		this.router.clients().incoming(frames("c", "1", "", "zmqf.credit", answers));
		this.router.transport().turn();
	}

	private List<String> events() {
		return this.router.answers("c").stream().map((frames) -> frames.get(3)).toList();
	}

	private String end() {
		List<List<String>> answers = this.router.answers("c");
		return answers.get(answers.size() - 1).get(4);
	}

	@Test
	void creditCountsForTheAnswersOfAllTogether() {
		List<byte[][]> parts = asked(HEADERS, "cancel,stream,all");
		assertThat(parts).hasSize(4)
			.allSatisfy(
					(part) -> assertThat(RawPeer.text(part[5])).contains("zmqf-timeout").doesNotContain("zmqf-stream"));
		parts.forEach(this.router::reply);
		assertThat(events()).containsExactly("zmqf.item", "zmqf.item");
		credit("0");
		assertThat(events()).hasSize(2);
		credit("1");
		assertThat(events()).hasSize(3);
		credit("5");
		assertThat(events()).hasSize(5).last().isEqualTo("count");
		assertThat(end()).contains("\"missing\":[]");
		assertThat(this.router.status().inFlight()).isZero();
		credit("5");
		assertThat(events()).hasSize(5);
	}

	@Test
	void answersWithoutCreditAtTheDeadlineAreMissing() {
		List<byte[][]> parts = asked(HEADERS, "cancel,stream,all");
		parts.subList(0, 3).forEach(this.router::reply);
		this.router.pass(Duration.ofSeconds(1));
		assertThat(events()).containsExactly("zmqf.item", "zmqf.item", "count");
		assertThat(end()).contains("\"missing\":[\"w4\",\"w3\"]");
	}

	@Test
	void cancellationForgetsAnswersThatWait() {
		List<byte[][]> parts = asked(HEADERS, "cancel,stream,all");
		parts.subList(0, 3).forEach(this.router::reply);
		this.router.clients().incoming(frames("c", "1", "", "zmqf.cancel", "null"));
		this.router.transport().turn();
		credit("9");
		this.router.pass(Duration.ofSeconds(2));
		assertThat(events()).containsExactly("zmqf.item", "zmqf.item");
		assertThat(RawPeer.text(this.router.requests().get(4)[3])).isEqualTo("zmqf.cancel");
	}

	@Test
	void answersWaitWithinTheLimitOfTheQueue() {
		this.router = new SteppedRouter(
				SETTINGS.withQueue(new RouterSettings.Queue(10, 400 + 4 * Gathering.PART_BYTES, Duration.ZERO)));
		List<byte[][]> parts = asked(HEADERS, "cancel,stream,all");
		parts.forEach(this.router::reply);
		credit("9");
		assertThat(events()).hasSizeBetween(3, 4).last().isEqualTo("count");
		assertThat(end()).containsPattern("\"missing\":\\[\"w[34]\"");
		parts = asked(HEADERS.replace("\"2\"", "\"9\""), "cancel,stream,all");
		parts.subList(parts.size() - 4, parts.size()).forEach(this.router::reply);
		assertThat(end()).contains("\"missing\":[]");
	}

	/**
	 * A request has as many parts as there are workers, and a client can use only its
	 * share of the queue.
	 */
	@Test
	void partsCountForTheLimitOfTheQueue() {
		int room = 10 * 4 * Gathering.PART_BYTES;
		this.router = new SteppedRouter(SETTINGS.withQueue(new RouterSettings.Queue(1000, room, Duration.ZERO)));
		asked(HEADERS, "cancel,stream,all");
		for (int i = 2; i <= 20; i++) {
			this.router.sendRequest("c", "count", i, HEADERS);
		}
		assertThat(this.router.answers("c")).hasSizeBetween(15, 17)
			.allSatisfy((answer) -> assertThat(answer.get(4)).contains("urn:zmqf:busy"));
		for (int i = 0; i < 3; i++) {
			this.router.sendRequest("d" + i, "count", 1, HEADERS);
			assertThat(this.router.answers("d" + i)).isEmpty();
		}
		this.router.pass(Duration.ofSeconds(1));
		this.router.sendRequest("c", "count", 21, HEADERS);
		assertThat(this.router.answers("c")).hasSize(20);
	}

	@Test
	void answersThatOneClientDoesNotTakeLeaveRoomForThoseOfAnother() {
		this.router = new SteppedRouter(SETTINGS.withQueue(new RouterSettings.Queue(100, 20_000, Duration.ZERO)));
		List<byte[][]> parts = asked(HEADERS.replace("\"2\"", "\"1\""), "cancel,stream,all");
		for (byte[][] part : parts) {
			this.router.workers().incoming(part[0], part[1], part[2], part[3], SteppedRouter.bytes("1".repeat(6_000)));
			this.router.transport().turn();
		}
		this.router.sendRequest("d", "count", 1, HEADERS);
		assertThat(this.router.answers("d")).isEmpty();
		credit("9");
		assertThat(end()).containsPattern("\"missing\":\\[\"w[34]\"");
		List<byte[][]> others = this.router.requests();
		others.subList(others.size() - 4, others.size()).forEach(this.router::reply);
		assertThat(this.router.answers("d")).hasSize(2);
	}

	@Test
	void withoutTheHeaderAnswersComeAsTheyAre() {
		asked(HEADERS.replace(",\"zmqf-stream\":\"2\",\"zmqf-stream-timeout\":\"9000\"", ""), "cancel,all")
			.forEach(this.router::reply);
		assertThat(events()).hasSize(5);
	}

	@Test
	void clientWithoutStreamsReceivesRepliesWithoutCredit() {
		asked(HEADERS, "cancel,all").forEach(this.router::reply);
		assertThat(events()).hasSize(5);
	}

	@Test
	void clientWithoutRequestsToAllReceivesTheStreamOfOneWorker() {
		List<byte[][]> requests = asked(HEADERS, "cancel,stream");
		assertThat(requests).hasSize(1);
		assertThat(RawPeer.text(requests.get(0)[5])).contains("\"zmqf-stream\":\"2\"");
		this.router.reply(requests.get(0));
		assertThat(events()).containsExactly("count");
	}

	@Test
	void answersForAClientOfStreamsWaitBehindItsItems() {
		this.router.workers().peerProperties(Map.of("X-Zmqf", "cancel,stream,all"));
		this.router.clients().peerProperties(Map.of("X-Zmqf", "cancel,stream,all"));
		this.router.announce("s", "{\"events\":[\"watch\"],\"capacity\":10}");
		this.router.sendRequest("c", "watch", 9, "{\"zmqf-stream\":\"2\"}");
		byte[][] stream = this.router.requests().get(0);
		List<byte[][]> parts = asked(HEADERS.replace(",\"zmqf-stream\":\"2\"", ""), "cancel,stream,all");
		this.router.clients().sending("c", SendResult.FULL);
		this.router.workers()
			.incoming(stream[0], stream[1], stream[2], SteppedRouter.bytes("zmqf.item"), SteppedRouter.bytes("1"));
		this.router.transport().turn();
		parts.subList(1, 5).forEach(this.router::reply);
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(events()).containsExactly("zmqf.item", "zmqf.item", "zmqf.item", "zmqf.item", "zmqf.item", "count");
		assertThat(this.router.drops().drops(Frontend.NAME)).isZero();
	}

}
