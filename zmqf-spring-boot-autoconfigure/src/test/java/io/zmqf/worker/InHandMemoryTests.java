package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.Message;
import io.zmqf.message.RequestTracing;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** The memory of requests that are handled, of which each may be large. */
class InHandMemoryTests {

	private static final Endpoint ADDRESS = Endpoint.parse("tcp://127.0.0.1:5556");

	private static final int LARGE = 200_000;

	private final SteppedTransport transport = new SteppedTransport().limitMemory(1_000_000);

	private final Queue<Runnable> begun = new ArrayDeque<>();

	private int answered;

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.transport.failures()).isEmpty();
	}

	@Test
	void aServerHasLargeRequestsWaitThoughItHasThreadsAndNoSmallOnes() {
		start(WorkerSettings.server(ADDRESS));
		for (int i = 0; i < 5; i++) {
			request("client", LARGE);
		}
		assertThat(this.begun).hasSize(3);
		request("other", 1);
		assertThat(this.begun).hasSize(4);
		answerAll(6);
	}

	@Test
	void smallRequestsThatWaitForAPlaceDoNotWaitForLargeOnesToWhichMemoryIsMissing() {
		start(WorkerSettings.server(ADDRESS).withConcurrency(3, 0));
		for (int i = 0; i < 3; i++) {
			request("client", 300_000);
		}
		assertThat(this.begun).hasSize(2);
		request("other", 1);
		request("other", 2);
		assertThat(this.begun).hasSize(3);
		Queue<Runnable> large = new ArrayDeque<>(List.of(this.begun.remove(), this.begun.remove()));
		answerNext(this.begun);
		assertThat(this.begun).hasSize(1);
		request("other", 3); // behind the other small one
		assertThat(this.begun).hasSize(1);
		answerNext(this.begun);
		assertThat(this.begun).hasSize(1);
		answerNext(large);
		assertThat(this.begun).hasSize(2);
		this.begun.addAll(large);
		answerAll(6);
	}

	@Test
	void cancelledRequestHoldsNoMemory() {
		Queue<Runnable> threads = new ArrayDeque<>();
		LimitedExecutor executor = new LimitedExecutor(threads::add, 1);
		start(WorkerSettings.server(ADDRESS).withConcurrency(1, 1), executor);
		for (int i = 0; i < 1000; i++) {
			socket().incoming(bytes("client"), bytes("r" + i), new byte[0], bytes("slow"), bytes("1".repeat(1000)));
			socket().incoming(bytes("client"), bytes("r" + i), new byte[0], bytes("zmqf.cancel"), bytes("null"));
			this.transport.turn();
		}
		assertThat(executor.hasWaiting()).isFalse();
		assertThat(executor).extracting("waiting.tasks")
			.asInstanceOf(InstanceOfAssertFactories.COLLECTION)
			.hasSizeLessThan(100)
			.allSatisfy((run) -> assertThat(ReflectionTestUtils.getField(run, "work")).isNull());
		request("client", 1);
		threads.remove().run();
		answerAll(1);
	}

	@Test
	void aWorkerReadsNoMoreOfThem() {
		WorkerConnection worker = start(WorkerSettings.worker(ADDRESS));
		socket().connected();
		this.transport.turn();
		for (int i = 0; i < 5; i++) {
			request("token" + i, LARGE);
		}
		assertThat(this.begun).hasSize(3);
		assertThat(worker.load()).isEqualTo(3);
		answerAll(5);
	}

	@Test
	void smallRequestsCountByTheCapacity() {
		start(WorkerSettings.server(ADDRESS).withConcurrency(4, 4));
		for (int i = 0; i < 10; i++) {
			request("client", 1);
		}
		assertThat(this.begun).hasSize(8);
		answerAll(10);
	}

	private void answerNext(Queue<Runnable> next) {
		next.remove().run();
		this.answered++;
		this.transport.turn();
	}

	private WorkerConnection start(WorkerSettings settings) {
		return start(settings, new LimitedExecutor(Runnable::run, Integer.MAX_VALUE));
	}

	private WorkerConnection start(WorkerSettings settings, LimitedExecutor executor) {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("slow", this::handle);
		AtomicInteger abandoned = new AtomicInteger();
		WorkerContext context = new WorkerContext(settings, handlers, executor, this.transport, WorkerListener.NONE,
				RequestTracing.NONE, abandoned, new AtomicLong(),
				new WorkerReport(settings, handlers, abandoned, List::of, List::of, Instant.EPOCH));
		WorkerConnection connection = new WorkerConnection("zmqf-worker", context, ADDRESS, null);
		this.transport.open();
		return connection;
	}

	private CompletableFuture<Message> handle(Message request) {
		CompletableFuture<Message> reply = new CompletableFuture<>();
		this.begun.add(() -> reply.complete(request.reply(request.data(), Map.of())));
		return reply;
	}

	private void request(String sender, int size) {
		socket().incoming(bytes(sender), new byte[0], bytes("slow"), bytes("1".repeat(size)));
		this.transport.turn();
	}

	private void answerAll(int requests) {
		while (!this.begun.isEmpty()) {
			answerNext(this.begun);
		}
		assertThat(this.answered).isEqualTo(requests);
		assertThat(socket().sent().stream().filter((frames) -> frames.length == 4)).hasSize(requests);
	}

	private ScriptedSocket socket() {
		return this.transport.socket(0);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
