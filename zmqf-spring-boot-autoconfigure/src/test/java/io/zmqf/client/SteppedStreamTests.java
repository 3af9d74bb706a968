package io.zmqf.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The client's end of a stream, its loop stepped and its clock set by the test. */
class SteppedStreamTests {

	private static final Endpoint FIRST = Endpoint.parse("tcp://first:1");

	/** A window has room for 256 of them. */
	private static final String LARGE = " ".repeat(2047) + "1";

	private static final Endpoint SECOND = Endpoint.parse("tcp://second:2");

	private final SteppedTransport transport = new SteppedTransport(new RecordingListener());

	private final Consumer consumer = new Consumer();

	/** The times that requests have taken until they were answered. */
	private final List<Duration> times = new ArrayList<>();

	private final RequestTracing tracing = new RequestTracing() {

		@Override
		public boolean isOn() {
			return true;
		}

		@Override
		public boolean tracesEnd(long nanos, @Nullable ProblemType problem) {
			SteppedStreamTests.this.times.add(Duration.ofNanos(nanos));
			return false;
		}

		@Override
		public void subscriberFailed(String event, Throwable failure) {
			SteppedStreamTests.this.subscriberFailures.add(event + ": " + failure.getMessage());
		}

	};

	private final List<String> subscriberFailures = new ArrayList<>();

