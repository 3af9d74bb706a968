package io.zmqf.transport;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What loops leave to threads, which may block: so many tasks at once on another
 * executor, which may have threads without limit, as virtual ones are. The others wait
 * here, first in, first out, and a thread that is done goes on with the next.
 * <p>
 * To wake a thread costs more than many a task. So one more is asked for when what waits
 * would wait longer than that takes, by the time that tasks have taken so far. Where one
 * blocks that was not expected to, those behind it wait for a millisecond or two.
 *
 * @since 0.1.0
 */
public final class LimitedExecutor implements Executor {

	/** What it takes until a thread that sleeps is at work, on a virtual machine. */
	private static final long WAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** How often nothing waits before nobody looks any more. */
	private static final int IDLE_LOOKS = 10;

	/** How many tasks the expected time is taken from, about. */
	private static final int MEMORY = 64;

	private static final Executor LATER = CompletableFuture.delayedExecutor(LOOK_NANOS, TimeUnit.NANOSECONDS,
			Runnable::run);

	private final Executor executor;

	private final int limit;

	private final Executor later;

	private final LongSupplier nanoTime;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waitingCount = new AtomicInteger();

	/** Threads that are at work, or were asked for. */
	private final AtomicInteger threads = new AtomicInteger();

	/** Whether a thread was asked for that has not begun yet. */
	private volatile boolean starting;

	/** How long a task takes, about; tasks are expected to block at first. */
	private volatile long taskNanos = LOOK_NANOS;

	private final Runnable work = this::runWaiting;

	private final AtomicBoolean watched = new AtomicBoolean();

	/** What was first when somebody looked; belongs to who looks. */
	private @Nullable Runnable seen;

	private int idleLooks;

	/**
	 * Creates an executor.
	 * @param executor where it has its threads from
	 * @param limit how many at most
	 */
	public LimitedExecutor(Executor executor, int limit) {
		this(executor, limit, LATER, System::nanoTime);
	}

	/** With what runs a look after its time, and the clock, where a test has them. */
	LimitedExecutor(Executor executor, int limit, Executor later, LongSupplier nanoTime) {
		this.executor = executor;
		this.limit = limit;
		this.later = later;
		this.nanoTime = nanoTime;
	}

	/**
	 * Runs a task now or later; one at a time, so that no task is left behind where
	 * another one is rejected.
	 * @throws RejectedExecutionException if a thread is due and the other executor has
	 * none
	 */
	@Override
	public synchronized void execute(Runnable task) {
		add(task);
		try {
			startIfDue();
		}
		catch (RuntimeException | Error ex) {
			if (this.waiting.remove(task)) {
				this.waitingCount.decrementAndGet();
				throw ex;
			}
		}
	}

	/**
	 * Runs a task in any case: if there is no thread for it, on one that is at work
	 * already, or on the caller's.
	 * @param task the task
	 */
	public void executeAnywhere(Runnable task) {
		try {
			execute(task);
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			add(task);
			if (this.threads.get() == 0 && acquired()) {
				runWaiting();
			}
		}
	}

	private void add(Runnable task) {
		this.waitingCount.incrementAndGet();
		this.waiting.add(task);
	}

	private void startIfDue() {
		int present = this.threads.get();
		if (present == 0 || this.waitingCount.get() * this.taskNanos > present * WAKE_NANOS) {
			start();
		}
		else {
			watch();
		}
	}

	private synchronized void start() {
		if (this.starting || !acquired()) {
			return; // who begins or ends after this looks at what waits
		}
		this.starting = true;
		try {
			this.executor.execute(this.work);
		}
		catch (RuntimeException | Error ex) {
			this.starting = false;
			this.threads.decrementAndGet();
			throw ex;
		}
	}

	/** Whether there may be one more thread, which then counts. */
	private boolean acquired() {
		int present = this.threads.get();
		while (present < this.limit && !this.threads.compareAndSet(present, present + 1)) {
			present = this.threads.get();
		}
		return present < this.limit;
	}

	private void runWaiting() {
		this.starting = false;
		do {
			runAll();
			this.threads.decrementAndGet();
		}
		while (!this.waiting.isEmpty() && acquired());
	}

	private void runAll() {
		long begin = this.nanoTime.getAsLong();
		int tasks = 0;
		for (Runnable task = this.waiting.poll(); task != null; task = this.waiting.poll()) {
			if (this.waitingCount.decrementAndGet() > 0) {
				startForOthers();
			}
			run(task);
			if (++tasks == MEMORY) {
				begin = measured(begin, tasks);
				tasks = 0;
			}
		}
		measured(begin, tasks);
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
	}

	/** The task at hand may block for as long as it likes. */
	private void startForOthers() {
		try {
			startIfDue();
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// what waits is done by this thread, then
		}
	}

	private long measured(long begin, int tasks) {
		long now = this.nanoTime.getAsLong();
		this.taskNanos += (now - begin - tasks * this.taskNanos) / MEMORY;
		return now;
	}

	/** Sees to it that nobody waits for a task that blocks. */
	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			this.later.execute(this::look);
		}
	}

	private void look() {
		Runnable first = this.waiting.peek();
		if (first != null && first == this.seen) {
			this.taskNanos = Math.max(this.taskNanos, LOOK_NANOS);
			startForOthers();
		}
		this.seen = first;
		this.idleLooks = (first != null) ? 0 : this.idleLooks + 1;
		if (this.idleLooks < IDLE_LOOKS) {
			this.later.execute(this::look);
			return;
		}
		this.idleLooks = 0;
		this.watched.set(false);
		if (!this.waiting.isEmpty()) {
			watch();
		}
	}

}
