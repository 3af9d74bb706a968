package io.zmqf.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** A stopping peer has not handled the requests that it rejects. */
class StoppingPeerTests {

	private final SteppedTransport transport = new SteppedTransport();

	private final RequestClient client = new RequestClient(
			ClientSettings.of("shop", Endpoint.parse("tcp://first:1"), Endpoint.parse("tcp://second:2")),
			this.transport, new JsonData(JsonMapper.shared()), Runnable::run, RequestObserver.NONE, RequestTracing.NONE,
			this.transport.clock());

	@BeforeEach
	void connect() {
		this.transport.open();
		for (int address = 0; address < 2; address++) {
			socket(address).connected();
		}
		this.transport.turn();
	}

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
		assertThat(this.client.status().inFlight()).isZero();
	}

	@Test
	void aRequestThatAStoppingPeerRefusesGoesToTheOther() {
		CompletableFuture<@Nullable String> reply = request(false);
		int asked = asked();
		refuse(asked, Map.of(Headers.STOPPING, "true"));
		assertThat(reply).isNotDone();
		assertThat(socket(1 - asked).sent()).hasSize(1);
		answer(1 - asked, "\"7\"");
		assertThat(reply).isCompletedWithValue("7");
	}

	@Test
	void furtherRequestsGoToThePeerThatDoesNotStop() {
		CompletableFuture<?> first = request(false);
		int stopping = asked();
		refuse(stopping, Map.of(Headers.STOPPING, "true"));
		answer(1 - stopping, "\"1\"");
		assertThat(first).isCompleted();
		for (int i = 2; i < 6; i++) {
			CompletableFuture<?> next = request(false);
			answer(1 - stopping, "\"" + i + "\"");
			assertThat(next).isCompleted();
		}
		assertThat(socket(stopping).sent()).hasSize(1);
	}

	/** The rejection may be from a stopping worker behind a router, which continues. */
	@Test
	void aPeerThatHasNotGoneIsTriedAgainASecondLater() {
		request(false);
		int stopping = asked();
		refuse(stopping, Map.of(Headers.STOPPING, "true"));
		this.transport.clock().advance(Duration.ofSeconds(1));
		this.transport.turn();
		request(false);
		assertThat(socket(stopping).sent()).hasSize(2);
		answer(stopping, "2");
		answer(1 - stopping, "1");
	}

	@Test
	void requestsOfAStoppingPeerGoToARunningOne() {
		socket(0).disconnected();
		socket(0).peerGone();
		this.transport.turn();
		request(false);
		refuse(1, Map.of(Headers.STOPPING, "true"));
		List<CompletableFuture<?>> waiting = List.of(request(false), request(false));
		this.transport.clock().advance(Duration.ofSeconds(1));
		this.transport.turn();
		assertThat(socket(1).sent()).hasSize(3);
		waiting.forEach((reply) -> reply.cancel(true));
		this.transport.turn();
	}

	@Test
	void requestFailsIfAllPeersStop() {
		CompletableFuture<@Nullable String> reply = request(false);
		int asked = asked();
		refuse(asked, Map.of(Headers.STOPPING, "true"));
		refuse(1 - asked, Map.of(Headers.STOPPING, "true"));
		assertThat(failure(reply)).isInstanceOfSatisfying(ZmqRemoteException.class,
				(ex) -> assertThat(ex.is(ProblemType.NO_WORKER)).isTrue());
		assertThat(socket(0).sent()).hasSize(1);
		assertThat(socket(1).sent()).hasSize(1);
	}

	@Test
	void rejectionOfARunningPeerFailsTheRequest() {
		CompletableFuture<@Nullable String> reply = request(true);
		int asked = asked();
		refuse(asked, Map.of());
		assertThat(failure(reply)).isInstanceOf(ZmqRemoteException.class);
		assertThat(socket(1 - asked).sent()).isEmpty();
	}

	private CompletableFuture<@Nullable String> request(boolean idempotent) {
		ZmqClient.RequestSpec request = this.client.event("echo").timeout(Duration.ofMinutes(1));
		CompletableFuture<@Nullable String> reply = (idempotent ? request.idempotent() : request)
			.requestAsync(String.class);
		this.transport.turn();
		return reply;
	}

	private int asked() {
		return socket(0).sent().isEmpty() ? 1 : 0;
	}

	private void refuse(int address, Map<String, String> headers) {
		Message request = last(address);
		socket(address)
			.incoming(MessageCodec.encode(request.error(ProblemType.NO_WORKER.of("echo", "stopping"), headers)));
		this.transport.turn();
	}

	private void answer(int address, String data) {
		socket(address)
			.incoming(MessageCodec.encode(last(address).reply(data.getBytes(StandardCharsets.UTF_8), Map.of())));
		this.transport.turn();
	}

	private Message last(int address) {
		return MessageCodec.decode(socket(address).sent().get(socket(address).sent().size() - 1));
	}

	private ScriptedSocket socket(int address) {
		return this.transport.socket(address);
	}

	private static Throwable failure(CompletableFuture<?> reply) {
		assertThat(reply).isCompletedExceptionally();
		return reply.handle((value, ex) -> ex).join();
	}

}
