package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTrace;
import io.zmqf.message.RequestTracing;
import io.zmqf.support.Echo;
import io.zmqf.support.RawPeer;
import io.zmqf.support.Streaming;
import io.zmqf.support.TransportRecord;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SteppedTransport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replies of many items at their worker, whose peers, threads and time are the test's.
 */
class StreamedRepliesTests {

	private static final Endpoint ADDRESS = Endpoint.parse("tcp://127.0.0.1:5556");

	private static final String MANY = "{\"zmqf-timeout\":\"1000\",\"zmqf-stream\":\"1000\"}";

	private static final String TERMS = "{\"zmqf-timeout\":\"1000\",\"zmqf-stream\":\"2\"}";

	private final TransportRecord record = new TransportRecord();

	private final SteppedTransport transport = new SteppedTransport(this.record);

	private final HandlerRegistry handlers = new HandlerRegistry();

	private final Source source = new Source();

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** The times that requests have taken until they were answered. */
	private final List<Duration> times = new ArrayList<>();

	/** The outcomes of requests as they are logged. */
	private final List<@Nullable String> outcomes = new ArrayList<>();

	private final RequestTracing tracing = new RequestTracing() {

		@Override
		public boolean tracesEnd(long nanos, @Nullable ProblemType problem) {
			StreamedRepliesTests.this.times.add(Duration.ofNanos(nanos));
			return true;
		}

		@Override
		public void ended(RequestTrace trace, @Nullable ProblemType problem) {
			StreamedRepliesTests.this.outcomes.add(trace.outcome());
		}

	};

	/** The exceptions of handlers, and of their cancellation. */
	private final List<@Nullable Throwable> failures = new ArrayList<>();

	private final WorkerListener listener = new WorkerListener() {

		@Override
		public void handlerFailed(RequestReference request, @Nullable Throwable failure) {
			StreamedRepliesTests.this.failures.add(failure);
		}

		@Override
		public void executorRejected(Throwable failure) {
			StreamedRepliesTests.this.failures.add(failure);
		}

	};

	/** Whether tasks run only when the test runs them. */
	private boolean held;

	/** Whether the executor rejects tasks. */
	private boolean full;

