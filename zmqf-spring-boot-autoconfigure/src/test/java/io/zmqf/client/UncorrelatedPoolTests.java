package io.zmqf.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The client without correlation, its loops stepped and its clock set by the test. */
class UncorrelatedPoolTests {

	private static final Endpoint PEER = Endpoint.parse("tcp://peer:1");

	private final RecordingListener listener = new RecordingListener();

	private final SteppedTransport transport = new SteppedTransport(this.listener);

	private final RequestClient client = new RequestClient(ClientSettings.of("shop", PEER).withoutCorrelation(2),
			this.transport, new JsonData(JsonMapper.shared()), Runnable::run, RequestObserver.NONE, RequestTracing.NONE,
			this.transport.clock());

	@BeforeEach
	void open() {
		this.transport.open();
	}

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
	}

	@Test
	void eachSocketHasOneRequestInFlight() {
		connect(0);
		connect(1);
		List<CompletableFuture<?>> replies = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			replies.add(request(i));
		}
		assertThat(socket(0).sent()).hasSize(1);
		assertThat(socket(1).sent()).hasSize(1);
		assertThat(load()).isEqualTo(5);
		answer(1, 0);
		assertThat(replies.get(1).getNow(null)).isEqualTo(1);
		assertThat(replies.get(0)).isNotDone();
		assertThat(socket(1).sent()).hasSize(2);
		answer(1, 1);
		answer(0, 0);
		answer(1, 2);
		answer(0, 1);
		for (int i = 0; i < 5; i++) {
			assertThat(replies.get(i).getNow(null)).isEqualTo(i);
		}
		assertThat(load()).isZero();
	}

	@Test
	void aRequestHasNoEnvelope() {
		connect(0);
		request(7);
		byte[][] frames = socket(0).sent().get(0);
		assertThat(frames[0]).isEmpty();
		assertThat(frames[1]).asString().isEqualTo("echo");
		assertThat(frames[2]).asString().isEqualTo("7");
	}

	@Test
	void aTimeoutReplacesTheSocketSoThatTheLateReplyIsNotTakenForTheNext() {
		connect(0);
		CompletableFuture<?> late = request(1);
		ScriptedSocket slow = socket(0);
		pass(ClientSettings.DEFAULT_TIMEOUT.minusMillis(1));
		assertThat(late).isNotDone();
		CompletableFuture<?> next = request(2);
		pass(Duration.ofMillis(1));
		assertThat(failure(late)).isInstanceOf(ZmqTimeoutException.class);
		assertThat(slow.isClosed()).isTrue();
		slow.incoming(reply(1));
		slow.connected();
		this.transport.turn();
		assertThat(socket(0).sent()).isEmpty();
		connect(0);
		assertThat(socket(0).sent()).hasSize(1);
		answer(0, 0);
		assertThat(next.getNow(null)).isEqualTo(2);
		assertThat(load()).isZero();
	}

	@Test
	void replyThatCrossesTheTimeoutIsDropped() {
		connect(0);
		CompletableFuture<?> late = request(1);
		ScriptedSocket slow = socket(0);
		this.transport.clock().advance(ClientSettings.DEFAULT_TIMEOUT);
		this.transport.turnOnce(0);
		CompletableFuture<?> next = this.client.requestAsync("echo", 2, Integer.class);
		slow.incoming(reply(1));
		this.transport.turn();
		assertThat(failure(late)).isInstanceOf(ZmqTimeoutException.class);
		assertThat(next).isNotDone();
		connect(0);
		answer(0, 0);
		assertThat(next.getNow(null)).isEqualTo(2);
	}

	@Test
	void aCancelledRequestFreesItsSlotAndItsSocketIsReplaced() {
		connect(0);
		CompletableFuture<?> cancelled = request(1);
		ScriptedSocket asked = socket(0);
		cancelled.cancel(false);
		this.transport.turn();
		assertThat(load()).isZero();
		assertThat(asked.isClosed()).isTrue();
		connect(0);
		CompletableFuture<?> next = request(2);
		answer(0, 0);
		assertThat(next.getNow(null)).isEqualTo(2);
	}

	@Test
	void aRequestThatIsCancelledWhileItWaitsReplacesNoSocket() {
		connect(0);
		CompletableFuture<?> first = request(1);
		CompletableFuture<?> waiting = request(2);
		waiting.cancel(false);
		this.transport.turn();
		assertThat(load()).isOne();
		assertThat(this.transport.sockets(0)).hasSize(1);
		answer(0, 0);
		assertThat(first.getNow(null)).isEqualTo(1);
		assertThat(socket(0).sent()).hasSize(1);
	}

	@Test
	void aRequestWaitsForTheFirstConnectionWithinItsTime() {
		CompletableFuture<?> reply = request(1);
		pass(ClientSettings.DEFAULT_TIMEOUT.minusMillis(1));
		connect(1);
		answer(1, 0);
		assertThat(reply.getNow(null)).isEqualTo(1);
	}

	@Test
	void aRequestThatNeverHadAConnectionTimesOutAsNotSent() {
		CompletableFuture<?> reply = request(1);
		pass(ClientSettings.DEFAULT_TIMEOUT);
		assertThat(failure(reply)).isInstanceOfSatisfying(ZmqTimeoutException.class,
				(ex) -> assertThat(ex.isSent()).isFalse());
		assertThat(load()).isZero();
	}

	@Test
	void aLostConnectionFailsItsRequest() {
		connect(0);
		CompletableFuture<?> reply = request(1);
		socket(0).peerGone();
		this.transport.turn();
		assertThat(failure(reply)).isInstanceOf(ZmqConnectionException.class);
		assertThat(load()).isZero();
	}

	@Test
	void anIdempotentRequestOfALostConnectionIsSentOnTheOther() {
		connect(0);
		CompletableFuture<?> reply = this.client.event("echo").data(1).idempotent().requestAsync(Integer.class);
		this.transport.turn();
		connect(1);
		socket(0).peerGone();
		this.transport.turn();
		answer(1, 0);
		assertThat(reply.getNow(null)).isEqualTo(1);
		assertThat(load()).isZero();
	}

	@Test
	void aRefusedConnectionSendsItsRequestAgain() {
		connect(0);
		CompletableFuture<?> reply = request(1);
		socket(0).refused();
		this.transport.turn();
		assertThat(reply).isNotDone();
		assertThat(load()).isOne();
		pass(Duration.ofSeconds(1));
		connect(0);
		answer(0, 0);
		assertThat(reply.getNow(null)).isEqualTo(1);
		assertThat(load()).isZero();
	}

	/** A Python router forwards the rejection of a stopping worker, and continues. */
	@Test
	void socketOfARejectingPeerIsUsedAgainLater() {
		connect(0);
		connect(1);
		CompletableFuture<?> refused = request(1);
		socket(0).incoming(MessageCodec.encode(MessageCodec.decode(socket(0).sent().get(0))
			.error(ProblemType.NO_WORKER.of("echo", null), Map.of(Headers.STOPPING, "true"))));
		this.transport.turn();
		answer(1, 0);
		assertThat(refused.getNow(null)).isEqualTo(1);
		request(2);
		request(3);
		assertThat(socket(0).sent()).hasSize(1);
		pass(Duration.ofMillis(100));
		assertThat(socket(0).sent()).hasSize(2);
		answer(0, 1);
		request(4);
		assertThat(socket(0).sent()).hasSize(3);
		assertThat(socket(1).sent()).hasSize(2);
	}

	@Test
	void framesThatAreNoReplyAreCountedAndTheNextReplyIsTaken() {
		connect(0);
		CompletableFuture<?> reply = request(1);
		socket(0).incoming(new byte[][] { { 1 } });
		socket(0).incoming(new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 });
		this.transport.turn();
		assertThat(this.listener.drops()).containsExactly(DropReason.MALFORMED, DropReason.MALFORMED);
		answer(0, 0);
		assertThat(reply.getNow(null)).isEqualTo(1);
	}

	@Test
	void unexpectedReplyIsCounted() {
		connect(0);
		socket(0).incoming(reply(1));
		this.transport.turn();
		assertThat(this.listener.drops()).containsExactly(DropReason.LATE_REPLY);
	}

	@Test
	void aReplyIsGivenToTheRequestThatItsConnectionCarried() {
		connect(1);
		CompletableFuture<?> first = this.client.requestAsync("echo", 1, Integer.class);
		socket(1).peerGone();
		this.transport.turnOnce(1);
		socket(1).connected();
		this.transport.turnOnce(1); // before the loop of the pool sends the request
		CompletableFuture<?> second = this.client.requestAsync("echo", 2, Integer.class);
		this.transport.turnOnce(0);
		this.transport.turnOnce(0);
		this.transport.turn();
		answer(1, 0);
		assertThat(second).isNotDone();
		assertThat(first.getNow(null)).isEqualTo(1);
	}

	@Test
	void aConnectionThatTakesNoRequestIsReplaced() {
		connect(0);
		socket(0).takes(false);
		CompletableFuture<?> reply = request(1);
		connect(0);
		answer(0, 0);
		assertThat(reply.getNow(null)).isEqualTo(1);
		assertThat(this.transport.sockets(0)).hasSize(2);
	}

	@Test
	void closingFailsEveryRequestThatHasNoOutcome() {
		connect(0);
		CompletableFuture<?> sent = request(1);
		CompletableFuture<?> waiting = request(2);
		this.transport.end();
		assertThat(failure(sent)).isInstanceOf(ZmqClosedException.class);
		assertThat(failure(waiting)).isInstanceOf(ZmqClosedException.class);
		assertThat(failure(this.client.requestAsync("echo", 3, Integer.class))).isInstanceOf(ZmqClosedException.class);
		assertThat(load()).isZero();
	}

	private CompletableFuture<?> request(int data) {
		CompletableFuture<?> reply = this.client.requestAsync("echo", data, Integer.class);
		this.transport.turn();
		return reply;
	}

	private void connect(int line) {
		socket(line).connected();
		this.transport.turn();
	}

	private ScriptedSocket socket(int line) {
		return this.transport.socket(line);
	}

	private void answer(int line, int index) {
		Message sent = MessageCodec.decode(socket(line).sent().get(index));
		socket(line).incoming(MessageCodec.encode(sent.reply(sent.data(), Map.of())));
		this.transport.turn();
	}

	private static byte[][] reply(int data) {
		return MessageCodec.encode(new Message("echo", Integer.toString(data).getBytes(StandardCharsets.UTF_8)));
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

}