	private RequestClient client = client(FIRST);

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
	}

	@Test
	void requestHasStreamTermsForASupportingPeer() {
		connect(0, "cancel,stream");
		subscribe(this.client.event("watch")
			.timeout(Duration.ofSeconds(1))
			.streamTimeout(Duration.ofSeconds(9))
			.window(8));
		assertThat(sent(0, 0).headers()).containsEntry("zmqf-stream", "8")
			.containsEntry("zmqf-timeout", "1000")
			.containsEntry("zmqf-stream-timeout", "9000");
	}

	@Test
	void requestIsAnOrdinaryOneForEveryOtherPeer() {
		connect(0, "cancel,all");
		subscribe(this.client.event("watch")
			.timeout(Duration.ofSeconds(1))
			.streamTimeout(Duration.ofSeconds(9))
			.window(8));
		assertThat(sent(0, 0).headers()).containsExactly(Map.entry("zmqf-timeout", "1000"));
		this.consumer.request(1);
		reply(0, "[1,2]");
		assertThat(this.consumer.items).containsExactly(1);
		this.consumer.request(9);
		assertThat(this.consumer.items).containsExactly(1, 2);
		assertThat(this.consumer.completed).isTrue();
		assertThat(socket(0).sent()).hasSize(1);
	}

	@Test
	void creditIsGrantedAsItemsAreConsumed() {
		connect(0, "stream");
		subscribe(this.client.event("watch").window(8));
		this.consumer.request(3);
		items(0, 8);
		assertThat(this.consumer.items).hasSize(3);
		assertThat(credits(0)).isEmpty();
		this.consumer.request(1);
		this.transport.turn();
		assertThat(credits(0)).containsExactly("4");
		this.consumer.request(100);
		items(0, 4);
		assertThat(credits(0)).containsExactly("4", "4", "4");
	}

	@Test
	void windowThatWasNotSetGrowsWhileItemsAreSmall() {
		connect(0, "stream");
		subscribe(this.client.event("watch"));
		assertThat(sent(0, 0).headers()).containsEntry("zmqf-stream", "256");
		items(0, 256);
		assertThat(credits(0)).isEmpty();
		this.consumer.request(Long.MAX_VALUE);
		this.transport.turn();
		assertThat(credits(0)).containsExactly("384");
		items(0, 384);
		assertThat(credits(0)).containsExactly("384", "768");
		items(0, 768);
		assertThat(credits(0)).containsExactly("384", "768", "1536");
		items(0, 1536);
		items(0, 3072);
		assertThat(credits(0)).containsExactly("384", "768", "1536", "3072", "2048", "2048");
	}

	@Test
	void windowGrowsLessWhereTheClientHasManyRequests() {
		connect(0, "stream");
		subscribe(this.client.event("watch"));
		List<CompletableFuture<?>> others = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			others.add(this.client.requestAsync("other", i, String.class));
		}
		this.consumer.request(Long.MAX_VALUE);
		items(0, 128, " ".repeat(63) + "1");
		assertThat(credits(0)).containsExactly("128");
		assertThat(others).noneMatch(CompletableFuture::isDone);
	}

	@Test
	void windowShrinksAgainWhereItemsAreLarge() {
		connect(0, "stream");
		subscribe(this.client.event("watch"));
		this.consumer.request(Long.MAX_VALUE);
		items(0, 128);
		assertThat(credits(0)).containsExactly("384");
		items(0, 256, LARGE);
		assertThat(credits(0)).containsExactly("384");
		items(0, 128, LARGE);
		assertThat(credits(0)).containsExactly("384", "128");
	}

	@Test
	void creditForAFullConnectionIsSentLater() {
		connect(0, "stream");
		subscribe(this.client.event("watch").window(4));
		socket(0).takes(false);
		this.consumer.request(100);
		items(0, 4);
		assertThat(credits(0)).isEmpty();
		socket(0).takes(true);
		this.transport.turn();
		assertThat(credits(0)).containsExactly("4");
	}

	@Test
	void moreItemsThanTheCreditEndTheStream() {
		connect(0, "stream");
		subscribe(this.client.event("watch").window(2));
		items(0, 3);
		this.consumer.request(9);
		assertThat(this.consumer.items).hasSize(2);
		assertThat(this.consumer.failure).isInstanceOf(ZmqMalformedReplyException.class)
			.hasMessageContaining("more items than were requested");
	}

	@Test
	void itemsThatTakeTooMuchMemoryEndTheStream() {
		this.transport.limitMemory(10_000);
		this.client = client(FIRST);
		connect(0, "cancel,stream");
		subscribe(this.client.event("watch"));
		this.consumer.request(2);
		items(0, 6, LARGE);
		assertThat(events(0)).containsExactly("watch");
		items(0, 1, LARGE);
		assertThat(events(0)).containsExactly("watch", "zmqf.cancel");
		assertThat(this.consumer.items).hasSize(2);
		assertThat(this.consumer.failure).isInstanceOf(ZmqMalformedReplyException.class)
			.hasMessageContaining("10000 bytes")
			.hasMessageContaining("window");
	}

	@Test
	void streamThatHoldsMostEndsWhereAllOfAClientTakeTooMuchMemory() {
		this.transport.limitMemory(300_000);
		this.client = client(FIRST);
		connect(0, "cancel,stream");
		subscribe(this.client.event("idle"));
		Consumer other = new Consumer();
		this.client.event("other").publisher(Integer.class).subscribe(other);
		this.transport.turn();
		items(0, 90, LARGE);
		answer(0, 1, 50, LARGE);
		assertThat(this.consumer.failure).isNull();
		answer(0, 1, 20, LARGE);
		assertThat(events(0)).containsExactly("idle", "other", "zmqf.cancel");
		assertThat(this.consumer.failure).isInstanceOf(ZmqMalformedReplyException.class)
			.hasMessageContaining("zmqf.memory.node");
		other.request(Long.MAX_VALUE);
		assertThat(other.items).hasSize(70);
		assertThat(other.failure).isNull();
		assertThat(this.consumer.items).isEmpty();
		assertThat(load()).isOne();
	}

	@Test
	void windowShrinksWhereTheClientHasNoRoomForAsManyItems() {
		this.transport.limitMemory(1_000_000);
		this.client = client(FIRST);
		connect(0, "stream");
		subscribe(this.client.event("watch").window(100));
		this.consumer.request(Long.MAX_VALUE);
		items(0, 50, " ".repeat(19_999) + "1");
		assertThat(credits(0)).isEmpty();
		items(0, 25, " ".repeat(19_999) + "1");
		assertThat(credits(0)).containsExactly("25");
	}

	@Test
	void eachItemBeginsTheWaitForTheNext() {
		connect(0, "stream");
		subscribe(this.client.event("watch").timeout(Duration.ofSeconds(1)));
		this.consumer.request(100);
		for (int i = 0; i < 5; i++) {
			pass(Duration.ofMillis(900));
			items(0, 1);
		}
		assertThat(this.consumer.items).hasSize(5);
		pass(Duration.ofMillis(999));
		assertThat(this.consumer.failure).isNull();
		pass(Duration.ofMillis(1));
		assertThat(this.consumer.failure).isInstanceOf(ZmqTimeoutException.class)
			.hasMessageStartingWith("No further item of 'watch' within 1000 ms from tcp://first:1");
		assertThat(load()).isZero();
	}

	@Test
	void firstItemHasToComeInTimeToo() {
		connect(0, "stream");
		subscribe(this.client.event("watch").timeout(Duration.ofSeconds(1)));
		pass(Duration.ofSeconds(1));
		assertThat(this.consumer.failure).isInstanceOf(ZmqTimeoutException.class)
			.hasMessageStartingWith("No reply to 'watch'");
	}

	@Test
	void nothingTimesOutWhileTheConsumerTakesNothing() {
		connect(0, "stream");
		subscribe(this.client.event("watch").timeout(Duration.ofSeconds(1)).window(4));
		items(0, 4);
		pass(Duration.ofHours(1));
		assertThat(this.consumer.failure).isNull();
		this.consumer.request(4);
		this.transport.turn();
		assertThat(credits(0)).containsExactly("2", "2");
		pass(Duration.ofMillis(999));
		assertThat(this.consumer.failure).isNull();
		pass(Duration.ofMillis(1_001));
		assertThat(this.consumer.failure).isInstanceOf(ZmqTimeoutException.class);
	}

	@Test
	void streamTimeoutCountsAlsoWhileTheConsumerTakesNothing() {
		connect(0, "stream");
		subscribe(this.client.event("watch")
			.timeout(Duration.ofSeconds(1))
			.streamTimeout(Duration.ofSeconds(9))
			.window(4));
		items(0, 4);
		pass(Duration.ofSeconds(9));
		this.consumer.request(9);
		assertThat(this.consumer.items).hasSize(4);
		assertThat(this.consumer.failure).isInstanceOf(ZmqTimeoutException.class)
			.hasMessageContaining("did not end within 9000 ms");
	}

	@Test
	void lossOfTheConnectionIsAnErrorAfterTheFirstItem() {
		this.client = client(FIRST, SECOND);
		connect(0, "stream");
		subscribe(this.client.event("watch").idempotent());
		items(0, 2);
		connect(1, "stream");
		socket(0).peerGone();
		this.transport.turn();
		this.consumer.request(9);
		assertThat(this.consumer.items).hasSize(2);
		assertThat(this.consumer.failure).isInstanceOf(ZmqConnectionException.class);
		assertThat(socket(1).sent()).isEmpty();
	}

	@Test
	void idempotentRequestIsMadeAgainBeforeTheFirstItem() {
		this.client = client(FIRST, SECOND);
		connect(0, "stream");
		subscribe(this.client.event("watch").idempotent().window(8));
		connect(1, "stream");
		socket(0).peerGone();
		this.transport.turn();
		assertThat(sent(1, 0).headers()).containsEntry("zmqf-stream", "8");
		this.consumer.request(9);
		items(1, 2);
		assertThat(this.consumer.items).hasSize(2);
	}

	@Test
	void cancellationThatMeetsAFullConnectionIsSentOnceItTakesMessages() {
		connect(0, "cancel,stream");
		subscribe(this.client.event("watch").window(4));
		CompletableFuture<?> one = this.client.requestAsync("one", null, Integer.class);
		this.transport.turn();
		this.consumer.request(3);
		socket(0).takes(false);
		items(0, 4);
		this.consumer.cancel();
		one.cancel(true);
		this.client.requestAsync("two", null, Integer.class);
		this.transport.turn();
		assertThat(events(0)).containsExactly("watch", "one");
		socket(0).takes(true);
		this.transport.turn();
		assertThat(events(0)).containsExactly("watch", "one", "zmqf.cancel", "zmqf.cancel", "two");
		assertThat(socket(0).sent().get(2)[0]).isEqualTo(socket(0).sent().get(0)[0]);
		assertThat(socket(0).sent().get(3)[0]).isEqualTo(socket(0).sent().get(1)[0]);
	}

	@Test
	void wordsForAPeerThatIsGoneAreNoMore() {
		connect(0, "cancel,stream");
		subscribe(this.client.event("watch"));
		socket(0).takes(false);
		this.consumer.cancel();
		this.transport.turn();
		socket(0).peerGone();
		this.transport.turn();
		pass(Duration.ofMinutes(1));
		connect(0, "cancel,stream");
		assertThat(events(0)).isEmpty();
	}

	@Test
	void subscriberThatRequestsNothingBeforeTheRequestIsSentHasItNotSent() {
		connect(0, "stream");
		this.consumer.first = 0;
		subscribe(this.client.event("watch"));
		assertThat(this.consumer.failure).isInstanceOf(IllegalArgumentException.class);
		assertThat(socket(0).sent()).isEmpty();
		assertThat(load()).isZero();
	}

	@Test
	void subscriberWithoutFurtherDemandFailsAndItsRequestIsCancelled() {
		connect(0, "cancel,stream");
		subscribe(this.client.event("watch"));
		this.consumer.request(-1);
		this.transport.turn();
		assertThat(this.consumer.failure).isInstanceOf(IllegalArgumentException.class);
		assertThat(events(0)).containsExactly("watch", "zmqf.cancel");
	}

	@Test
	void subscriberThatThrowsHasItsRequestCancelled() {
		connect(0, "cancel,stream");
		subscribe(this.client.event("watch"));
		this.consumer.throwing = new IllegalStateException("on purpose");
		this.consumer.request(9);
		items(0, 2);
		assertThat(this.subscriberFailures).containsExactly("watch: on purpose");
		assertThat(this.consumer.items).hasSize(1);
		assertThat(events(0)).containsExactly("watch", "zmqf.cancel");
		assertThat(load()).isZero();
	}

	@Test
	void subscriberThatThrowsAtTheErrorOfARequestThatWasNotSentIsReported() {
		this.consumer.throwing = new IllegalStateException("on purpose");
		subscribe(this.client.event("watch").data(new Object() {

			@SuppressWarnings("unused")
			public String getText() {
				throw new IllegalArgumentException();
			}

		}));
		assertThat(this.consumer.failure).isInstanceOf(ZmqException.class);
		assertThat(this.subscriberFailures).containsExactly("watch: on purpose");
		assertThat(load()).isZero();
	}

	@Test
	void itemsThatComeAfterACancellationAreDropped() {
		connect(0, "cancel,stream");
		subscribe(this.client.event("watch"));
		this.consumer.request(9);
		this.consumer.cancel();
		items(0, 2);
		reply(0, "null");
		assertThat(this.consumer.items).isEmpty();
		assertThat(this.consumer.completed).isFalse();
		assertThat(this.consumer.failure).isNull();
		assertThat(load()).isZero();
	}

	@Test
	void streamTakesTheTimeUntilItsFirstItem() {
		connect(0, "cancel,stream");
		subscribe(this.client.event("watch"));
		pass(Duration.ofMillis(300));
		items(0, 1);
		pass(Duration.ofSeconds(3));
		this.consumer.cancel();
		this.transport.turn();
		assertThat(this.times).containsExactly(Duration.ofMillis(300));
	}

	@Test
	void unrequestedItemIsIgnored() {
		connect(0, "stream");
		CompletableFuture<@Nullable Integer> reply = this.client.requestAsync("one", null, Integer.class);
		this.transport.turn();
		items(0, 1);
		assertThat(reply).isNotDone();
		reply(0, "7");
		assertThat(reply.getNow(null)).isEqualTo(7);
	}

	private RequestClient client(Endpoint... addresses) {
		this.transport.forget();
		RequestClient created = new RequestClient(ClientSettings.of("shop", addresses), this.transport,
				new JsonData(JsonMapper.shared()), Runnable::run, RequestObserver.NONE, this.tracing,
				this.transport.clock());
		this.transport.open();
		return created;
	}

	private void subscribe(ZmqClient.RequestSpec request) {
		request.publisher(Integer.class).subscribe(this.consumer);
		this.transport.turn();
	}

	private void connect(int address, String capabilities) {
		socket(address).peerProperties(Map.of("X-Zmqf", capabilities));
		socket(address).connected();
		this.transport.turn();
	}

	private ScriptedSocket socket(int address) {
		return this.transport.socket(address);
	}

	private Message sent(int address, int index) {
		return MessageCodec.decode(socket(address).sent().get(index));
	}

	private List<String> events(int address) {
		return socket(address).sent().stream().map((frames) -> RawPeer.text(frames[2])).toList();
	}

	private List<String> credits(int address) {
		return socket(address).sent()
			.stream()
			.filter((frames) -> RawPeer.text(frames[2]).equals("zmqf.credit"))
			.map((frames) -> RawPeer.text(frames[3]))
			.toList();
	}

	private void items(int address, int count) {
		items(address, count, "1");
	}

	private void items(int address, int count, String data) {
		answer(address, 0, count, data);
	}

	private void answer(int address, int index, int count, String data) {
		for (int i = 0; i < count; i++) {
			byte[][] request = socket(address).sent().get(index);
			socket(address).incoming(request[0], request[1], bytes("zmqf.item"), bytes(data));
		}
		this.transport.turn();
	}

	private void reply(int address, String data) {
		byte[][] request = socket(address).sent().get(0);
		socket(address).incoming(request[0], request[1], request[2], bytes(data));
		this.transport.turn();
	}

	private void pass(Duration time) {
		this.transport.clock().advance(time);
		this.transport.turn();
	}

	private int load() {
		return this.client.status().inFlight();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** Reads the items that it requests. */
	private static final class Consumer implements Flow.Subscriber<Integer> {

		private final List<Integer> items = new ArrayList<>();

		private Flow.@Nullable Subscription subscription;

		private @Nullable Throwable failure;

		private boolean completed;

		/** The demand before the request is sent, if any. */
		private @Nullable Integer first;

		private @Nullable RuntimeException throwing;

		void cancel() {
			if (this.subscription != null) {
				this.subscription.cancel();
			}
		}

		void request(long count) {
			if (this.subscription != null) {
				this.subscription.request(count);
			}
		}

		@Override
		public void onSubscribe(Flow.Subscription given) {
			this.subscription = given;
			if (this.first != null) {
				given.request(this.first);
			}
		}

		@Override
		public void onNext(Integer item) {
			this.items.add(item);
			if (this.throwing != null) {
				throw this.throwing;
			}
		}

		@Override
		public void onError(Throwable ex) {
			this.failure = ex;
			if (this.throwing != null) {
				throw this.throwing;
			}
		}

		@Override
		public void onComplete() {
			this.completed = true;
		}

	}

}
