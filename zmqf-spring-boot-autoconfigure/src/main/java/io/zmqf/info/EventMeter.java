package io.zmqf.info;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

import io.zmqf.info.NodeStats.EventStats;
import io.zmqf.info.NodeStats.SlowRequest;
import io.zmqf.message.RequestReference;
import org.jspecify.annotations.Nullable;

/**
 * Counts the answered requests of one event by duration. Thread-safe. Recording a
 * duration costs one increment of a striped counter.
 *
 * @since 0.1.0
 */
public final class EventMeter {

	/**
	 * The number of counters for each doubling of the duration, so that each covers at
	 * most 13 %.
	 */
	private static final int STEPS = 8;

	/**
	 * Durations are counted in units of 1,024 ns. The counters cover more than an hour.
	 */
	private static final int UNIT_BITS = 10;

	private static final int SIZE = STEPS * 32;

	private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long SHORTEST_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final AtomicReferenceArray<@Nullable LongAdder> counts = new AtomicReferenceArray<>(SIZE);

	private final Map<Integer, LongAdder> errors = new ConcurrentHashMap<>();

	private volatile @Nullable Slow slowest;

	/** The begin of the current window, and that of the next one. */
	private Snapshot first;

	private Snapshot second;

	/**
	 * Creates a meter.
	 * @param now the current time, as from {@link System#nanoTime()}
	 */
	public EventMeter(long now) {
		this.first = new Snapshot(now, new long[SIZE], null);
		this.second = this.first;
	}

	/**
	 * Records an answered request.
	 * @param nanos the time from arrival to answer in nanoseconds
	 * @return {@code true} if it is the slowest recent request, which the caller must
	 * then report to {@link #slowest(long, Instant, String)}
	 */
	public boolean answered(long nanos) {
		count(index(nanos)).increment();
		Slow current = this.slowest;
		return current == null || nanos > current.nanos();
	}

	/**
	 * Records an answer that is a problem.
	 * @param status the status of the problem
	 */
	public void failed(int status) {
		this.errors.computeIfAbsent(status, (key) -> new LongAdder()).increment();
	}

	/**
	 * Records the slowest request.
	 * @param nanos the time from arrival to answer in nanoseconds
	 * @param ended the time of the answer
	 * @param trace the trace id, or {@code null} for none
	 */
	public synchronized void slowest(long nanos, Instant ended, @Nullable String trace) {
		Slow current = this.slowest;
		if (current == null || nanos > current.nanos()) {
			this.slowest = new Slow(nanos, ended, trace);
		}
	}

	/**
	 * Records an answered request.
	 * @param nanos the time from arrival to answer in nanoseconds
	 * @param status the status of the problem in the answer, or 0 for none
	 * @param request the frames of the request
	 */
	public void answered(long nanos, int status, byte[][] request) {
		if (answered(nanos)) {
			slowest(nanos, Instant.now(), RequestReference.of(request).traceId());
		}
		if (status > 0) {
			failed(status);
		}
	}

	/**
	 * Returns the statistics, and begins a new window if the current one is over.
	 * @param event the event
	 * @param inFlight the number of requests in flight
	 * @param waiting the number of waiting requests
	 * @param abandoned the number of abandoned requests
	 * @param now the current time, as from {@link System#nanoTime()}
	 * @return the statistics
	 */
	public synchronized EventStats stats(String event, int inFlight, int waiting, int abandoned, long now) {
		long[] current = new long[SIZE];
		long requests = 0;
		for (int i = 0; i < SIZE; i++) {
			LongAdder counter = this.counts.get(i);
			current[i] = (counter != null) ? counter.sum() : 0;
			requests += current[i];
		}
		Snapshot from = begin(now);
		Slow slow = (from != this.second) ? Slow.slower(this.second.before(), this.slowest) : this.slowest;
		long[] within = new long[SIZE];
		long answered = 0;
		for (int i = 0; i < SIZE; i++) {
			within[i] = current[i] - from.counts()[i];
			answered += within[i];
		}
		if (now - this.second.time() >= WINDOW_NANOS) {
			this.first = this.second;
			this.second = new Snapshot(now, current, this.slowest);
			this.slowest = null;
		}
		double seconds = Math.max(now - from.time(), 1) / 1e9;
		return new EventStats(event, requests, errors(), seconds, answered / seconds, inFlight, waiting, abandoned,
				percentile(within, answered, 0.50), percentile(within, answered, 0.99),
				(slow != null) ? new SlowRequest(slow.nanos() / 1e6, slow.ended(), slow.trace()) : null);
	}

	/**
	 * Chooses the begin of the window. An old one would hide the present, so a later one
	 * is used if there is any.
	 */
	private Snapshot begin(long now) {
		boolean old = now - this.first.time() > 3 * WINDOW_NANOS && now - this.second.time() >= SHORTEST_NANOS;
		return old ? this.second : this.first;
	}

	private Map<String, Long> errors() {
		Map<String, Long> byStatus = new TreeMap<>();
		this.errors.forEach((status, count) -> byStatus.put(Integer.toString(status), count.sum()));
		return byStatus;
	}

	private LongAdder count(int index) {
		LongAdder current = this.counts.get(index);
		if (current != null) {
			return current;
		}
		this.counts.compareAndSet(index, null, new LongAdder());
		return count(index);
	}

	static int index(long nanos) {
		long units = Math.max(nanos, 0) >> UNIT_BITS;
		int shift = Math.max(Long.SIZE - Long.numberOfLeadingZeros(units) - 4, 0);
		return (int) Math.min(shift * STEPS + (units >> shift), SIZE - 1);
	}

	/** The middle of the durations that a counter covers, in nanoseconds. */
	static double middle(int index) {
		int shift = Math.max(index / STEPS - 1, 0);
		return (index - shift * STEPS + 0.5) * (1L << (shift + UNIT_BITS));
	}

	private static double percentile(long[] counts, long all, double share) {
		long left = (long) Math.ceil(all * share);
		for (int i = 0; left > 0 && i < counts.length; i++) {
			left -= counts[i];
			if (left <= 0) {
				return middle(i) / 1e6;
			}
		}
		return 0;
	}

	/**
	 * The counters at one time.
	 *
	 * @param time the time
	 * @param counts the counters
	 * @param before the slowest request between this snapshot and the previous one
	 */
	private record Snapshot(long time, long[] counts, @Nullable Slow before) {
	}

	/**
	 * A slow request.
	 *
	 * @param nanos the time from arrival to answer in nanoseconds
	 * @param ended the time of the answer
	 * @param trace the trace id, or {@code null} for none
	 */
	private record Slow(long nanos, Instant ended, @Nullable String trace) {

		static @Nullable Slow slower(@Nullable Slow one, @Nullable Slow other) {
			return (one == null || other != null && other.nanos() > one.nanos()) ? other : one;
		}

	}

}
