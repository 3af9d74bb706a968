package io.zmqf.router;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.zmqf.transport.FrameKey;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of workers that may be gone, within limits. Belongs to the backend's
 * loop.
 */
final class FormerWorkers {

	private static final int MAX_EVENTS = 10_000;

	private static final int MAX_WORKERS = 1000;

	/** Each event that a worker announced, and until when one is expected back. */
	private final Map<String, Long> events = new HashMap<>();

	/** Whether each of the last that went has said goodbye. */
	private final Map<FrameKey, Boolean> workers = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<FrameKey, Boolean> eldest) {
			return size() > MAX_WORKERS;
		}

	};

	/** Remembers the events of a worker that is there. */
	void arrived(byte[] identity, @Nullable Set<String> handled) {
		this.workers.remove(new FrameKey(identity));
		if (handled != null) {
			handled.forEach((event) -> remember(event, null));
		}
	}

	/**
	 * Remembers a worker that goes.
	 * @param worker the worker
	 * @param goodbye {@code true} if it said goodbye
	 */
	void left(KnownWorker worker, boolean goodbye) {
		FrameKey identity = new FrameKey(worker.identity());
		this.workers.put(identity, goodbye || Boolean.TRUE.equals(this.workers.get(identity)));
	}

	/**
	 * Remembers until when a worker, or another one in its place, is expected.
	 * @param handled its events, {@code null} if it announced none
	 * @param until the time, as the loop counts
	 */
	void expect(@Nullable Set<String> handled, long until) {
		if (handled != null) {
			handled.forEach((event) -> remember(event, until));
		}
	}

	private void remember(String event, @Nullable Long until) {
		if (this.events.size() < MAX_EVENTS || this.events.containsKey(event)) {
			this.events.put(event, until);
		}
	}

	/** Whether any worker ever announced an event. */
	boolean handled(String event) {
		return this.events.containsKey(event);
	}

	/** The time until which a worker of an event is expected, {@code now} for none. */
	long expectedUntil(String event, long now) {
		Long until = this.events.get(event);
		return (until != null && until - now > 0) ? until : now;
	}

	boolean isKnown(byte[] identity) {
		return this.workers.containsKey(new FrameKey(identity));
	}

	boolean saidGoodbye(byte[] identity) {
		return Boolean.TRUE.equals(this.workers.get(new FrameKey(identity)));
	}

}
