package io.zmqf.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.Capabilities;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The pipelined client, its loops stepped and its clock set by the test. */
class PipelinedClientTests {

	private static final Endpoint FIRST = Endpoint.parse("tcp://first:1");

	private static final Endpoint SECOND = Endpoint.parse("tcp://second:2");

	private final RecordingListener listener = new RecordingListener();

	private final SteppedTransport transport = new SteppedTransport(this.listener);

	private RequestClient client = client(FIRST);

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
	}

	@Test
	void aRequestTimesOutWhenItsTimeIsUpAndNotBefore() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofMillis(100));
		pass(Duration.ofMillis(100).minusNanos(1));
		assertThat(reply).isNotDone();
		pass(Duration.ofNanos(1));
		assertThat(failure(reply)).isInstanceOfSatisfying(ZmqTimeoutException.class, (ex) -> {
			assertThat(ex.isSent()).isTrue();
			assertThat(ex.getTimeout()).isEqualTo(Duration.ofMillis(100));
			assertThat(ex.getEvent()).isEqualTo("echo");
			assertThat(ex.getEndpoint()).isEqualTo("tcp://first:1");
		});
		assertThat(load()).isZero();
	}

	@Test
	void aRequestThatNeverHadAConnectionTimesOutAsNotSent() {
		CompletableFuture<?> reply = request(Duration.ofMillis(100));
		pass(Duration.ofMillis(100));
		assertThat(failure(reply)).isInstanceOfSatisfying(ZmqTimeoutException.class,
				(ex) -> assertThat(ex.isSent()).isFalse());
		assertThat(load()).isZero();
		connect(0);
		assertThat(socket(0).sent()).isEmpty();
	}

	@Test
	void expiredRequestIsNotSent() {
		connect(0);
		CompletableFuture<?> reply = this.client.event("echo").timeout(Duration.ofMillis(5)).requestAsync(String.class);
		pass(Duration.ofMillis(5));
		assertThat(failure(reply)).isInstanceOf(ZmqTimeoutException.class);
		assertThat(socket(0).sent()).isEmpty();
		assertThat(load()).isZero();
	}

	@Test
	void anEndlessTimeoutWaitsForItsReply() {
		connect(0);
		CompletableFuture<?> reply = request(java.time.temporal.ChronoUnit.FOREVER.getDuration());
		pass(Duration.ofDays(400));
		assertThat(reply).isNotDone();
		answer(0, 0, "\"late\"");
		assertThat(reply.getNow(null)).isEqualTo("late");
	}

	@Test
	void silentPeerWithoutRequestsIsDisconnected() {
		connect(0);
		heard();
		passSeconds(29);
		assertThat(this.transport.sockets(0)).hasSize(1);
		passSeconds(20);
		assertThat(this.transport.sockets(0)).hasSize(2);
	}

	@Test
	void silentPeerIsDisconnectedAfterATimeout() {
		connect(0);
		CompletableFuture<?> patient = request(Duration.ofHours(1));
		heard();
		passSeconds(600); // it may be unable to read for now
		assertThat(this.transport.sockets(0)).hasSize(1);
		CompletableFuture<?> timedOut = request(Duration.ofSeconds(5));
		passSeconds(60);
		assertThat(failure(timedOut)).isInstanceOf(ZmqTimeoutException.class);
		assertThat(this.transport.sockets(0)).hasSize(2);
		assertThat(failure(patient)).isInstanceOf(ZmqConnectionException.class);
		assertThat(load()).isZero();
	}

	@Test
	void peerIsKeptAfterAPauseOfThisProcess() {
		connect(0);
		heard();
		pass(Duration.ofMinutes(5));
		passSeconds(20);
		assertThat(this.transport.sockets(0)).hasSize(1);
	}

	@Test
	void aPeerThatNeverAnswersAPingIsKept() {
		connect(0);
		passSeconds(600);
		assertThat(this.transport.sockets(0)).hasSize(1);
	}

	private void heard() {
		passSeconds(10);
		socket(0).heard(this.transport.clock().getAsLong());
	}

	private void passSeconds(int seconds) {
		for (int i = 0; i < seconds; i++) {
			pass(Duration.ofSeconds(1));
		}
	}

	@Test
	void aRequestMadeBeforeThePeerIsThereIsSentWhenItComes() {
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		assertThat(socket(0).sent()).isEmpty();
		pass(Duration.ofMillis(999));
		connect(0);
		answer(0, 0, "\"here\"");
		assertThat(reply.getNow(null)).isEqualTo("here");
		assertThat(load()).isZero();
	}

	@Test
	void waitingRequestsAreSentInTheirOrder() {
		List<CompletableFuture<?>> replies = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			replies.add(this.client.requestAsync("echo", i, Integer.class));
		}
		connect(0);
		for (int i = 0; i < 20; i++) {
			assertThat(sent(0, i).data()).asString().isEqualTo(Integer.toString(i));
		}
		assertThat(replies).noneMatch(CompletableFuture::isDone);
	}

	@Test
	void repliesInAnyOrderFindTheirRequests() {
		connect(0);
		List<CompletableFuture<?>> replies = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			replies.add(this.client.requestAsync("echo", i, Integer.class));
		}
		this.transport.turn();
		for (int i = 299; i >= 0; i--) {
			answer(0, i, new String(sent(0, i).data()));
		}
		for (int i = 0; i < 300; i++) {
			assertThat(replies.get(i).getNow(null)).isEqualTo(i);
		}
	}

	@Test
	void theTimeThatIsLeftTravelsWithTheRequest() {
		request(Duration.ofSeconds(1));
		pass(Duration.ofMillis(300));
		connect(0);
		assertThat(sent(0, 0).headers()).containsExactly(Map.entry(Headers.TIMEOUT, "700"));
	}

	@Test
	void headersTravelWithTheRequestAndItsIdempotence() {
		connect(0);
		this.client.event("echo")
			.header("tenant", "süd")
			.timeout(Duration.ofMillis(1500))
			.idempotent()
			.requestAsync(String.class);
		this.transport.turn();
		assertThat(sent(0, 0).headers()).containsOnly(Map.entry("tenant", "süd"), Map.entry(Headers.TIMEOUT, "1500"),
				Map.entry(Headers.IDEMPOTENT, "true"));
	}

	@Test
	void aCancelledRequestFreesItsSlotAndItsLateReplyIsCounted() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		assertThat(load()).isOne();
		reply.cancel(false);
		this.transport.turn();
		assertThat(load()).isZero();
		answer(0, 0, "\"late\"");
		assertThat(reply).isCancelled();
		assertThat(this.listener.drops()).containsExactly(DropReason.LATE_REPLY);
		pass(Duration.ofSeconds(2));
		assertThat(load()).isZero();
	}

	@Test
	void aRequestThatIsCancelledWhileItWaitsIsNeverSent() {
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		reply.cancel(true);
		connect(0);
		assertThat(socket(0).sent()).isEmpty();
		assertThat(load()).isZero();
	}

	@Test
	void aReplyAfterTheTimeoutIsCountedAndDropped() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofMillis(10));
		pass(Duration.ofMillis(10));
		answer(0, 0, "\"late\"");
		assertThat(failure(reply)).isInstanceOf(ZmqTimeoutException.class);
		assertThat(this.listener.drops()).containsExactly(DropReason.LATE_REPLY);
		assertThat(this.listener.uncorrelatedPeers()).isEmpty();
	}

	@Test
	void aSecondReplyToOneRequestIsCountedAndDropped() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		answer(0, 0, "\"first\"");
		answer(0, 0, "\"second\"");
		assertThat(reply.getNow(null)).isEqualTo("first");
		assertThat(this.listener.drops()).containsExactly(DropReason.LATE_REPLY);
		assertThat(load()).isZero();
	}

	@Test
	void replyWithoutCorrelationIsReportedOnceAndCountedEachTime() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		for (int i = 0; i < 3; i++) {
			socket(0).incoming(MessageCodec.encode(new Message("echo", json("\"guess\""))));
		}
		this.transport.turn();
		assertThat(reply).isNotDone();
		assertThat(this.listener.uncorrelatedPeers()).containsExactly("tcp://first:1");
		assertThat(this.listener.drops()).hasSize(3).containsOnly(DropReason.UNCORRELATED_REPLY);
	}

	@Test
	void afterACorrelatedReplyAnUncorrelatedOneIsOnlyCounted() {
		connect(0);
		request(Duration.ofSeconds(1));
		answer(0, 0, "1");
		socket(0).incoming(MessageCodec.encode(new Message("echo", json("1"))));
		this.transport.turn();
		assertThat(this.listener.uncorrelatedPeers()).isEmpty();
		assertThat(this.listener.drops()).containsExactly(DropReason.UNCORRELATED_REPLY);
	}

	@Test
	void lostConnectionFailsSentRequestsUnlessIdempotent() {
		connect(0);
		CompletableFuture<?> once = request(Duration.ofSeconds(1));
		CompletableFuture<?> again = this.client.event("echo").idempotent().requestAsync(String.class);
		this.transport.turn();
		socket(0).peerGone();
		this.transport.turn();
		assertThat(failure(once)).isInstanceOf(ZmqConnectionException.class).hasMessageContaining("tcp://first:1");
		assertThat(again).isNotDone();
		assertThat(load()).isOne();
		connectAfterBackOff(0);
		assertThat(socket(0).sent()).hasSize(1);
		answer(0, 0, "\"second\"");
		assertThat(again.getNow(null)).isEqualTo("second");
		assertThat(load()).isZero();
	}

	@Test
	void anIdempotentRequestThatALostPeerHadTimesOutAsSent() {
		connect(0);
		CompletableFuture<?> reply = this.client.event("echo").idempotent().requestAsync(String.class);
		this.transport.turn();
		socket(0).peerGone();
		pass(ClientSettings.DEFAULT_TIMEOUT);
		assertThat(failure(reply)).isInstanceOfSatisfying(ZmqTimeoutException.class,
				(ex) -> assertThat(ex.isSent()).isTrue());
	}

	/**
	 * The request may be the cause: peers close the connection on a message that they
	 * reject.
	 */
	@Test
	void anIdempotentRequestIsNotSentForEverIfItsConnectionIsLostEachTime() {
		connect(0);
		CompletableFuture<?> reply = this.client.event("echo")
			.idempotent()
			.timeout(Duration.ofMinutes(1))
			.requestAsync(String.class);
		this.transport.turn();
		for (int loss = 1; loss < 3; loss++) {
			socket(0).peerGone();
			this.transport.turn();
			assertThat(reply).isNotDone();
			connectAfterBackOff(0);
			assertThat(socket(0).sent()).hasSize(1);
		}
		socket(0).peerGone();
		this.transport.turn();
		assertThat(failure(reply)).isInstanceOfSatisfying(ZmqConnectionException.class,
				(ex) -> assertThat(ex.isRepeatable()).isFalse());
		assertThat(load()).isZero();
	}

	@Test
	void theProbeOfAPeerIsLeftAlone() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		socket(0).incoming(new byte[0]);
		answer(0, 0, "\"after the probe\"");
		assertThat(reply.getNow(null)).isEqualTo("after the probe");
		assertThat(this.listener.drops()).isEmpty();
		assertThat(this.listener.uncorrelatedPeers()).isEmpty();
	}

	@Test
	void repliesBeforeALossAreRead() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		answer(0, 0, "\"last words\"", () -> {
			socket(0).disconnected();
			socket(0).peerGone();
		});
		assertThat(reply.getNow(null)).isEqualTo("last words");
	}

	@Test
	void aRefusedConnectionKeepsItsRequestsForTheNextOne() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofMinutes(1));
		ScriptedSocket refused = socket(0);
		refused.refused();
		this.transport.turn();
		assertThat(reply).isNotDone();
		assertThat(load()).isOne();
		connectAfterBackOff(0);
		assertThat(socket(0)).isNotSameAs(refused);
		assertThat(socket(0).sent()).hasSize(1);
		answer(0, 0, "\"accepted\"");
		assertThat(reply.getNow(null)).isEqualTo("accepted");
	}

	@Test
	void aFullConnectionHoldsItsRequestsUntilItTakesMessagesAgain() {
		connect(0);
		socket(0).takes(false);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		assertThat(socket(0).sent()).isEmpty();
		socket(0).takes(true);
		this.transport.turn();
		assertThat(socket(0).sent()).hasSize(1);
		answer(0, 0, "1");
		assertThat(reply).isDone();
	}

	@Test
	void severalAddressesShareTheRequests() {
		this.client = client(FIRST, SECOND);
		connect(0);
		connect(1);
		for (int i = 0; i < 40; i++) {
			request(Duration.ofSeconds(1));
		}
		assertThat(socket(0).sent()).hasSize(20);
		assertThat(socket(1).sent()).hasSize(20);
	}

	@Test
	void requestsGoToTheAddressThatIsConnected() {
		this.client = client(FIRST, SECOND);
		connect(1);
		for (int i = 0; i < 10; i++) {
			request(Duration.ofSeconds(1));
		}
		assertThat(socket(0).sent()).isEmpty();
		assertThat(socket(1).sent()).hasSize(10);
	}

	@Test
	void requestsThatWaitGoToTheFirstAddressThatIsConnected() {
		this.client = client(FIRST, SECOND);
		for (int i = 0; i < 10; i++) {
			request(Duration.ofSeconds(1));
		}
		connect(1);
		assertThat(socket(1).sent()).hasSize(10);
		assertThat(load()).isEqualTo(10);
	}

	@Test
	void idempotentRequestsOfALostAddressGoToTheOther() {
		this.client = client(FIRST, SECOND);
		connect(0);
		CompletableFuture<?> reply = this.client.event("echo").idempotent().requestAsync(String.class);
		this.transport.turn();
		connect(1);
		socket(0).peerGone();
		this.transport.turn();
		answer(1, 0, "\"other\"");
		assertThat(reply.getNow(null)).isEqualTo("other");
		assertThat(load()).isZero();
	}

	@Test
	void requestsMadeWhileAnAddressIsBeingLostGoToTheOther() {
		this.client = client(FIRST, SECOND);
		connect(0);
		connect(1);
		List<CompletableFuture<?>> replies = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			replies.add(this.client.requestAsync("echo", i, Integer.class));
		}
		socket(0).disconnected();
		List<CompletableFuture<?>> later = new ArrayList<>();
		for (int i = 10; i < 20; i++) {
			later.add(this.client.requestAsync("echo", i, Integer.class));
		}
		this.transport.turn();
		socket(0).peerGone();
		this.transport.turn();
		List<Message> sent = socket(1).sent().stream().map(MessageCodec::decode).toList();
		Set<String> data = new HashSet<>();
		sent.forEach((message) -> data.add(new String(message.data())));
		assertThat(data).contains("10", "11", "12", "13", "14", "15", "16", "17", "18", "19");
		assertThat(later).noneMatch(CompletableFuture::isCompletedExceptionally);
		assertThat(replies).filteredOn(CompletableFuture::isCompletedExceptionally).hasSize(5);
		assertThat(load()).isEqualTo(sent.size());
	}

	@Test
	void requestsQueuedForALostAddressGoToTheOther() {
		this.client = client(FIRST, SECOND);
		connect(0);
		socket(0).takes(false);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		connect(1);
		socket(0).peerGone();
		this.transport.turn();
		answer(1, 0, "\"other\"");
		assertThat(reply.getNow(null)).isEqualTo("other");
	}

	@Test
	void closingFailsEveryRequestThatHasNoOutcome() {
		connect(0);
		CompletableFuture<?> sent = request(Duration.ofSeconds(1));
		socket(0).takes(false);
		CompletableFuture<?> waiting = request(Duration.ofSeconds(1));
		CompletableFuture<?> unseen = this.client.requestAsync("echo", null, String.class);
		this.transport.end();
		assertThat(failure(sent)).isInstanceOf(ZmqClosedException.class);
		assertThat(failure(waiting)).isInstanceOf(ZmqClosedException.class);
		assertThat(failure(unseen)).isInstanceOf(ZmqClosedException.class);
		assertThat(failure(this.client.requestAsync("echo", null, String.class)))
			.isInstanceOf(ZmqClosedException.class);
		assertThat(load()).isZero();
	}

	@Test
	void exceptionOfTracingDoesNotAffectTheOutcome() {
		this.client = client(new RequestTracing() {

			@Override
			public boolean isOn() {
				throw new IllegalStateException("on purpose");
			}

		}, FIRST);
		connect(0);
		List<CompletableFuture<?>> lost = List.of(request(Duration.ofSeconds(1)), request(Duration.ofSeconds(1)));
		socket(0).peerGone();
		this.transport.turn();
		assertThat(lost).allSatisfy((reply) -> assertThat(failure(reply)).isInstanceOf(ZmqConnectionException.class));
		List<CompletableFuture<?>> open = List.of(request(Duration.ofSeconds(1)), request(Duration.ofSeconds(1)));
		this.transport.end();
		assertThat(open).allSatisfy((reply) -> assertThat(failure(reply)).isInstanceOf(ZmqClosedException.class));
		assertThat(load()).isZero();
		assertThat(this.listener.failures()).hasSize(4);
	}

	@Test
	void anErrorReplyFailsTheRequestWithItsProblem() {
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		socket(0).incoming(MessageCodec.encode(sent(0, 0).error(ProblemType.NO_HANDLER.of("echo", "no echo here"))));
		this.transport.turn();
		assertThat(failure(reply)).isInstanceOfSatisfying(ZmqRemoteException.class, (ex) -> {
			assertThat(ex.is(ProblemType.NO_HANDLER)).isTrue();
			assertThat(ex.getStatus()).isEqualTo(404);
			assertThat(ex.getProblem().detail()).isEqualTo("no echo here");
			assertThat(ex.getProblem().event()).isEqualTo("echo");
		});
	}

	@Test
	void mismatchedReplyFailsTheRequestAsMalformed() {
		connect(0);
		CompletableFuture<?> notJson = this.client.requestAsync("echo", null, Integer.class);
		CompletableFuture<?> otherType = this.client.requestAsync("echo", null, Integer.class);
		CompletableFuture<?> noData = this.client.requestAsync("echo", null, Integer.class);
		CompletableFuture<?> badHeaders = this.client.requestAsync("echo", null, Integer.class);
		this.transport.turn();
		answer(0, 0, "no json");
		answer(0, 1, "{\"a\":1}");
		socket(0).incoming(socket(0).sent().get(2)[0], new byte[0], json("echo"));
		socket(0).incoming(socket(0).sent().get(3)[0], new byte[0], json("echo"), json("1"), json("[1]"));
		this.transport.turn();
		assertThat(List.of(notJson, otherType, noData, badHeaders)).allSatisfy(
				(reply) -> assertThat(failure(reply)).isInstanceOfSatisfying(ZmqMalformedReplyException.class, (ex) -> {
					assertThat(ex.getEvent()).isEqualTo("echo");
					assertThat(ex.getEndpoint()).isEqualTo("tcp://first:1");
				}));
		assertThat(load()).isZero();
	}

	@Test
	void requestIsCancelledAtASupportingPeer() {
		socket(0).peerProperties(Capabilities.OWN.properties());
		connect(0);
		CompletableFuture<?> reply = request(Duration.ofSeconds(1));
		reply.cancel(true);
		this.transport.turn();
		assertThat(socket(0).sent()).hasSize(2);
		assertThat(socket(0).sent().get(1))
			.isDeepEqualTo(ControlMessage.CANCEL.frames(Message.NO_DATA, socket(0).sent().get(0)[0]));
		assertThat(load()).isZero();
		answer(0, 0, "\"late\"");
		assertThat(this.listener.drops()).containsExactly(DropReason.LATE_REPLY);
	}

	@Test
	void peerWithoutSupportReceivesNoCancellation() {
		socket(0).peerProperties(Map.of(Capabilities.PROPERTY, "stream,all"));
		connect(0);
		request(Duration.ofSeconds(1)).cancel(true);
		this.transport.turn();
		assertThat(socket(0).sent()).hasSize(1);
		assertThat(load()).isZero();
	}

	@Test
	void unsentOrEndedRequestIsNotCancelledAtThePeer() {
		socket(0).peerProperties(Capabilities.OWN.properties());
		request(Duration.ofSeconds(1)).cancel(true);
		connect(0);
		assertThat(socket(0).sent()).isEmpty();
		CompletableFuture<?> timedOut = request(Duration.ofMillis(1));
		pass(Duration.ofMillis(1));
		timedOut.cancel(true);
		this.transport.turn();
		assertThat(socket(0).sent()).hasSize(1);
	}

	@Test
	void requestsThatWaitHaveALimitOfMemory() {
		this.transport.limitMemory(10_000);
		this.client = client(FIRST);
		CompletableFuture<?> first = large();
		CompletableFuture<?> second = large();
		assertThat(failure(large())).isInstanceOf(ZmqException.class)
			.hasMessageContaining("can't be queued for a connection to tcp://first:1")
			.hasMessageContaining("10000 bytes, the limit of zmqf.memory.node");
		assertThat(load()).isEqualTo(2);
		first.cancel(true);
		this.transport.turn();
		CompletableFuture<?> third = large();
		assertThat(List.of(second, third)).noneMatch(CompletableFuture::isDone);
		connect(0);
		assertThat(socket(0).sent()).hasSize(2);
		socket(0).takes(false);
		assertThat(List.of(large(), large())).noneMatch(CompletableFuture::isDone);
		assertThat(failure(large())).hasMessageContaining("zmqf.memory.node");
	}

	private CompletableFuture<?> large() {
		CompletableFuture<?> reply = this.client.requestAsync("echo", "x".repeat(4_000), String.class);
		this.transport.turn();
		return reply;
	}

	private RequestClient client(Endpoint... addresses) {
		return client(RequestTracing.NONE, addresses);
	}

	private RequestClient client(RequestTracing tracing, Endpoint... addresses) {
		this.transport.forget();
		RequestClient created = new RequestClient(ClientSettings.of("shop", addresses), this.transport,
				new JsonData(JsonMapper.shared()), Runnable::run, RequestObserver.NONE, tracing,
				this.transport.clock());
		this.transport.open();
		return created;
	}

	private CompletableFuture<@Nullable String> request(Duration timeout) {
		CompletableFuture<@Nullable String> reply = this.client.event("echo")
			.timeout(timeout)
			.requestAsync(String.class);
		this.transport.turn();
		return reply;
	}

	private void connect(int address) {
		socket(address).connected();
		this.transport.turn();
	}

	private void connectAfterBackOff(int address) {
		assertThat(socket(address).attempts()).isZero();
		pass(Duration.ofSeconds(1));
		assertThat(socket(address).attempts()).isOne();
		connect(address);
	}

	private ScriptedSocket socket(int address) {
		return this.transport.socket(address);
	}

	private Message sent(int address, int index) {
		return MessageCodec.decode(socket(address).sent().get(index));
	}

	private void answer(int address, int index, String data) {
		answer(address, index, data, () -> {
		});
	}

	private void answer(int address, int index, String data, Runnable then) {
		socket(address).incoming(MessageCodec.encode(sent(address, index).reply(json(data), Map.of())));
		then.run();
		this.transport.turn();
	}

	private void pass(Duration time) {
		this.transport.clock().advance(time);
		this.transport.turn();
	}

	private int load() {
		return this.client.status().inFlight();
	}

	private static Throwable failure(CompletableFuture<?> reply) {
		assertThat(reply).isCompletedExceptionally();
		return reply.handle((value, ex) -> ex).join();
	}

	private static byte[] json(String text) {
		return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
	}

}
