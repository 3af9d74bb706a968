package io.zmqf.transport.session;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Calls at a time, at the latest. JeroMQ's own timers go by the time of day, which can be
 * set back, and forget one that is set while another goes off. Belongs to whoever holds
 * the {@linkplain IoThreadTurns turns}, except where something else is said.
 */
final class Alarms {

	private final Runnable call;

	/** When each goes off, as {@link System#nanoTime()} counts. */
	private final Map<Integer, Long> set = new HashMap<>();

	/** Those that went off; from any thread. */
	private final Queue<Integer> rung = new ConcurrentLinkedQueue<>();

	private int numbers;

	/** When the first goes off, where one is set. */
	private long first;

	/**
	 * Creates alarms of which none is set.
	 * @param call what is done when one goes off, on a thread that is nobody's; what it
	 * throws is ignored
	 */
	Alarms(Runnable call) {
		this.call = call;
	}

	/** Has a call follow at a time, or before it. */
	void set(long deadline) {
		if (!this.set.isEmpty() && this.first - deadline <= 0) {
			return;
		}
		this.first = deadline;
		int alarm = ++this.numbers;
		this.set.put(alarm, deadline);
		CompletableFuture
			.delayedExecutor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS, Runnable::run)
			.execute(() -> ring(alarm));
	}

	private void ring(int alarm) {
		this.rung.add(alarm);
		try {
			this.call.run();
		}
		catch (RuntimeException ex) {
			// the context is closed
		}
	}

	/** Whether one went off that nobody has heard; from any thread. */
	boolean isRinging() {
		return !this.rung.isEmpty();
	}

	/** Turns off those that went off. Whether there was any. */
	boolean heard() {
		boolean any = false;
		for (Integer alarm; (alarm = this.rung.poll()) != null; any = true) {
			this.set.remove(alarm);
		}
		if (any && !this.set.isEmpty()) {
			long now = System.nanoTime();
			this.first = now + Collections.min(this.set.values().stream().map((alarm) -> alarm - now).toList());
		}
		return any;
	}

}
