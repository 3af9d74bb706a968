package io.zmqf.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTracing;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.zmqf.router.SteppedRouter.frames;
import static org.assertj.core.api.Assertions.assertThat;

/** The frames of streams in a router, whose peers and time are the test's. */
class RoutedStreamTests {

	private static final String HEADERS = "{\"zmqf-timeout\":\"1000\",\"zmqf-stream\":\"2\"}";

	private static final Map<String, String> STREAMS = Map.of("X-Zmqf", "cancel,stream");

	private static final RouterSettings SETTINGS = RouterSettings.of(Endpoint.parse("tcp://clients:1"),
			Endpoint.parse("tcp://workers:2"));

	private SteppedRouter router = new SteppedRouter(SETTINGS);

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.router.transport().failures()).isEmpty();
	}

	private byte[][] asked(String headers) {
		this.router.clients().peerProperties(STREAMS);
		this.router.workers().peerProperties(STREAMS);
		this.router.announce("w", "{\"events\":[\"watch\"],\"capacity\":10}");
		this.router.sendRequest("c", "watch", 1, headers);
		List<byte[][]> requests = this.router.requests();
		return requests.get(requests.size() - 1);
	}

	private void item(byte[][] request, String data) {
		this.router.workers()
			.incoming(request[0], request[1], request[2], SteppedRouter.bytes("zmqf.item"), SteppedRouter.bytes(data));
		this.router.transport().turn();
	}

	private void credit(int number, String items) {
		this.router.clients().incoming(frames("c", String.valueOf(number), "", "zmqf.credit", items));
		this.router.transport().turn();
	}

	private List<String> words(String word) {
		return this.router.workers()
			.sent()
			.stream()
			.filter((frames) -> frames.length == 5 && RawPeer.text(frames[3]).equals(word))
			.map((frames) -> RawPeer.text(frames[4]))
			.toList();
	}

	private List<String> data() {
		return this.router.answers("c").stream().map((frames) -> frames.get(3) + " " + frames.get(4)).toList();
	}

	@Test
	void itemsAndCreditPassAndTheEndEndsTheRequest() {
		byte[][] request = asked(HEADERS);
		assertThat(RawPeer.text(request[5])).contains("\"zmqf-stream\":\"2\"", "\"zmqf-timeout\":\"1000\"");
		item(request, "1");
		item(request, "2");
		credit(1, "2");
		assertThat(words("zmqf.credit")).containsExactly("2");
		item(request, "3");
		this.router.reply(request);
		assertThat(data()).containsExactly("zmqf.item 1", "zmqf.item 2", "zmqf.item 3", "watch 2");
		assertThat(this.router.status().inFlight()).isZero();
		credit(1, "2");
		assertThat(words("zmqf.credit")).containsExactly("2");
	}

	@Test
	void eachItemBeginsTheWaitForTheNext() {
		byte[][] request = asked(HEADERS);
		for (int i = 0; i < 5; i++) {
			this.router.pass(Duration.ofMillis(900));
			item(request, "1");
			credit(1, "1");
		}
		assertThat(this.router.status().inFlight()).isOne();
		this.router.pass(Duration.ofMillis(1_100));
		item(request, "late");
		assertThat(data()).hasSize(5).noneMatch((answer) -> answer.contains("late"));
	}

	@Test
	void nothingTimesOutWhileTheClientTakesNothing() {
		byte[][] request = asked(HEADERS);
		item(request, "1");
		item(request, "2");
		this.router.pass(Duration.ofMinutes(1));
		credit(1, "1");
		this.router.pass(Duration.ofMillis(900));
		item(request, "3");
		assertThat(data()).hasSize(3);
		credit(1, "1");
		this.router.pass(Duration.ofMillis(1_100));
		item(request, "late");
		assertThat(data()).hasSize(3);
	}

	@Test
	void streamTimeoutEndsItDespiteItems() {
		byte[][] request = asked("{\"zmqf-timeout\":\"1000\",\"zmqf-stream\":\"9\",\"zmqf-stream-timeout\":\"2500\"}");
		for (int i = 0; i < 3; i++) {
			item(request, "1");
			this.router.pass(Duration.ofMillis(900));
		}
		item(request, "late");
		assertThat(data()).hasSize(3).noneMatch((answer) -> answer.contains("late"));
	}

	@Test
	void workerThatSendsMoreThanItsCreditEndsTheStreamWithAnError() {
		byte[][] request = asked(HEADERS);
		item(request, "1");
		item(request, "2");
		item(request, "3");
		assertThat(data()).hasSize(3).last().asString().startsWith("error ").contains("handler-failed");
		item(request, "4");
		assertThat(data()).hasSize(3);
		assertThat(this.router.status().inFlight()).isZero();
	}

	@Test
	void lossOfTheWorkerIsAnErrorAfterTheFirstItemAlsoOfAnIdempotentRequest() {
		String idempotent = HEADERS.replace("}", ",\"zmqf-idempotent\":\"true\"}");
		byte[][] request = asked(idempotent);
		item(request, "1");
		this.router.announce("other", "{\"events\":[\"watch\"],\"capacity\":10}");
		this.router.workers().peerGone(request[0]);
		this.router.transport().turn();
		assertThat(data()).hasSize(2).last().asString().contains("worker-lost");
		assertThat(this.router.record().problems()).containsExactly(ProblemType.WORKER_LOST);
	}

	@Test
	void idempotentRequestGoesToAnotherWorkerBeforeTheFirstItem() {
		byte[][] request = asked(HEADERS.replace("}", ",\"zmqf-idempotent\":\"true\"}"));
		this.router.announce("other", "{\"events\":[\"watch\"],\"capacity\":10}");
		this.router.workers().peerGone(request[0]);
		this.router.transport().turn();
		assertThat(data()).isEmpty();
		assertThat(this.router.requests().stream().filter((frames) -> RawPeer.text(frames[0]).equals("other")))
			.hasSize(1);
	}

	@Test
	void clientThatHasNotAnnouncedStreamsIsSentOneReply() {
		this.router.workers().peerProperties(STREAMS);
		this.router.announce("w", "{\"events\":[\"watch\"],\"capacity\":10}");
		this.router.sendRequest("c", "watch", 1,
				"{\"zmqf-timeout\":\"1000\",\"zmqf-stream\":\"2\",\"zmqf-stream-timeout\":\"9\",\"own\":\"1\"}");
		byte[][] request = this.router.requests().get(0);
		assertThat(RawPeer.text(request[5])).contains("\"own\":\"1\"", "zmqf-timeout").doesNotContain("zmqf-stream");
		item(request, "1");
		this.router.reply(request);
		assertThat(data()).containsExactly("watch 2");
	}

	@Test
	void itemsForAFullClientWaitInTheirOrderAndAreNotDropped() {
		byte[][] request = asked(HEADERS);
		this.router.clients().sending("c", SendResult.FULL);
		item(request, "1");
		item(request, "2");
		this.router.reply(request);
		assertThat(data()).isEmpty();
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).containsExactly("zmqf.item 1", "zmqf.item 2", "watch 2");
		assertThat(this.router.drops().drops(Frontend.NAME)).isZero();
	}

	@Test
	void theEndForAFullClientWaitsWhereNothingElseMay() {
		this.router = new SteppedRouter(SETTINGS.withQueue(new RouterSettings.Queue(0, 0, Duration.ZERO)));
		byte[][] request = asked(HEADERS);
		this.router.clients().sending("c", SendResult.FULL);
		item(request, "1");
		this.router.reply(request);
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).containsExactly("zmqf.item 1", "watch 2");
	}

	@Test
	void creditBeforeTheFirstItemCounts() {
		byte[][] request = asked(HEADERS);
		credit(1, "3");
		assertThat(words("zmqf.credit")).containsExactly("3");
		for (int i = 1; i <= 5; i++) {
			item(request, String.valueOf(i));
		}
		assertThat(data()).hasSize(5).allMatch((answer) -> answer.startsWith("zmqf.item"));
		item(request, "6");
		assertThat(data()).last().asString().startsWith("error ");
	}

	@Test
	void creditBeforeTheFirstItemIsKnownToTheNextWorker() {
		byte[][] request = asked(HEADERS.replace("}", ",\"zmqf-idempotent\":\"true\"}"));
		this.router.workers().sending("w", SendResult.FULL);
		credit(1, "3");
		this.router.announce("other", "{\"events\":[\"watch\"],\"capacity\":10}");
		this.router.workers().peerGone(request[0]);
		this.router.transport().turn();
		byte[][] next = this.router.requests().get(1);
		assertThat(RawPeer.text(next[0])).isEqualTo("other");
		assertThat(RawPeer.text(next[5])).contains("\"zmqf-stream\":\"5\"");
		this.router.pass(Duration.ofMillis(10));
		assertThat(words("zmqf.credit")).isEmpty();
	}

	@Test
	void creditIsNeverMoreThanTheLargest() {
		byte[][] request = asked(HEADERS);
		for (int i = 0; i < 3; i++) {
			credit(1, "65535");
		}
		assertThat(words("zmqf.credit")).containsExactly("65533");
		item(request, "1");
		credit(1, "9");
		assertThat(words("zmqf.credit")).containsExactly("65533", "1");
	}

	/**
	 * A client that reads nothing may send many requests, with one envelope or with many.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void itemsOfManyStreamsTakeNoMoreMemoryThanThoseOfOne(boolean oneEnvelope) {
		this.router.transport().limitMemory(10_000);
		byte[][] request = asked(HEADERS.replace("\"2\"", "\"9\""));
		this.router.clients().sending("c", SendResult.FULL);
		for (int i = 2; i <= 9; i++) {
			this.router.sendRequest("c", "watch", oneEnvelope ? 1 : i, HEADERS);
		}
		List<byte[][]> others = this.router.requests().subList(1, 9);
		String large = "x".repeat(4_000);
		for (int i = 0; i < 9; i++) {
			item(request, large);
		}
		for (byte[][] each : others) {
			item(each, large);
		}
		assertThat(words("zmqf.cancel")).hasSize(9);
		assertThat(this.router.status().inFlight()).isZero();
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data().stream().filter((answer) -> answer.startsWith("zmqf.item"))).hasSize(3);
		assertThat(data().stream().filter((answer) -> answer.contains("too-large"))).hasSize(9);
	}

	@Test
	void streamOverTheMemoryLimitEnds() {
		this.router.transport().limitMemory(10_000);
		byte[][] request = asked(HEADERS.replace("\"2\"", "\"9\""));
		this.router.clients().sending("c", SendResult.FULL);
		String large = "x".repeat(4_000);
		item(request, large);
		item(request, large);
		assertThat(words("zmqf.cancel")).isEmpty();
		item(request, large);
		assertThat(words("zmqf.cancel")).hasSize(1);
		item(request, large);
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).hasSize(4).last().asString().startsWith("error").contains("too-large", "memory");
		assertThat(data().subList(0, 3)).containsOnly("zmqf.item " + large);
		assertThat(this.router.status().inFlight()).isZero();
	}

	@Test
	void streamWithDroppedItemsNeverCompletes() {
		this.router.transport().limitMemory(10_000);
		byte[][] request = asked(HEADERS.replace("\"2\"", "\"9\""));
		this.router.clients().sending("c", SendResult.FULL);
		for (int i = 0; i < 4; i++) {
			this.router.workers()
				.incoming(request[0], request[1], SteppedRouter.bytes(""), SteppedRouter.bytes("zmqf.item"),
						SteppedRouter.bytes("x".repeat(4_000)));
		}
		this.router.workers().incoming(request[0], request[1], request[2], request[3], SteppedRouter.bytes("0"));
		this.router.transport().turn();
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).hasSize(4).last().asString().startsWith("error").contains("too-large", "memory");
		assertThat(this.router.status().inFlight()).isZero();
	}

	@Test
	void streamOfAClientThatReadsNothingTimesOut() {
		byte[][] request = asked(HEADERS);
		item(request, "1");
		this.router.clients().sending("c", SendResult.FULL);
		item(request, "2");
		this.router.pass(Duration.ofMillis(900));
		assertThat(words("zmqf.cancel")).isEmpty();
		this.router.pass(Duration.ofMillis(200));
		assertThat(words("zmqf.cancel")).hasSize(1);
		assertThat(this.router.status().inFlight()).isZero();
		assertThat(this.router.drops().drops(Frontend.NAME)).isOne();
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).hasSize(2)
			.last()
			.asString()
			.startsWith("error")
			.contains("deadline-exceeded", "read no item");
	}

	@Test
	void nothingIsKeptForAClientThatTakesNothing() {
		byte[][] request = asked(HEADERS);
		byte[][] other = asked(HEADERS.replace("1000", "9000").replace("\"2\"", "\"9\""));
		this.router.clients().sending("c", SendResult.FULL);
		item(other, "1");
		item(request, "2");
		this.router.reply(request);
		this.router.sendRequest("c", "watch", 3, "{\"zmqf-timeout\":\"1000\"}");
		this.router.reply(this.router.requests().get(2));
		this.router.pass(Duration.ofMillis(900));
		assertThat(this.router.drops().drops(Frontend.NAME)).isZero();
		this.router.pass(Duration.ofMillis(1100));
		assertThat(this.router.drops().drops(Frontend.NAME)).as("item, end and reply").isEqualTo(3);
		assertThat(words("zmqf.cancel")).isEmpty();
		CompletableFuture<Void> flushed = this.router.frontend().flush();
		this.router.pass(Duration.ofSeconds(8));
		assertThat(words("zmqf.cancel")).hasSize(1);
		this.router.pass(Duration.ofSeconds(10));
		assertThat(flushed).isCompleted();
		assertThat(this.router.status().inFlight()).isZero();
	}

	@Test
	void theEndOfAStreamDoesNotOutliveItsItems() {
		byte[][] request = asked(HEADERS.replace("1000", "1500"));
		byte[][] other = asked(HEADERS.replace("1000", "9000"));
		this.router.clients().sending("c", SendResult.FULL);
		item(request, "1");
		item(other, "of another");
		item(request, "2");
		this.router.reply(request);
		this.router.pass(Duration.ofMillis(1100));
		this.router.pass(Duration.ofMillis(500));
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).singleElement().asString().contains("of another");
	}

	@Test
	void whyAStreamHasEndedWaitsForAsLongAsAnItem() {
		byte[][] request = asked(HEADERS.replace("1000", "1500"));
		byte[][] other = asked(HEADERS.replace("1000", "9000"));
		item(request, "1");
		this.router.clients().sending("c", SendResult.FULL);
		item(request, "2");
		item(other, "of another");
		this.router.pass(Duration.ofMillis(1550));
		this.router.pass(Duration.ofMillis(1100));
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).hasSize(3).last().asString().startsWith("error").contains("deadline-exceeded");
	}

	@Test
	void itemsWaitForAClientThatTakesOneNowAndThen() {
		byte[][] request = asked(HEADERS.replace("\"2\"", "\"9\""));
		this.router.clients().sending("c", SendResult.FULL);
		for (int i = 0; i < 9; i++) {
			item(request, String.valueOf(i));
		}
		for (int i = 0; i < 9; i++) {
			this.router.pass(Duration.ofMillis(900));
			this.router.clients().takesOnce("c");
			this.router.pass(Duration.ofMillis(10));
			assertThat(data()).hasSize(i + 1);
		}
		assertThat(words("zmqf.cancel")).isEmpty();
	}

	@Test
	void creditThatIsNoneIsIgnored() {
		asked(HEADERS);
		for (String none : List.of("0", "-1", "65536", "many", "", "99999999999999999999")) {
			credit(1, none);
		}
		assertThat(words("zmqf.credit")).isEmpty();
		assertThat(this.router.status().inFlight()).isOne();
	}

	@Test
	void workerThatHasNotAnnouncedStreamsIsSentNothingOfThem() {
		this.router.clients().peerProperties(STREAMS);
		this.router.announce("w", "{\"events\":[\"watch\"],\"capacity\":10}");
		this.router.sendRequest("c", "watch", 1,
				"{\"zmqf-timeout\":\"1000\",\"zmqf-stream\":\"2\",\"zmqf-stream-timeout\":\"9000\"}");
		this.router.sendRequest("c", "watch", 2, "{\"zmqf-stream\":\"2\"}");
		List<byte[][]> requests = this.router.requests();
		assertThat(RawPeer.text(requests.get(0)[5])).isEqualTo("{\"zmqf-timeout\":\"1000\"}");
		assertThat(requests.get(1)).hasNumberOfRows(5);
		credit(1, "2");
		this.router.reply(requests.get(0));
		assertThat(data()).containsExactly("watch 2");
		assertThat(words("zmqf.credit")).isEmpty();
	}

	@Test
	void controlMessagesOfAnotherUserWithTheSameIdentityAreIgnored() {
		this.router.clients().peerProperties(STREAMS);
		this.router.workers().peerProperties(STREAMS);
		this.router.announce("w", "{\"events\":[\"watch\"],\"capacity\":10}");
		this.router.sendRequest(new Peer("ada", Set.of(), null), "c", "watch", 1, HEADERS);
		for (Peer other : Arrays.asList(new Peer("eve", Set.of(), null), null)) {
			this.router.clients().incomingFrom(other, frames("c", "1", "", "zmqf.credit", "2"));
			this.router.clients().incomingFrom(other, frames("c", "1", "", "zmqf.cancel", "null"));
			this.router.transport().turn();
		}
		assertThat(this.router.requests()).hasSize(1);
		this.router.clients()
			.incomingFrom(new Peer("ada", Set.of(), null), frames("c", "1", "", "zmqf.cancel", "null"));
		this.router.transport().turn();
		assertThat(words("zmqf.cancel")).hasSize(1);
	}

	@Test
	void itemsOfAnotherWorkerOrForNoRequestAreDropped() {
		byte[][] request = asked(HEADERS);
		this.router.announce("thief", "{\"events\":[\"other\"],\"capacity\":10}");
		byte[][] stolen = request.clone();
		stolen[0] = SteppedRouter.bytes("thief");
		item(stolen, "forged");
		this.router.reply(request);
		item(request, "after the end");
		assertThat(data()).containsExactly("watch 2");
		assertThat(this.router.drops().drops(Backend.NAME)).isEqualTo(2);
	}

	@Test
	void streamThatIsCancelledAtAFullWorkerIsEndedBeforeItGetsAnotherRequest() {
		byte[][] request = asked(HEADERS);
		item(request, "1");
		item(request, "2");
		this.router.workers().sending("w", SendResult.FULL);
		this.router.clients().incoming(frames("c", "1", "", "zmqf.cancel", "null"));
		this.router.sendRequest("c", "watch", 2, HEADERS);
		assertThat(this.router.requests()).hasSize(1);
		this.router.workers().sending("w", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(this.router.requests()).hasSize(3);
		assertThat(this.router.requests().get(1)).isDeepEqualTo(new byte[][] { request[0], request[1], {},
				SteppedRouter.bytes("zmqf.cancel"), SteppedRouter.bytes("null") });
		assertThat(RawPeer.text(this.router.requests().get(2)[3])).isEqualTo("watch");
	}

	@Test
	void workerThatSendsTooMuchAndTakesNothingIsStoppedLater() {
		byte[][] request = asked(HEADERS);
		this.router.workers().sending("w", SendResult.FULL);
		for (int i = 0; i < 3; i++) {
			item(request, "1");
		}
		assertThat(data()).last().asString().startsWith("error ");
		this.router.workers().sending("w", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(words("zmqf.cancel")).hasSize(1);
	}

	@Test
	void otherRepliesToAClientOfStreamsWaitBehindItems() {
		byte[][] request = asked(HEADERS);
		this.router.sendRequest("c", "watch", 2, "{\"zmqf-timeout\":\"1000\"}");
		byte[][] ordinary = this.router.requests().get(1);
		item(request, "1");
		this.router.clients().sending("c", SendResult.FULL);
		this.router.reply(ordinary);
		item(request, "2");
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).containsExactly("zmqf.item 1", "watch 2", "zmqf.item 2");
		assertThat(this.router.drops().drops(Frontend.NAME)).isZero();
	}

	@Test
	void otherRepliesWaitBehindTheItemsOfAStreamThatHasEnded() {
		byte[][] request = asked(HEADERS);
		this.router.sendRequest("c", "watch", 2, "{\"zmqf-timeout\":\"1000\"}");
		this.router.clients().sending("c", SendResult.FULL);
		item(request, "1");
		this.router.reply(request);
		this.router.reply(this.router.requests().get(1));
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).containsExactly("zmqf.item 1", "watch 2", "watch 2");
		assertThat(this.router.drops().drops(Frontend.NAME)).isZero();
	}

	@Test
	void otherRepliesWaitNoLongerThanThereIsRoom() {
		long size = MessageCodec.bytes(frames("c", "2", "", "watch", "2"));
		this.router = new SteppedRouter(SETTINGS.withQueue(new RouterSettings.Queue(10, 2 * size, Duration.ZERO)));
		byte[][] request = asked(HEADERS);
		this.router.clients().sending("c", SendResult.FULL);
		item(request, "1");
		for (int i = 2; i <= 4; i++) {
			this.router.sendRequest("c", "watch", i, "{\"zmqf-timeout\":\"1000\"}");
			this.router.reply(this.router.requests().get(i - 1));
		}
		item(request, "2");
		assertThat(this.router.drops().drops(Frontend.NAME, DropReason.HIGH_WATER_MARK)).isEqualTo(2);
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).containsExactly("zmqf.item 1", "watch 2", "zmqf.item 2");
	}

	@Test
	void streamTakesTheTimeUntilItsFirstItem() {
		List<Duration> times = new ArrayList<>();
		this.router = new SteppedRouter(SETTINGS, new RequestTracing() {

			@Override
			public boolean tracesEnd(long nanos, @Nullable ProblemType problem) {
				times.add(Duration.ofNanos(nanos));
				return false;
			}

		});
		byte[][] request = asked(HEADERS);
		this.router.pass(Duration.ofMillis(300));
		item(request, "1");
		item(request, "2");
		this.router.pass(Duration.ofMinutes(1));
		this.router.reply(request);
		assertThat(times).containsExactly(Duration.ofMillis(300));
	}

	@Test
	void itemsQueuedForALostClientAreRemoved() {
		byte[][] request = asked(HEADERS);
		this.router.clients().sending("c", SendResult.FULL);
		item(request, "1");
		this.router.clients().peerGone(SteppedRouter.bytes("c"));
		this.router.transport().turn();
		assertThat(words("zmqf.cancel")).hasSize(1);
		this.router.clients().sending("c", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(data()).isEmpty();
		assertThat(this.router.status().inFlight()).isZero();
	}

	@Test
	void creditForAFullWorkerIsSentLater() {
		byte[][] request = asked(HEADERS);
		item(request, "1");
		item(request, "2");
		this.router.workers().sending("w", SendResult.FULL);
		credit(1, "1");
		credit(1, "1");
		assertThat(words("zmqf.credit")).isEmpty();
		this.router.workers().sending("w", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(words("zmqf.credit")).containsExactly("2");
	}

}
