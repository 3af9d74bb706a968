package io.zmqf.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;

import io.zmqf.message.JsonData;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.SteppedTransport;
import io.zmqf.transport.security.ClientSecurity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The memory limit of a client for the replies of a request to all workers, with a
 * stepped loop.
 */
class GatheringLimitTests {

	private static final int BYTES = 30_000;

	private static final String LARGE = "\"" + "x".repeat(BYTES / 3) + "\"";

	private final SteppedTransport transport = new SteppedTransport().limitMemory(BYTES);

	private final RequestClient client = new RequestClient(
			new ClientSettings("shop", List.of(Endpoint.parse("tcp://router:1")), ClientSettings.DEFAULT_TIMEOUT,
					Correlation.ENVELOPE, 1, SocketLimits.DEFAULT.withHighWaterMark(100), ClientSecurity.NONE,
					ClientSettings.DEFAULT_STREAM_WINDOW),
			this.transport, new JsonData(JsonMapper.shared()), Runnable::run, RequestObserver.NONE, RequestTracing.NONE,
			this.transport.clock());

	@BeforeEach
	void connect() {
		this.transport.open();
		socket().peerProperties(Map.of("X-Zmqf", "cancel,stream,all"));
		socket().connected();
		this.transport.turn();
	}

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
	}

	@Test
	void moreAnswersThanTheHighWaterMarkEndTheRequest() {
		CompletableFuture<Gathered<String>> stock = gather();
		for (int i = 0; i < 100; i++) {
			answer("node" + i, "\"\"");
		}
		assertThat(stock).isNotDone();
		answer("node100", "\"\"");
		assertFailed(stock, "more than 100 replies");
	}

	@Test
	void moreBytesThanThoseOfAPeerEndTheRequest() {
		CompletableFuture<Gathered<String>> stock = gather();
		answer("a", LARGE);
		answer("b", LARGE);
		assertThat(stock).isNotDone();
		answer("c", LARGE);
		assertFailed(stock, "more than " + BYTES + " bytes");
	}

	@Test
	void answersThatWereTakenCountNoMore() {
		Taking subscriber = new Taking();
		this.client.event("stock.count").gatherEach(String.class).subscribe(subscriber);
		this.transport.turn();
		for (int i = 0; i < 20; i++) {
			answer("node" + i, LARGE);
		}
		end("{\"asked\":[\"node0\",\"node1\",\"lost\"],\"missing\":[\"lost\"]}");
		assertThat(subscriber.replies).hasSize(21);
		assertThat(subscriber.replies.get(20)).isEqualTo(new NodeReply<>("lost", null, null, true));
		assertThat(subscriber.completed).isTrue();
	}

	@Test
	void answersThatWaitForTheirSubscriberCount() {
		Taking subscriber = new Taking();
		subscriber.wanted = 1;
		this.client.event("stock.count").gatherEach(String.class).subscribe(subscriber);
		this.transport.turn();
		for (int i = 0; i < 4; i++) {
			answer("node" + i, LARGE);
		}
		assertThat(subscriber.replies).hasSize(1);
		assertThat(events()).containsExactly("stock.count", "zmqf.cancel");
	}

	@Test
	void anAnswerThatFailsTheNodeItselfEndsTheRequestOnce() {
		List<Throwable> ends = new ArrayList<>();
		this.client.event("stock.count").gatherEach(Unlinked.class).subscribe(new Flow.Subscriber<>() {

			@Override
			public void onSubscribe(Flow.Subscription given) {
				given.request(10);
			}

			@Override
			public void onNext(NodeReply<Unlinked> reply) {
				throw new AssertionError("It can't be read");
			}

			@Override
			public void onError(Throwable ex) {
				ends.add(ex);
			}

			@Override
			public void onComplete() {
				ends.add(new AssertionError("It has no success"));
			}

		});
		this.transport.turn();
		answer("a", "{}");
		answer("b", "{}");
		assertThat(ends).singleElement().isInstanceOf(NoClassDefFoundError.class);
		assertThat(events()).containsExactly("stock.count", "zmqf.cancel");
		assertThat(this.client.status().inFlight()).isZero();
	}

	/** A class that needs another one, which is missing. */
	static class Unlinked {

		Unlinked() {
			throw new NoClassDefFoundError("on purpose");
		}

	}

	@ParameterizedTest
	@ValueSource(strings = { "42", "null", "[]", "{}", "{\"asked\":\"a\"}", "nope" })
	void endWithoutTheWorkersIsAFailure(String end) {
		CompletableFuture<Gathered<String>> stock = gather();
		answer("a", "\"\"");
		end(end);
		assertThat(stock).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(ZmqMalformedReplyException.class)
			.withMessageContaining("does not list the workers");
	}

	private CompletableFuture<Gathered<String>> gather() {
		CompletableFuture<Gathered<String>> stock = this.client.event("stock.count").gatherAsync(String.class);
		this.transport.turn();
		return stock;
	}

	private void assertFailed(CompletableFuture<?> stock, String reason) {
		assertThat(stock).isDone();
		assertThatExceptionOfType(ZmqMalformedReplyException.class).isThrownBy(() -> {
			try {
				stock.join();
			}
			catch (CompletionException ex) {
				throw ex.getCause();
			}
		}).withMessageContaining(reason);
		assertThat(events()).containsExactly("stock.count", "zmqf.cancel");
		assertThat(this.client.status().inFlight()).isZero();
	}

	private ScriptedSocket socket() {
		return this.transport.socket(0);
	}

	private List<String> events() {
		return socket().sent().stream().map((frames) -> RawPeer.text(frames[2])).toList();
	}

	private void answer(String node, String data) {
		byte[][] request = socket().sent().get(0);
		socket().incoming(request[0], request[1], bytes("zmqf.item"), bytes(data),
				bytes("{\"zmqf-node\":\"" + node + "\"}"));
		this.transport.turn();
	}

	private void end(String data) {
		byte[][] request = socket().sent().get(0);
		socket().incoming(request[0], request[1], request[2], bytes(data));
		this.transport.turn();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** A subscriber with the demand that the test sets. */
	private static final class Taking implements Flow.Subscriber<NodeReply<String>> {

		private final List<NodeReply<String>> replies = new ArrayList<>();

		private long wanted = Long.MAX_VALUE;

		private boolean completed;

		@Override
		public void onSubscribe(Flow.Subscription given) {
			given.request(this.wanted);
		}

		@Override
		public void onNext(NodeReply<String> reply) {
			this.replies.add(reply);
		}

		@Override
		public void onError(Throwable ex) {
			// notified by the messages to the router
		}

		@Override
		public void onComplete() {
			this.completed = true;
		}

	}

}
