package io.zmqf.router;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.zmqf.message.Capabilities;
import io.zmqf.message.Events;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A router with cancelled requests. */
class CancelledRequestsTests {

	private static final String ONE_PLACE = "{\"events\":[\"report\"],\"capacity\":1}";

	private static final String A_MINUTE = "{\"zmqf-timeout\":\"60000\"}";

	private final SteppedRouter router = new SteppedRouter(Nodes.ROUTER);

	CancelledRequestsTests() {
		this.router.workers().peerProperties(Capabilities.OWN.properties());
	}

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.router.transport().failures()).isEmpty();
	}

	@Test
	void requestInFlightIsCancelledAtItsWorkerAndFreesItsSlot() {
		this.router.announce("worker", ONE_PLACE);
		this.router.sendRequest("client", "report", 1, A_MINUTE);
		this.router.sendRequest("client", "report", 2, A_MINUTE);
		assertThat(requests()).hasSize(1);
		cancel("client", 1);
		List<List<String>> sent = requests();
		assertThat(sent).hasSize(3);
		assertThat(this.router.requests().get(1)).isDeepEqualTo(word(0));
		assertThat(sent.get(2)).contains("report");
		assertThat(this.router.status().inFlight()).isOne();
		assertThat(this.router.record().abandoned()).isOne();
	}

	@Test
	void replyThatCrossesTheCancellationIsDroppedAndCounted() {
		this.router.announce("worker", ONE_PLACE);
		this.router.sendRequest("client", "report", 1, A_MINUTE);
		cancel("client", 1);
		this.router.reply(this.router.requests().get(0));
		assertThat(this.router.answers("client")).isEmpty();
		assertThat(this.router.drops().drops(Backend.NAME, DropReason.LATE_REPLY)).isOne();
	}

	@Test
	void aReplyToARouterBeforeThisOneIsDroppedAndNotAnswered() {
		this.router.workers().incoming(SteppedRouter.frames("unknown", "8 bytes.", "", "report", "1"));
		this.router.transport().turn();
		assertThat(this.router.workers().sent()).isEmpty();
		assertThat(this.router.drops().drops(Backend.NAME, DropReason.LATE_REPLY)).isOne();
		assertThat(this.router.drops().misdirected()).isEmpty();
	}

	@Test
	void aRequestThatWaitsIsForgotten() {
		this.router.announce("worker", ONE_PLACE);
		this.router.sendRequest("client", "report", 1, A_MINUTE);
		this.router.sendRequest("client", "report", 2, A_MINUTE);
		cancel("client", 2);
		assertThat(this.router.status().waiting()).isZero();
		assertThat(requests()).hasSize(1);
		this.router.reply(this.router.requests().get(0));
		assertThat(requests()).hasSize(1);
		assertThat(this.router.answers("client")).hasSize(1);
	}

	@Test
	void workerWithoutSupportKeepsTheSlotUntilItsReply() {
		this.router.workers().peerProperties(Map.of());
		this.router.announce("worker", ONE_PLACE);
		this.router.sendRequest("client", "report", 1, A_MINUTE);
		this.router.sendRequest("client", "report", 2, A_MINUTE);
		cancel("client", 1);
		assertThat(requests()).hasSize(1);
		this.router.reply(this.router.requests().get(0));
		assertThat(requests()).hasSize(2).noneMatch((frames) -> frames.contains(Events.CANCEL));
		assertThat(this.router.drops().drops(Backend.NAME, DropReason.LATE_REPLY)).isOne();
		assertThat(this.router.answers("client")).isEmpty();
	}

	@Test
	void fullWorkerReceivesTheCancellationBeforeItsNextRequest() {
		this.router.announce("worker", ONE_PLACE);
		this.router.sendRequest("client", "report", 1, A_MINUTE);
		this.router.workers().sending("worker", SendResult.FULL);
		cancel("client", 1);
		cancel("client", 1);
		this.router.sendRequest("client", "report", 2, A_MINUTE);
		this.router.pass(Duration.ofMillis(100));
		assertThat(requests()).hasSize(1);
		this.router.workers().sending("worker", SendResult.SENT);
		this.router.pass(Duration.ofMillis(10));
		assertThat(requests()).hasSize(3);
		assertThat(this.router.requests().get(1)).isDeepEqualTo(word(0));
		assertThat(requests().get(2)).contains("report");
	}

	@Test
	void cancellationForALostWorkerIsDropped() {
		this.router.announce("worker", ONE_PLACE);
		this.router.sendRequest("client", "report", 1, A_MINUTE);
		this.router.workers().sending("worker", SendResult.FULL);
		cancel("client", 1);
		this.router.workers().peerGone(SteppedRouter.bytes("worker"));
		this.router.transport().turn();
		this.router.workers().sending("worker", SendResult.SENT);
		this.router.announce("worker", ONE_PLACE);
		this.router.pass(Duration.ofMillis(10));
		assertThat(requests()).hasSize(1);
	}

	@Test
	void theRequestsOfALostClientAreCancelled() {
		this.router.announce("worker", "{\"events\":[\"report\"],\"capacity\":2}");
		this.router.sendRequest("client", "report", 1, A_MINUTE);
		this.router.sendRequest("client", "report", 2, A_MINUTE);
		this.router.clients().peerGone(SteppedRouter.bytes("client"));
		this.router.transport().turn();
		assertThat(requests()).hasSize(4);
		assertThat(this.router.requests().subList(2, 4))
			.allMatch((frames) -> RawPeer.text(frames[3]).equals(Events.CANCEL));
		assertThat(this.router.status().workers().get(0).inFlight()).isZero();
	}

	@Test
	void atTheDeadlineThePlaceIsFreeWithoutAWord() {
		this.router.announce("worker", ONE_PLACE);
		this.router.sendRequest("client", "report", 1, "{\"zmqf-timeout\":\"100\"}");
		this.router.sendRequest("client", "report", 2, A_MINUTE);
		this.router.pass(Duration.ofMillis(100));
		assertThat(requests()).hasSize(2).noneMatch((frames) -> frames.contains(Events.CANCEL));
	}

	@Test
	void workerReceivesTheCancellationOfTheRoutersDeadline() {
		this.router.announce("worker", ONE_PLACE);
		this.router.clients().incoming(SteppedRouter.frames("client", "1", "", "report", "1"));
		this.router.transport().turn();
		this.router.sendRequest("client", "report", 2, A_MINUTE);
		this.router.pass(Duration.ofSeconds(30));
		assertThat(this.router.answers("client").get(0).toString()).contains("deadline-exceeded");
		assertThat(requests()).hasSize(3);
		assertThat(this.router.requests().get(1)).isDeepEqualTo(word(0));
		assertThat(requests().get(2)).contains("report");
	}

	@Test
	void aWorkerThatIsNotKnownToStopByItselfKeepsThePlaceAfterTheDeadline() {
		this.router.workers().peerProperties(Map.of());
		this.router.announce("worker", ONE_PLACE);
		this.router.sendRequest("client", "report", 1, "{\"zmqf-timeout\":\"100\"}");
		this.router.sendRequest("client", "report", 2, A_MINUTE);
		this.router.pass(Duration.ofMillis(100));
		assertThat(requests()).hasSize(1);
	}

	@Test
	void cancellationOfAnUnknownRequestIsIgnored() {
		this.router.announce("worker", ONE_PLACE);
		cancel("stranger", 1);
		this.router.sendRequest("client", "report", 1, A_MINUTE);
		cancel("client", 2);
		cancel("stranger", 1);
		this.router.reply(this.router.requests().get(0));
		cancel("client", 1);
		assertThat(requests()).hasSize(1);
		assertThat(this.router.answers("client")).hasSize(1);
		assertThat(this.router.answers("stranger")).isEmpty();
	}

	private void cancel(String client, int number) {
		this.router.clients().incoming(SteppedRouter.frames(client, String.valueOf(number), "", Events.CANCEL, "null"));
		this.router.transport().turn();
	}

	private byte[][] word(int request) {
		byte[][] asked = this.router.requests().get(request);
		byte[][] word = Arrays.copyOf(asked, 5);
		word[3] = SteppedRouter.bytes(Events.CANCEL);
		word[4] = SteppedRouter.bytes("null");
		return word;
	}

	private List<List<String>> requests() {
		return this.router.requests().stream().map(RawPeer::text).toList();
	}

}
