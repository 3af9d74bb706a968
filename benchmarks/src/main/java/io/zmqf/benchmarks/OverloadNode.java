package io.zmqf.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.JsonData;
import io.zmqf.message.Message;
import io.zmqf.router.Router;
import io.zmqf.router.RouterListener;
import io.zmqf.router.RouterSettings;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.nio.NioTransport;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import tools.jackson.databind.json.JsonMapper;

/**
 * A router, a worker and a client that overloads the worker: {@code OverloadNode
 * <percent>…} prints {@code GOODPUT <percent> <replies per second>} for each load.
 */
public final class OverloadNode {

	static final int THREADS = 16;

	static final Duration WORK = Duration.ofMillis(100);

	static final Duration DEADLINE = Duration.ofMillis(200);

	private static final Duration LEAD = Duration.ofMillis(1500);

	private static final Duration MEASURED = Duration.ofSeconds(3);

	private static final long CAPACITY = THREADS * TimeUnit.SECONDS.toMillis(1) / WORK.toMillis();

	private OverloadNode() {
	}

	/**
	 * Runs the measurement.
	 * @param args the loads in percent of the worker's capacity
	 */
	public static void main(String[] args) {
		Endpoint any = Endpoint.parse("tcp://127.0.0.1:0");
		ExecutorService threads = Executors.newCachedThreadPool();
		NioTransport transport = new NioTransport(TransportListener.NONE);
		Router router = new Router(RouterSettings.of(any, any), transport, RouterListener.NONE);
		router.start();
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("work", new Work());
		Worker worker = new Worker(WorkerSettings.worker(router.backend()).withConcurrency(THREADS, 64), handlers,
				threads, transport, WorkerListener.NONE);
		worker.start();
		RequestClient client = new RequestClient(ClientSettings.of("client", router.frontend()), transport,
				new JsonData(JsonMapper.shared()), threads);
		client.event("work").timeout(Duration.ofSeconds(20)).request(Integer.class);
		for (String percent : args) {
			double goodput = goodput(client, CAPACITY * Integer.parseInt(percent) / 100);
			System.out.printf(Locale.ROOT, "GOODPUT %s %.1f%n", percent, goodput);
		}
		System.exit(0);
	}

	/** Sends requests at a constant rate, and returns the rate of replies in time. */
	private static double goodput(RequestClient client, long rate) {
		AtomicLong replies = new AtomicLong();
		long start = System.nanoTime();
		long from = start + LEAD.toNanos();
		long end = from + MEASURED.toNanos();
		long pause = TimeUnit.SECONDS.toNanos(1) / rate;
		for (long next = start; next - end < 0; next += pause) {
			for (long left; (left = next - System.nanoTime()) > 0;) {
				LockSupport.parkNanos(left);
			}
			client.event("work").timeout(DEADLINE).requestAsync(Integer.class).whenComplete((reply, failure) -> {
				long now = System.nanoTime();
				if (failure == null && now - from >= 0 && now - end < 0) {
					replies.incrementAndGet();
				}
			});
		}
		LockSupport.parkNanos(2 * DEADLINE.toNanos());
		return (double) replies.get() * TimeUnit.SECONDS.toNanos(1) / MEASURED.toNanos();
	}

	/** A handler that waits for something else. */
	private static final class Work implements RequestHandler {

		@Override
		public CompletionStage<Message> handle(Message request) throws InterruptedException {
			Thread.sleep(WORK.toMillis());
			return CompletableFuture.completedFuture(request.reply(new byte[] { '1' }, Map.of()));
		}

		@Override
		public boolean isInterruptible() {
			return true;
		}

	}

}
