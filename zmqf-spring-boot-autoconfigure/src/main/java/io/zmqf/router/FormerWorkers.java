package io.zmqf.router;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.zmqf.transport.FrameKey;

import org.jspecify.annotations.Nullable;

/** A bounded history of workers and their events. Confined to the backend's loop. */
final class FormerWorkers {

	private static final int MAX_EVENTS = 10_000;

	private static final int MAX_WORKERS = 1000;

	/**
	 * The events that workers announced. The value is the time until which a worker is
	 * expected back, or {@code null}.
	 */
	private final Map<String, Long> events = new HashMap<>();

	/**
	 * The workers that left last. The value is {@code true} if the worker said goodbye.
	 */
	private final Map<FrameKey, Boolean> workers = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<FrameKey, Boolean> eldest) {
			return size() > MAX_WORKERS;
		}

	};

	/** Records the events of a worker that registered. */
	void arrived(byte[] identity, @Nullable Set<String> handled) {
		this.workers.remove(new FrameKey(identity));
		if (handled != null) {
			handled.forEach((event) -> remember(event, null));
		}
	}

	/**
	 * Records a worker that leaves.
	 * @param worker the worker
	 * @param goodbye {@code true} if it said goodbye
	 */
	void left(KnownWorker worker, boolean goodbye) {
		FrameKey identity = new FrameKey(worker.identity());
		this.workers.put(identity, goodbye || Boolean.TRUE.equals(this.workers.get(identity)));
	}

	/**
	 * Records the time until which a worker, or its replacement, is expected, unless
	 * another one is expected for longer.
	 * @param handled the events of the worker, or {@code null} if it handles all events
	 * @param until the time on the loop's clock, in nanoseconds
	 */
	void expect(@Nullable Set<String> handled, long until) {
		if (handled != null) {
			handled.forEach((event) -> {
				Long known = this.events.get(event);
				remember(event, (known != null && known - until > 0) ? known : Long.valueOf(until));
			});
		}
	}

	private void remember(String event, @Nullable Long until) {
		if (this.events.size() < MAX_EVENTS || this.events.containsKey(event)) {
			this.events.put(event, until);
		}
	}

	/** Whether a worker has announced an event. */
	boolean handled(String event) {
		return this.events.containsKey(event);
	}

	/**
	 * Returns the time until which a worker of an event is expected, or {@code now} if
	 * none is.
	 */
	long expectedUntil(String event, long now) {
		Long until = this.events.get(event);
		return (until != null && until - now > 0) ? until : now;
	}

	boolean isKnown(byte[] identity) {
		return this.workers.containsKey(new FrameKey(identity));
	}

	boolean leftWithGoodbye(byte[] identity) {
		return Boolean.TRUE.equals(this.workers.get(new FrameKey(identity)));
	}

}
