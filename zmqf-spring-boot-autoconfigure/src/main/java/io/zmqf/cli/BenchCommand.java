package io.zmqf.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.info.EventMeter;
import io.zmqf.info.NodeStats.EventStats;
import io.zmqf.info.NodeStats.SlowRequest;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Measures the time of requests. Each caller waits for a reply before its next request.
 */
final class BenchCommand {

	private static final int MAX_CALLERS = 1024;

	private static final long TICK_MILLIS = 100;

	private BenchCommand() {
	}

	static int run(Arguments arguments, Output output) throws IOException {
		int callers = arguments.number("--concurrency", 16, 1, MAX_CALLERS);
		int requests = arguments.number("--requests", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
		Duration duration = arguments.duration("--duration",
				arguments.has("--requests") ? Duration.ofHours(1) : Duration.ofSeconds(10));
		try (Connection connection = Connection.open(arguments)) {
			String event = arguments.required("The event");
			byte[] data = arguments.data();
			arguments.end();
			// fail early if the event has no handler
			connection.request(event, data).request(byte[].class);
			Run run = new Run(connection, event, data, requests, duration);
			ProgressBar progress = arguments.has("--quiet") ? null : new ProgressBar(output.err());
			run.measure(callers, progress);
			output.print(run.result(event));
			return run.failures.isEmpty() ? Command.OK : Command.PROBLEM;
		}
	}

	/** One measurement. */
	private static final class Run {

		private final Connection connection;

		private final String event;

		private final byte @Nullable [] data;

		private final long requests;

		private final long begun = System.nanoTime();

		private final long nanos;

		private final AtomicLong sent = new AtomicLong();

		private final AtomicLong ended = new AtomicLong();

		private final EventMeter meter = new EventMeter(this.begun);

		private final Map<String, Long> failures = new ConcurrentHashMap<>();

		Run(Connection connection, String event, byte @Nullable [] data, long requests, Duration duration) {
			this.connection = connection;
			this.event = event;
			this.data = data;
			this.requests = requests;
			this.nanos = duration.toNanos();
		}

		void measure(int callers, @Nullable ProgressBar progress) {
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < callers; i++) {
				Thread thread = new Thread(this::call, "zmqf-bench-" + i);
				thread.setDaemon(true);
				thread.start();
				threads.add(thread);
			}
			try {
				for (Thread thread : threads) {
					for (thread.join(TICK_MILLIS); thread.isAlive(); thread.join(TICK_MILLIS)) {
						if (progress != null) {
							progress.show(share(), this.ended.get(), seconds());
						}
					}
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (progress != null) {
				progress.end(this.ended.get(), seconds());
			}
		}

		private void call() {
			while (System.nanoTime() - this.begun < this.nanos && this.sent.getAndIncrement() < this.requests) {
				long start = System.nanoTime();
				try {
					this.connection.request(this.event, this.data).request(byte[].class);
				}
				catch (ZmqRemoteException ex) {
					this.failures.merge(Integer.toString(ex.getStatus()), 1L, Long::sum);
				}
				catch (ZmqException ex) {
					this.failures.merge(ex.getClass().getSimpleName(), 1L, Long::sum);
				}
				long time = System.nanoTime() - start;
				if (this.meter.answered(time)) {
					this.meter.slowest(time, Instant.now(), null);
				}
				this.ended.incrementAndGet();
			}
		}

		private double share() {
			double byTime = (double) (System.nanoTime() - this.begun) / this.nanos;
			double byNumber = (double) this.ended.get() / this.requests;
			return Math.min(1, Math.max(byTime, byNumber));
		}

		private double seconds() {
			return (System.nanoTime() - this.begun) / (double) TimeUnit.SECONDS.toNanos(1);
		}

		ObjectNode result(String name) {
			EventStats stats = this.meter.stats(name, 0, 0, 0, System.nanoTime());
			SlowRequest slowest = stats.slowest();
			ObjectNode result = Output.object()
				.put("event", name)
				.put("requests", stats.requests())
				.put("seconds", stats.window())
				.put("rate", stats.rate())
				.put("p50", stats.p50())
				.put("p99", stats.p99())
				.put("slowest", (slowest != null) ? slowest.time() : 0);
			ObjectNode failed = result.putObject("failures");
			this.failures.forEach(failed::put);
			return result;
		}

	}

}
