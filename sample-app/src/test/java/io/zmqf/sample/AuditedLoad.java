package io.zmqf.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests with distinct ids at a constant rate, independently of the outcomes of
 * earlier ones, and records the outcome of each.
 */
final class AuditedLoad implements AutoCloseable {

	static final String ANSWERED = "answered";

	/** Containers are slow on a busy machine. */
	static final Duration TIMEOUT = Duration.ofMinutes(1);

	private static final AtomicLong IDS = new AtomicLong();

	private static final long PAUSE_MILLIS = 20;

	private final ZmqClient client;

	private final boolean idempotent;

	private final Map<Long, Long> open = new ConcurrentHashMap<>();

	private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	/**
	 * The outcome of a request.
	 *
	 * @param id its id
	 * @param kind {@link #ANSWERED}, or the name of its error
	 * @param started the time at which it was sent, in nanoseconds
	 * @param ended the time of its outcome, in nanoseconds
	 */
	record Outcome(long id, String kind, long started, long ended) {

		boolean is(String other) {
			return this.kind.equals(other);
		}

		long millis() {
			return TimeUnit.NANOSECONDS.toMillis(this.ended - this.started);
		}

	}

	private AuditedLoad(ZmqClient client, boolean idempotent) {
		this.client = client;
		this.idempotent = idempotent;
	}

	/** Begins with 50 requests in a second. */
	static AuditedLoad start(ZmqClient client, boolean idempotent) {
		AuditedLoad load = new AuditedLoad(client, idempotent);
		load.clock.scheduleAtFixedRate(load::send, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
		return load;
	}

	/** The id of the last request of all loads. */
	static long latestId() {
		return IDS.get();
	}

	private void send() {
		long id = IDS.incrementAndGet();
		long started = System.nanoTime();
		this.open.put(id, started);
		ZmqClient.RequestSpec request = this.client.event("partition.work").data(id).timeout(TIMEOUT);
		(this.idempotent ? request.idempotent() : request).requestAsync(Long.class).whenComplete((reply, failure) -> {
			this.outcomes.add(new Outcome(id, kind(id, reply, failure), started, System.nanoTime()));
			this.open.remove(id);
		});
	}

	private static String kind(long id, @Nullable Long reply, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		if (cause instanceof ZmqRemoteException remote) {
			return remote.getProblem().type();
		}
		if (cause != null) {
			return cause.getClass().getSimpleName();
		}
		return (reply != null && reply == id) ? ANSWERED : "answered with " + reply;
	}

	List<Outcome> outcomes() {
		return List.copyOf(this.outcomes);
	}

	/** Returns the number of requests without an outcome. */
	int open() {
		return this.open.size();
	}

	/** Sends no more. */
	@Override
	public void close() {
		this.clock.shutdown();
	}

}