	StreamedRepliesTests() {
		this.handlers.register("watch",
				new Streaming((request) -> StreamedReply.of(request, this.source, Echo.JSON::write), true));
		this.handlers.register("one",
				(request) -> CompletableFuture.completedFuture(request.reply(request.data(), Map.of())));
	}

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
	}

	private WorkerConnection worker() {
		WorkerConnection worker = start(WorkerSettings.worker(ADDRESS));
		socket().connected();
		this.transport.turn();
		return worker;
	}

	private WorkerConnection start(WorkerSettings settings) {
		AtomicInteger abandoned = new AtomicInteger();
		WorkerContext context = new WorkerContext(settings, this.handlers,
				new LimitedExecutor(this::execute, Integer.MAX_VALUE), this.transport, this.listener, this.tracing,
				abandoned, new AtomicLong(),
				new WorkerReport(settings, this.handlers, abandoned, List::of, List::of, Instant.EPOCH));
		WorkerConnection worker = new WorkerConnection("zmqf-worker", context, ADDRESS, null);
		this.transport.open();
		socket().peerProperties(Map.of("X-Zmqf", "cancel,stream,all"));
		return worker;
	}

	private void execute(Runnable task) {
		if (this.full) {
			throw new RejectedExecutionException("full");
		}
		if (this.held) {
			this.tasks.add(task);
		}
		else {
			task.run();
		}
	}

	private void runTasks() {
		this.held = false;
		for (Runnable task; (task = this.tasks.poll()) != null;) {
			task.run();
		}
		this.transport.turn();
	}

	private ScriptedSocket socket() {
		return this.transport.socket(0);
	}

	private void say(String... frames) {
		byte[][] bytes = new byte[frames.length][];
		for (int i = 0; i < frames.length; i++) {
			bytes[i] = frames[i].getBytes(StandardCharsets.UTF_8);
		}
		socket().incoming(bytes);
		this.transport.turn();
	}

	private void give(int items) {
		for (int i = 0; i < items; i++) {
			this.source.subscriber().onNext(i);
		}
		this.transport.turn();
	}

	private List<String> sent(String peer) {
		return socket().sent()
			.stream()
			.map(RawPeer::text)
			.filter((frames) -> frames.get(0).equals(peer))
			.map((frames) -> frames.get(2) + " " + frames.get(3))
			.toList();
	}

	@Test
	void itemsAreRequestedAsCreditComesAndTheEndComesLast() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", TERMS);
		assertThat(this.source.requested).containsExactly(2L);
		give(2);
		say("t", "", "zmqf.credit", "3");
		assertThat(this.source.requested).containsExactly(2L, 3L);
		give(1);
		this.source.subscriber().onComplete();
		this.transport.turn();
		assertThat(sent("t")).containsExactly("zmqf.item 0", "zmqf.item 1", "zmqf.item 0", "watch null");
		assertThat(worker.load()).isZero();
		assertThat(this.source.cancelled).isZero();
	}

	@Test
	void streamForWhichThereIsNoThreadEndsAsBusyAndIsReported() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", TERMS);
		give(2);
		this.full = true;
		say("t", "", "zmqf.credit", "3");
		assertThat(sent("t")).last().asString().contains("busy");
		assertThat(this.failures).singleElement().asString().contains("full");
		assertThat(worker.load()).isZero();
	}

	@Test
	void creditCountsThatComesBeforeTheHandlerHasBegun() {
		worker();
		this.held = true;
		say("t", "", "watch", "1", TERMS);
		say("t", "", "zmqf.credit", "3");
		say("t", "", "zmqf.credit", "4");
		this.held = false;
		runTasks();
		this.transport.turn();
		give(2);
		assertThat(this.source.requested()).isEqualTo(9);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "65536", "many", "" })
	void creditThatIsNoneIsIgnored(String none) {
		worker();
		say("t", "", "watch", "1", TERMS);
		give(2);
		this.held = true;
		this.transport.clock().advance(Duration.ofMillis(10));
		say("t", "", "zmqf.credit", none);
		assertThat(this.tasks).isEmpty();
		assertThat(this.source.requested).containsExactly(2L);
	}

	@Test
	void creditIsNeverMoreThanTheLargest() {
		worker();
		say("t", "", "watch", "1", TERMS);
		for (int i = 0; i < 3; i++) {
			say("t", "", "zmqf.credit", "65535");
		}
		int given = 0;
		for (int open; (open = (int) this.source.requested() - given) > 0; given += open) {
			give(open);
		}
		assertThat(given).isEqualTo(65_535);
	}

	@Test
	void sourceThatExceedsTheDemandEndsItsStream() {
		worker();
		say("t", "", "watch", "1", TERMS);
		give(4);
		assertThat(sent("t")).hasSize(3).last().asString().startsWith("error ").contains("handler-failed");
		assertThat(this.source.cancelled).isOne();
	}

	@Test
	void sourceThatIgnoresItsEndIsNotSent() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", TERMS);
		give(1);
		say("t", "", "zmqf.cancel", "null");
		assertThat(this.source.cancelled).isPositive();
		give(5);
		this.source.subscriber().onError(new IllegalStateException("late"));
		this.source.subscriber().onComplete();
		this.transport.turn();
		assertThat(sent("t")).containsExactly("zmqf.item 0");
		assertThat(worker.load()).isZero();
	}

	@Test
	void lastItemAndCancellationThatCrossLeaveNothing() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", TERMS);
		this.source.subscriber().onNext(1);
		this.source.subscriber().onComplete();
		say("t", "", "zmqf.cancel", "null");
		say("t", "", "zmqf.cancel", "null");
		say("t", "", "zmqf.credit", "2");
		assertThat(worker.load()).isZero();
		assertThat(this.source.requested).containsExactly(2L);
	}

	@Test
	void exceptionOfRequestEndsTheStream() {
		worker();
		this.source.onRequest = (n) -> {
			throw new IllegalStateException("on purpose");
		};
		say("t", "", "watch", "1", TERMS);
		assertThat(sent("t")).singleElement().asString().startsWith("error ").contains("handler-failed");
		assertThat(this.source.cancelled).isOne();
	}

	@Test
	void exceptionOfCancelAffectsNoOtherRequest() {
		WorkerConnection worker = worker();
		this.source.onCancel = () -> {
			throw new IllegalStateException("on purpose");
		};
		say("t", "", "watch", "1", TERMS);
		say("t", "", "zmqf.cancel", "null");
		assertThat(this.failures).singleElement().asString().contains("on purpose");
		assertThat(worker.load()).isZero();
		say("u", "", "one", "7");
		assertThat(sent("u")).containsExactly("one 7");
	}

	@Test
	void iteratorThatCanNotBeClosedAfterItsCancellationIsReported() {
		WorkerConnection worker = worker();
		this.handlers.register("iterate",
				new Streaming((request) -> StreamedReply.of(request, IntStream.iterate(0, (i) -> i + 1).iterator(),
						StreamedRepliesTests::close, Runnable::run, Echo.JSON::write), true));
		say("t", "", "iterate", "1", TERMS);
		assertThat(sent("t")).containsExactly("zmqf.item 0", "zmqf.item 1");
		say("t", "", "zmqf.cancel", "null");
		assertThat(this.failures).singleElement().asString().contains("on close");
		assertThat(worker.load()).isZero();
	}

	@Test
	void iteratorThatCanNotBeClosedAfterTheCancellationOfOneReplyIsReported() {
		CollectedItems items = new CollectedItems(new Message("iterate", Message.NO_DATA), Echo.JSON::write, 9, 99,
				this.failures::add);
		IteratorSubscription source = new IteratorSubscription(
				IntStream.range(0, 3).peek((item) -> items.cancel(true)).iterator(), StreamedRepliesTests::close,
				Runnable::run, items);
		items.onSubscribe(source);
		assertThat(this.failures).singleElement().asString().contains("on close");
		assertThat(source).isCompletedExceptionally();
	}

	private static void close() {
		throw new IllegalStateException("on close");
	}

	@Test
	void iteratorWithoutItsContextEndsItsReplyAndIsClosed() {
		WorkerConnection worker = worker();
		AtomicInteger closed = new AtomicInteger();
		this.handlers.register("iterate", new Streaming(
				(request) -> StreamedReply.of(request, List.of(1, 2).iterator(), closed::incrementAndGet, (work) -> {
					throw new IllegalStateException("no context");
				}, Echo.JSON::write), true));
		say("t", "", "iterate", "1", TERMS);
		assertThat(sent("t")).singleElement().asString().startsWith("error ").contains("handler-failed");
		assertThat(this.failures).singleElement().asString().contains("no context");
		assertThat(closed).hasValue(1);
		assertThat(worker.load()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { TERMS, "{\"zmqf-timeout\":\"1000\"}" })
	void publisherWithoutASubscriptionEndsItsReply(String headers) {
		WorkerConnection worker = worker();
		this.handlers.register("none",
				new Streaming((request) -> StreamedReply.of(request,
						(Flow.Publisher<Object>) (subscriber) -> subscriber.onSubscribe(null), Echo.JSON::write),
						true));
		say("t", "", "none", "1", headers);
		assertThat(sent("t")).singleElement().asString().startsWith("error ").contains("handler-failed");
		assertThat(worker.load()).isZero();
	}

	@Test
	void streamThatIsOpenWhenItsNodeStopsIsNoFailureOfItsHandler() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", TERMS);
		give(1);
		worker.onClose();
		this.transport.turn();
		assertThat(this.source.cancelled).isOne();
		assertThat(sent("t")).last().asString().contains("worker-lost");
		assertThat(this.failures).isEmpty();
	}

	@Test
	void cancelledRequestEndsWithoutAReply() {
		worker();
		say("t", "", "watch", "1", TERMS);
		say("t", "", "zmqf.cancel", "null");
		assertThat(this.outcomes).containsExactly("ended without a reply");
	}

	@Test
	void secondSubscriptionIsCancelled() {
		worker();
		say("t", "", "watch", "1", TERMS);
		Source second = new Source();
		second.subscribe(this.source.subscriber());
		assertThat(second.cancelled).isOne();
		assertThat(second.requested).isEmpty();
		give(1);
		assertThat(sent("t")).containsExactly("zmqf.item 0");
	}

	@Test
	void handlerThatThrowsAfterItHasRepliedStopsItsSource() {
		WorkerConnection worker = worker();
		this.handlers.register("throws", new Streaming((request) -> {
			StreamedReply.of(request, this.source, Echo.JSON::write);
			throw new IllegalStateException("on purpose");
		}, true));
		say("t", "", "throws", "1", TERMS);
		assertThat(sent("t")).singleElement().asString().startsWith("error ");
		assertThat(this.source.cancelled).isOne();
		assertThat(worker.load()).isZero();
	}

	@Test
	void termsThatCanNotBeReadAreMalformed() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", "{\"zmqf-stream\":\"0\"}");
		assertThat(sent("t")).singleElement().asString().startsWith("error ").contains("malformed");
		assertThat(worker.load()).isZero();
	}

	@Test
	void streamThatHasNotBegunEndsWithItsConnection() {
		socketAnnouncesOnlyStreams();
		this.held = true;
		say("t", "", "watch", "1", TERMS);
		socket().disconnected();
		socket().peerGone();
		this.transport.turn();
		runTasks();
		assertThat(this.source.requested).isEmpty();
	}

	private void socketAnnouncesOnlyStreams() {
		start(WorkerSettings.worker(ADDRESS));
		socket().peerProperties(Map.of("X-Zmqf", "stream"));
		socket().connected();
		this.transport.turn();
	}

	@Test
	void itemsWaitForAFullConnectionInTheirOrder() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", TERMS);
		socket().takes(false);
		give(2);
		this.source.subscriber().onComplete();
		this.transport.turn();
		assertThat(sent("t")).isEmpty();
		assertThat(worker.load()).isOne();
		socket().takes(true);
		this.transport.turn();
		assertThat(sent("t")).containsExactly("zmqf.item 0", "zmqf.item 1", "watch null");
		assertThat(worker.load()).isZero();
	}

	@Test
	void fewItemsAreRequestedWhileTheirSizeIsUnknown() {
		worker();
		say("t", "", "watch", "1", MANY);
		assertThat(this.source.requested).containsExactly(16L);
		give(1);
		assertThat(this.source.requested).containsExactly(16L, 984L);
	}

	@Test
	void noMoreItemsAreRequestedWhileThoseThatWaitTakeMuchMemory() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", MANY);
		socket().takes(false);
		String large = "x".repeat(300_000);
		int given = 0;
		for (; given < this.source.requested(); given++) {
			this.source.subscriber().onNext(given + large);
		}
		this.transport.turn();
		assertThat(this.source.requested()).isEqualTo(16);
		for (int turn = 0; turn < 20; turn++) {
			socket().takes(true);
			this.transport.turn();
			socket().takes(false);
			assertThat(this.source.requested() - given).as("of less than 1 MB").isBetween(1L, 3L);
			for (; given < this.source.requested(); given++) {
				this.source.subscriber().onNext(given + large);
			}
		}
		this.source.subscriber().onComplete();
		socket().takes(true);
		this.transport.turn();
		List<String> sent = sent("t");
		assertThat(sent).hasSize(given + 1);
		for (int i = 0; i < given; i++) {
			assertThat(sent.get(i)).startsWith("zmqf.item \"" + i + "x");
		}
		assertThat(worker.load()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void unsentItemsOfAllStreamsTogetherTakeAPartOfTheMemory(int streams) {
		this.transport.limitMemory(20_000);
		worker();
		List<Source> sources = new ArrayList<>();
		for (int i = 0; i < streams; i++) {
			Source own = new Source();
			this.handlers.register("own" + i,
					new Streaming((request) -> StreamedReply.of(request, own, Echo.JSON::write), true));
			sources.add(own);
		}
		for (int i = 0; i < streams; i++) {
			say("t" + i, "", "own" + i, "1", MANY);
		}
		socket().takes(false);
		for (int round = 0; round < 100; round++) {
			for (int i = 0; i < streams; i++) {
				Source own = sources.get(i);
				for (; own.given < own.requested(); own.given++) {
					own.subscriber().onNext(7);
				}
				say("t" + i, "", "zmqf.credit", "1");
			}
		}
		int unsent = sources.stream().mapToInt((own) -> own.given).sum();
		assertThat(unsent).as("of half of the memory, with 49 bytes each").isBetween(150, 10_000 / 49 + streams);
	}

	@Test
	void timeoutIsThatOfTheNextItemWhileTheCallerHasRoom() {
		worker();
		say("t", "", "watch", "1", TERMS);
		for (int i = 0; i < 3; i++) {
			pass(Duration.ofMillis(900));
			give(1);
			say("t", "", "zmqf.credit", "1");
		}
		give(2);
		pass(Duration.ofMinutes(5));
		assertThat(this.source.cancelled).isZero();
		say("t", "", "zmqf.credit", "1");
		pass(Duration.ofMillis(900));
		assertThat(this.source.cancelled).isZero();
		pass(Duration.ofMillis(300));
		assertThat(this.source.cancelled).isOne();
		pass(Duration.ofMillis(100));
		assertThat(sent("t")).last().asString().contains("deadline-exceeded");
	}

	@Test
	void itemsWaitForAConnectionNoLongerThanTheirCallerForTheNextOne() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		say("c", "", "watch", "1", MANY);
		give(1);
		socket().takes(false);
		give(3);
		pass(Duration.ofMillis(900));
		assertThat(this.source.cancelled).isZero();
		socket().takes(true);
		pass(Duration.ofMillis(100));
		socket().takes(false);
		give(3);
		pass(Duration.ofMillis(900));
		assertThat(this.source.cancelled).isZero();
		pass(Duration.ofMillis(300));
		assertThat(this.source.cancelled).isOne();
		assertThat(server.load()).isZero();
	}

	private void pass(Duration time) {
		for (long left = time.toMillis(); left > 0; left -= 100) { // as its watch checks
			this.transport.clock().advance(Duration.ofMillis(Math.min(left, 100)));
			this.transport.turn();
		}
	}

	@Test
	void streamTakesTheTimeUntilItsFirstItem() {
		worker();
		say("t", "", "watch", "1", TERMS);
		pass(Duration.ofMillis(300));
		give(2);
		pass(Duration.ofMinutes(1));
		this.source.subscriber().onComplete();
		this.transport.turn();
		assertThat(this.times).containsExactly(Duration.ofMillis(300));
	}

	@Test
	void handlerWithinAHandlerLeavesTheOuterOneItsItems() {
		worker();
		this.handlers.register("inner", Streaming.iterator((request) -> IntStream.range(0, 3).iterator(), () -> {
		}).onLoop());
		this.handlers.register("outer", new Streaming((request) -> {
			say("inner", "", "inner", "1", TERMS); // as the thread of a caller does
			return StreamedReply.of(request, this.source, Echo.JSON::write);
		}, true));
		this.held = true;
		say("t", "", "outer", "1", TERMS);
		runTasks();
		give(1);
		assertThat(sent("inner")).containsExactly("zmqf.item 0", "zmqf.item 1");
		assertThat(sent("t")).containsExactly("zmqf.item 0");
	}

	@Test
	void threadThatContinuesWithGrantedCreditIsReleasedWithItsRequest() {
		worker();
		AtomicInteger overdue = Objects.requireNonNull(this.handlers.find("watch".getBytes(StandardCharsets.UTF_8)))
			.overdue();
		List<Integer> released = new ArrayList<>();
		this.held = true;
		say("t", "", "watch", "1", TERMS);
		this.source.onRequest = (n) -> {
			if (this.source.requested() == 2) {
				give(2);
				say("t", "", "zmqf.credit", "1"); // for which another thread is requested
			}
			else {
				say("t", "", "zmqf.cancel", "null");
				released.add(overdue.get());
			}
		};
		runTasks();
		assertThat(released).containsExactly(1);
		assertThat(overdue).hasValue(0);
	}

	@Test
	void itemsLeaveWayForOtherRepliesOfAWorker() {
		worker();
		say("t", "", "watch", "1", MANY);
		socket().takes(false);
		give(5);
		say("t", "", "one", "7");
		socket().takes(true);
		this.transport.turn();
		assertThat(sent("t")).hasSize(6).startsWith("one 7", "zmqf.item 0");
	}

	@Test
	void otherRepliesHaveTheirTurnAmongManyItems() {
		WorkerConnection worker = worker();
		say("t", "", "watch", "1", MANY);
		give(1);
		this.held = true;
		say("t", "", "one", "7");
		for (int i = 0; i < 600; i++) {
			this.source.subscriber().onNext(i);
		}
		runTasks();
		assertThat(sent("t").indexOf("one 7")).isBetween(1, 300);
		assertThat(sent("t")).hasSize(602);
		this.source.subscriber().onComplete();
		this.transport.turn();
		assertThat(sent("t")).last().isEqualTo("watch null");
		assertThat(worker.load()).isZero();
	}

	@Test
	void itemsLeaveWayForOtherRepliesOfAServer() {
		WorkerConnection server = start(WorkerSettings.server(ADDRESS));
		say("c", "", "watch", "1", TERMS);
		socket().sending("c", SendResult.FULL);
		give(1);
		say("c", "", "one", "7");
		say("c", "", "one", "8", "{\"zmqf-timeout\":\"60000\",\"zmqf-to\":\"all\"}");
		socket().sending("c", SendResult.SENT);
		this.transport.clock().advance(Duration.ofMillis(5));
		this.transport.turn();
		assertThat(sent("c")).hasSize(4)
			.startsWith("one 7", "zmqf.item 8")
			.endsWith("zmqf.item 0")
			.anyMatch((reply) -> reply.startsWith("one {\"asked\":["));
		assertThat(server.load()).isOne();
	}

	@Test
	void ofManyClientsThatTakeNoItemsAPartIsTriedAtATime() {
		start(WorkerSettings.server(ADDRESS).withConcurrency(100, 0));
		List<String> clients = IntStream.range(0, 100).mapToObj((i) -> "client" + i).toList();
		for (String client : clients) {
			socket().sending(client, SendResult.FULL);
			say(client, "", "watch", "1", TERMS);
			give(1);
		}
		for (int i = 0; i < 10; i++) {
			int before = socket().attemptsToSend();
			this.transport.clock().advance(Duration.ofMillis(5));
			this.transport.turn();
			assertThat(socket().attemptsToSend() - before).isEqualTo(20);
		}
		clients.forEach((client) -> socket().sending(client, SendResult.SENT));
		this.transport.clock().advance(Duration.ofMillis(5));
		this.transport.turn();
		assertThat(clients).allSatisfy((client) -> assertThat(sent(client)).containsExactly("zmqf.item 0"));
	}

	@Test
	void retryOfAServerIsNotPutOffByFurtherItems() {
		start(WorkerSettings.server(ADDRESS));
		for (String client : List.of("a", "b", "c", "d")) {
			socket().sending(client, SendResult.FULL);
			say(client, "", "watch", "1", TERMS);
			give(1);
			this.transport.clock().advance(Duration.ofMillis(1));
			this.transport.turn();
			socket().sending("a", SendResult.SENT);
		}
		assertThat(sent("a")).containsExactly("zmqf.item 0");
	}

	/** A publisher whose subscriber is the test's to call. */
	private static final class Source implements Flow.Publisher<Object> {

		private final List<Long> requested = new ArrayList<>();

		private Flow.@Nullable Subscriber<? super Object> subscriber;

		private long requested() {
			return this.requested.stream().mapToLong(Long::longValue).sum();
		}

		private Consumer<Long> onRequest = (n) -> {
		};

		private Runnable onCancel = () -> {
		};

		private int cancelled;

		private int given;

		Flow.Subscriber<? super Object> subscriber() {
			return Objects.requireNonNull(this.subscriber);
		}

		@Override
		public void subscribe(Flow.Subscriber<? super Object> given) {
			this.subscriber = given;
			given.onSubscribe(new Flow.Subscription() {

				@Override
				public void request(long n) {
					Source.this.requested.add(n);
					Source.this.onRequest.accept(n);
				}

				@Override
				public void cancel() {
					Source.this.cancelled++;
					Source.this.onCancel.run();
				}

			});
		}

	}

}
