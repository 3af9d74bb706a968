package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.concurrent.LimitedExecutor;
import io.zmqf.message.Message;
import io.zmqf.message.RequestTracing;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ScriptedSocket;
import io.zmqf.transport.SteppedTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

	private WorkerConnection start(WorkerSettings settings) {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("slow", this::handle);
		AtomicInteger abandoned = new AtomicInteger();
		WorkerContext context = new WorkerContext(settings, handlers,
				new LimitedExecutor(Runnable::run, Integer.MAX_VALUE), this.transport, WorkerListener.NONE,
				RequestTracing.NONE, abandoned, new WorkerReport(settings, handlers, abandoned, List::of, List::of));
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
		for (Runnable next; (next = this.begun.poll()) != null; this.answered++) {
			next.run();
			this.transport.turn();
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
