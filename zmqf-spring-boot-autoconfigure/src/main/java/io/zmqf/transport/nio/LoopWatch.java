package io.zmqf.transport.nio;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.zmqf.concurrent.DaemonThread;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * Detects that a single call holds an event loop for too long. It adds no cost to the
 * loop. A running loop renews its wake-up time at least once a second, so that an old
 * time shows a blocked loop. Checks are late if the process gets no CPU time, for example
 * after SIGSTOP; such time does not count. The state is confined to the scheduled check.
 */
final class LoopWatch {

	private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Duration BLOCKED = Duration.ofSeconds(2);

	/**
	 * The number of equal checks that are ignored. A pause of the whole JVM causes only
	 * one.
	 */
	private static final int CHECKS = 2;

	private static final String HOLD = "hold";

	private final EventLoop loop;

	private final TransportListener listener;

	private final Executor later;

	/**
	 * The executor of notifications. The thread of {@code later} must not block in
	 * listeners.
	 */
	private final Executor teller;

	private final LongSupplier nanoTime;

	/** The time at which the next check is due. */
	private long nextCheck;

	private long lastCheck;

	private @Nullable Thread holder;

	private long wakeTime;

	private int checks;

	/** The time for which the loop has been blocked. */
	private Duration time = Duration.ZERO;

	private Reported reported = Reported.NOTHING;

	/** The notification that could not be delivered for lack of a thread. */
	private @Nullable Runnable unreported;

	/** The published blocked time, zero while it may be a pause of the JVM. */
	private volatile Duration blocked = Duration.ZERO;

	private enum Reported {

		NOTHING, BLOCKED, STUCK

	}

	LoopWatch(EventLoop loop, TransportListener listener) {
		this(loop, listener, CompletableFuture.delayedExecutor(CHECK_NANOS, TimeUnit.NANOSECONDS, Runnable::run),
				(notice) -> DaemonThread.of(notice, loop + "-watch").start(), System::nanoTime);
	}

	LoopWatch(EventLoop loop, TransportListener listener, Executor later, Executor teller, LongSupplier nanoTime) {
		this.loop = loop;
		this.listener = listener;
		this.later = later;
		this.teller = teller;
		this.nanoTime = nanoTime;
	}

	/** Schedules checks until the loop has ended. */
	void begin() {
		this.nextCheck = this.nanoTime.getAsLong() + CHECK_NANOS;
		this.later.execute(this::check);
	}

	/**
	 * Returns how long a single call has held the loop, or zero if it is short. Called
	 * from any thread.
	 */
	Duration blocked() {
		return this.blocked;
	}

	private void check() {
		if (this.loop.hasEnded()) {
			return;
		}
		long now = this.nanoTime.getAsLong();
		boolean late = now - this.nextCheck > CHECK_NANOS;
		Runnable notice = (late || this.unreported != null) ? this.unreported : notice(now);
		this.unreported = notice;
		this.lastCheck = now;
		if (notice == null) {
			begin();
			return;
		}
		try {
			this.teller.execute(() -> {
				this.unreported = null;
				notice.run();
				begin();
			});
		}
		catch (Throwable ex) { // no thread at this moment
			begin();
		}
	}

	/** Returns the notification to deliver, or {@code null} if there is none. */
	private @Nullable Runnable notice(long now) {
		Thread present = this.loop.holder();
		long due = this.loop.wakeTime();
		if (present == null || present != this.holder || due != this.wakeTime) {
			return unblocked(present, due, now);
		}
		this.checks++;
		this.time = this.time.plusNanos(now - this.lastCheck);
		Reported state = state();
		this.blocked = (state != Reported.NOTHING) ? this.time : Duration.ZERO;
		if (state.compareTo(this.reported) <= 0) {
			return null;
		}
		this.reported = state;
		Duration blocked = this.time;
		return () -> this.listener.loopBlocked(this.loop.toString(), blocked, stackTrace(present));
	}

	private Reported state() {
		if (this.checks <= CHECKS || this.time.compareTo(BLOCKED) < 0) {
			return Reported.NOTHING;
		}
		return (this.time.compareTo(TransportListener.LOOP_STUCK) < 0) ? Reported.BLOCKED : Reported.STUCK;
	}

	private @Nullable Runnable unblocked(@Nullable Thread present, long due, long now) {
		boolean wasReported = this.reported != Reported.NOTHING;
		Duration blocked = this.time;
		this.holder = present;
		this.wakeTime = due;
		this.checks = 1;
		this.time = Duration.ofNanos(Math.min(Math.max(0, now - due), CHECK_NANOS));
		this.reported = Reported.NOTHING;
		this.blocked = Duration.ZERO;
		return wasReported ? () -> this.listener.loopUnblocked(this.loop.toString(), blocked) : null;
	}

	/** Returns the holder's stack trace from its call within the loop. */
	private static StackTraceElement[] stackTrace(Thread holder) {
		StackTraceElement[] calls = holder.getStackTrace();
		for (int i = 0; i < calls.length; i++) {
			if (calls[i].getClassName().equals(EventLoop.class.getName()) && calls[i].getMethodName().equals(HOLD)) {
				return Arrays.copyOf(calls, i);
			}
		}
		return calls;
	}

}
