package io.zmqf.transport.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.support.Echo;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Callers whose stack overflows within the engine: the same call with increasing stack,
 * so that it overflows at each call in turn.
 */
@Timeout(240)
class StackOverflowTests {

	private static final int CALLS = 400;

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	/**
	 * Calls something at the end of the stack, and with one more frame of it each time.
	 */
	@SuppressWarnings("InfiniteRecursion") // which ends with the stack
	private static int callAtTheEnd(Runnable call, AtomicInteger left) {
		int depth;
		try {
			depth = callAtTheEnd(call, left) + 1;
		}
		catch (StackOverflowError ex) {
			depth = 0;
		}
		if (left.get() > 0) {
			left.decrementAndGet();
			try {
				call.run();
			}
			catch (StackOverflowError ex) {
				// the stack was filled for this purpose
			}
		}
		return depth;
	}

	private static void atTheEndOfAStack(Runnable call) throws InterruptedException {
		AtomicInteger left = new AtomicInteger(CALLS);
		Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
		Thread thread = new Thread(null, () -> callAtTheEnd(call, left), "full stack", 262_144);
		thread.setUncaughtExceptionHandler((failed, ex) -> thrown.add(ex));
		thread.start();
		thread.join(TimeUnit.SECONDS.toMillis(60));
		assertThat(thread.isAlive()).as("the caller is still at work").isFalse();
		assertThat(thrown).isEmpty();
		assertThat(left).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void loopContinuesAfterAStackOverflowAtAnyDepth(boolean here) throws Exception {
		RecordingListener listener = new RecordingListener();
		NioTransport transport = new NioTransport(listener);
		SocketLoop[] router = new SocketLoop[1];
		router[0] = transport.create("router",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("tcp://127.0.0.1:0")),
				(frames) -> router[0].send(frames));
		Endpoint endpoint = router[0].start();
		SocketLoop dealer = transport.create("dealer", SocketSettings.asking(endpoint), (frames) -> {
		});
		dealer.start();
		assertLoopContinues(transport, endpoint);
		List<CompletableFuture<String>> outcomes = new ArrayList<>();
		atTheEndOfAStack(() -> {
			CompletableFuture<String> outcome = new CompletableFuture<>();
			LoopTask task = new LoopTask() {

				@Override
				public void run() {
					dealer.send(new byte[][] { new byte[100] });
					outcome.complete("run");
				}

				@Override
				public void reject() {
					outcome.complete("rejected");
				}

			};
			if (here) {
				dealer.executeHere(task);
			}
			else {
				dealer.execute(task);
			}
			outcomes.add(outcome); // only where the call returned
		});
		assertThat(outcomes).isNotEmpty();
		assertLoopContinues(transport, endpoint);
		assertThat(dealer.query(() -> true, false)).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(true);
		assertThat(CompletableFuture.runAsync(transport::close)).succeedsWithin(10, TimeUnit.SECONDS);
	}

	private static void assertLoopContinues(NioTransport transport, Endpoint endpoint) {
		CompletableFuture<byte[][]> reply = new CompletableFuture<>();
		SocketLoop[] good = new SocketLoop[1];
		good[0] = transport.create("good", SocketSettings.asking(endpoint), new io.zmqf.transport.SocketHandler() {

			@Override
			public void onMessage(byte[][] frames) {
				reply.complete(frames);
			}

			@Override
			public void onConnected() {
				good[0].send(new byte[][] { { 42 } });
			}

		});
		good[0].start();
		assertThat(reply).succeedsWithin(30, TimeUnit.SECONDS);
		good[0].close();
	}

	@Test
	void everyRequestHasItsOutcomeAfterAStackOverflowAtAnyDepth() throws Exception {
		NioTransport transport = new NioTransport(TransportListener.NONE);
		Worker server = new Worker(WorkerSettings.server(Endpoint.parse("tcp://127.0.0.1:0")), Echo.handlers("server"),
				this.executor, transport, WorkerListener.NONE);
		server.start();
		RequestClient client = new RequestClient(
				ClientSettings.of("client", server.endpoints().get(0)).withTimeout(Duration.ofSeconds(3)), transport,
				Echo.JSON, this.executor);
		assertThat(client.event("echo").data("first").timeout(LONG).request(JsonNode.class)).isNotNull();
		List<CompletableFuture<JsonNode>> outcomes = new ArrayList<>();
		atTheEndOfAStack(() -> outcomes.add(client.requestAsync("echo", "full", JsonNode.class)));
		assertThat(outcomes).isNotEmpty();
		for (CompletableFuture<JsonNode> outcome : outcomes) {
			outcome.handle((reply, ex) -> true).get(30, TimeUnit.SECONDS);
		}
		assertThat(client.event("echo").data("last").timeout(LONG).request(JsonNode.class)).isNotNull();
		await().until(() -> client.status().inFlight() == 0);
		assertThat(CompletableFuture.runAsync(() -> {
			client.close();
			server.stop(Duration.ofSeconds(1));
			transport.close();
		})).succeedsWithin(20, TimeUnit.SECONDS);
		this.executor.shutdownNow();
	}

}
