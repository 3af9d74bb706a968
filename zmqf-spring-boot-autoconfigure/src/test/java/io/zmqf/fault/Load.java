package io.zmqf.fault;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient;

import static org.awaitility.Awaitility.await;

/**
 * Sends requests with distinct ids at a constant rate, by several clients in turn,
 * independently of the outcomes of earlier ones.
 */
final class Load {

	private static final AtomicLong IDS = new AtomicLong();

	private static final long TICK_NANOS = 2_000_000;

	private final List<? extends ZmqClient> clients;

	private final Work work;

	private final Map<Long, Long> open = new ConcurrentHashMap<>();

	private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

	private final Thread thread = new Thread(this::run, "load");

	private volatile boolean stopped;

	/**
	 * The requests of a load.
	 *
	 * @param event the event
	 * @param micros the time that a handler works on it in microseconds
	 * @param idempotent {@code true} if it may be handled more than once
	 * @param perSecond the number of requests per second
	 * @param timeout the timeout of each request
	 * @param most the maximum number of requests
	 */
	record Work(String event, int micros, boolean idempotent, int perSecond, Duration timeout, long most) {

		static Work once(int perSecond) {
			return new Work("work", 500, false, perSecond, Form.patience(), Long.MAX_VALUE);
		}

		static Work repeatable(int perSecond) {
			return new Work("work", 500, true, perSecond, Form.patience(), Long.MAX_VALUE);
		}

		Work taking(int handlerMicros) {
			return new Work(this.event, handlerMicros, this.idempotent, this.perSecond, this.timeout, this.most);
		}

		Work within(Duration other) {
			return new Work(this.event, this.micros, this.idempotent, this.perSecond, other, this.most);
		}

		Work of(String other) {
			return new Work(other, this.micros, this.idempotent, this.perSecond, this.timeout, this.most);
		}

		Work upTo(int requests) {
			return new Work(this.event, this.micros, this.idempotent, this.perSecond, this.timeout, requests);
		}

	}

	private Load(Work work, List<? extends ZmqClient> clients) {
		this.work = work;
		this.clients = clients;
	}

	static Load start(Work work, List<? extends ZmqClient> clients) {
		Load load = new Load(work, clients);
		load.thread.start();
		return load;
	}

	/** The id of the last request of all loads. */
	static long latestId() {
		return IDS.get();
	}

	private void run() {
		long start = System.nanoTime();
		long sent = 0;
		while (!this.stopped) {
			long due = (System.nanoTime() - start) * this.work.perSecond() / 1_000_000_000L;
			for (; sent < Math.min(due, this.work.most()); sent++) {
				send(this.clients.get((int) (sent % this.clients.size())));
			}
			LockSupport.parkNanos(TICK_NANOS);
		}
	}

	private void send(ZmqClient client) {
		long id = IDS.incrementAndGet();
		long started = System.nanoTime();
		this.open.put(id, started);
		ZmqClient.RequestSpec request = client.event(this.work.event())
			.data(Map.of("id", id, "micros", this.work.micros()))
			.timeout(this.work.timeout());
		(this.work.idempotent() ? request.idempotent() : request).requestAsync(Long.class)
			.whenComplete((reply, failure) -> {
				this.outcomes.add(new Outcome(id, Outcome.kind(id, reply, failure), started, System.nanoTime()));
				this.open.remove(id);
			});
	}

	/** Returns the number of replies so far. */
	long answered() {
		return this.outcomes.stream().filter((outcome) -> outcome.is(Outcome.ANSWERED)).count();
	}

	/** Returns the number of failures since a time. */
	long failedSince(long moment) {
		return failures(moment).count();
	}

	/** Returns the time between that moment and the last failure in milliseconds. */
	long slowestFailureSinceMillis(long moment) {
		return failures(moment).mapToLong((outcome) -> (outcome.ended() - moment) / 1_000_000).max().orElse(0);
	}

	private Stream<Outcome> failures(long moment) {
		return this.outcomes.stream().filter((outcome) -> !outcome.is(Outcome.ANSWERED) && outcome.ended() >= moment);
	}

	/** Waits until a request that is sent from now on is answered. */
	long awaitAnswer() {
		long since = System.nanoTime();
		await().atMost(Duration.ofSeconds(30))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> this.outcomes.stream()
				.anyMatch((outcome) -> outcome.is(Outcome.ANSWERED) && outcome.started() >= since));
		return (System.nanoTime() - since) / 1_000_000;
	}

	/** Stops sending, waits for the open requests, and returns the outcomes of all. */
	Audit stop() {
		this.stopped = true;
		await().until(() -> !this.thread.isAlive());
		long end = System.nanoTime() + this.work.timeout().plusSeconds(5).toNanos();
		while (!this.open.isEmpty() && System.nanoTime() < end) {
			LockSupport.parkNanos(TICK_NANOS);
		}
		long now = System.nanoTime();
		this.open.forEach((id, started) -> this.outcomes.add(new Outcome(id, Outcome.HUNG, started, now)));
		return new Audit(List.copyOf(this.outcomes), this.work.timeout());
	}

}
