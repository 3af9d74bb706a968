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

	private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Duration BLOCKED = Duration.ofSeconds(2);

	/**
	 * The number of equal checks that are ignored. A pause of the whole JVM causes only
	 * one.
	 */
	private static final int LOOKS = 2;

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
	private long lookTime;

	private long lastLook;

	private @Nullable Thread holder;

	private long wakeTime;

	private int looks;

	/** The time for which the loop has been blocked. */
	private Duration time = Duration.ZERO;

	private Told told = Told.NOTHING;

	/** The notification that could not be delivered for lack of a thread. */
	private @Nullable Runnable untold;

	/** The published blocked time, zero while it may be a pause of the JVM. */
	private volatile Duration blocked = Duration.ZERO;

	private enum Told {

		NOTHING, BLOCKED, STUCK

	}

	LoopWatch(EventLoop loop, TransportListener listener) {
		this(loop, listener, CompletableFuture.delayedExecutor(LOOK_NANOS, TimeUnit.NANOSECONDS, Runnable::run),
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
		this.lookTime = this.nanoTime.getAsLong() + LOOK_NANOS;
		this.later.execute(this::look);
	}

	/**
	 * Returns how long a single call has held the loop, or zero if it is short. Called
	 * from any thread.
	 */
	Duration blocked() {
		return this.blocked;
	}

	private void look() {
		if (this.loop.hasEnded()) {
			return;
		}
		long now = this.nanoTime.getAsLong();
		boolean late = now - this.lookTime > LOOK_NANOS;
		Runnable notice = (late || this.untold != null) ? this.untold : notice(now);
		this.untold = notice;
		this.lastLook = now;
		if (notice == null) {
			begin();
			return;
		}
		try {
			this.teller.execute(() -> {
				this.untold = null;
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
			return goesOn(present, due, now);
		}
		this.looks++;
		this.time = this.time.plusNanos(now - this.lastLook);
		Told state = state();
		this.blocked = (state != Told.NOTHING) ? this.time : Duration.ZERO;
		if (state.compareTo(this.told) <= 0) {
			return null;
		}
		this.told = state;
		Duration blocked = this.time;
		return () -> this.listener.loopBlocked(this.loop.toString(), blocked, place(present));
	}

	private Told state() {
		if (this.looks <= LOOKS || this.time.compareTo(BLOCKED) < 0) {
			return Told.NOTHING;
		}
		return (this.time.compareTo(TransportListener.LOOP_STUCK) < 0) ? Told.BLOCKED : Told.STUCK;
	}

	private @Nullable Runnable goesOn(@Nullable Thread present, long due, long now) {
		boolean wasTold = this.told != Told.NOTHING;
		Duration blocked = this.time;
		this.holder = present;
		this.wakeTime = due;
		this.looks = 1;
		this.time = Duration.ofNanos(Math.min(Math.max(0, now - due), LOOK_NANOS));
		this.told = Told.NOTHING;
		this.blocked = Duration.ZERO;
		return wasTold ? () -> this.listener.loopUnblocked(this.loop.toString(), blocked) : null;
	}

	/** Returns the holder's stack trace from its call within the loop. */
	private static StackTraceElement[] place(Thread holder) {
		StackTraceElement[] calls = holder.getStackTrace();
		for (int i = 0; i < calls.length; i++) {
			if (calls[i].getClassName().equals(EventLoop.class.getName()) && calls[i].getMethodName().equals(HOLD)) {
				return Arrays.copyOf(calls, i);
			}
		}
		return calls;
	}

}
