package io.zmqf.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * An executor that runs at most {@code limit} tasks concurrently on a delegate, in the
 * order of their submission. A thread goes on with what waits. Waking another one costs
 * more than many a task, so one is requested only where what waits would wait longer than
 * that, by the time that tasks have taken so far; behind a task that blocks unexpectedly,
 * the others wait for a millisecond or two. Outcomes that wait behind tasks that all
 * block get threads of their own after 100 to 200 milliseconds where the delegate has
 * none. The caller never waits for a lock.
 *
 * @since 0.1.0
 */
public final class LimitedExecutor implements Executor {

	/** What it takes until a thread that sleeps is at work, on a virtual machine. */
	private static final long WAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** The fewest threads that outcomes get at once where others block. */
	private static final int THREADS_AT_ONCE = 16;

	/** The number of tasks that the expected time is taken from, about. */
	private static final int MEMORY = 64;

	/**
	 * On the thread of all delays: where threads are few, any other would be a new one.
	 */
	private static final Executor LATER = CompletableFuture.delayedExecutor(LOOK_NANOS, TimeUnit.NANOSECONDS,
			Runnable::run);

	/** A delegate can run its caller, which the thread of all delays must not become. */
	private static final Executor ELSEWHERE = CompletableFuture::runAsync;

	private final Executor executor;

	private final int limit;

	private final Executor elsewhere;

	private final LongSupplier nanoTime;

	private final WaitingTasks waiting = new WaitingTasks();

	/** Threads that were requested or are at work. */
	private final AtomicInteger threads = new AtomicInteger();

	private final AtomicBoolean starting = new AtomicBoolean();

	/** How long a task takes, about; tasks are expected to block at first. */
	private volatile long taskNanos = LOOK_NANOS;

	/** Threads that run what does not count any more. */
	private final AtomicInteger held = new AtomicInteger();

	/** Threads beside those of the delegate. */
	private final AtomicInteger beside = new AtomicInteger();

	/** Whether the delegate has yet to run the work that it was given. */
	private final AtomicBoolean asked = new AtomicBoolean();

	private final StuckWatch watch;

	/** Of a delegate whose threads all block, or are held. */
	private final StuckWatch delegate;

	/** Whether each task has a thread in the end, whatever the delegate has. */
	private final boolean always;

	/** Of whoever makes it: the application's, which threads beside have, too. */
	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	private final Runnable work = this::work;

	/**
	 * Creates an executor.
	 * @param executor the delegate, with a thread for each task that blocks
	 * @param limit the number of tasks that run concurrently
	 */
	public LimitedExecutor(Executor executor, int limit) {
		this(executor, limit, false, UncountedTask.SOON, LATER, ELSEWHERE, System::nanoTime);
	}

	/**
	 * Creates an executor for outcomes that others wait for, without a limit.
	 * @param executor the delegate
	 */
	public LimitedExecutor(Executor executor) {
		this(executor, Integer.MAX_VALUE, true, UncountedTask.SOON, LATER, ELSEWHERE, System::nanoTime);
	}

	/**
	 * Creates an executor with a time of its own.
	 * @param executor the delegate
	 * @param limit the number of tasks that run concurrently
	 * @param always whether each task has a thread in the end, whatever the delegate has
	 * @param soon the executor that runs a look at the delegate's threads after a longer
	 * while
	 * @param later the executor that runs a look at what waits, after a while, on a
	 * thread of others
	 * @param elsewhere the executor that asks the delegate for a thread where such a look
	 * finds that it has to
	 * @param nanoTime the clock
	 */
	LimitedExecutor(Executor executor, int limit, boolean always, Executor soon, Executor later, Executor elsewhere,
			LongSupplier nanoTime) {
		this.executor = executor;
		this.limit = limit;
		this.elsewhere = elsewhere;
		this.nanoTime = nanoTime;
		this.watch = new StuckWatch(later, this.waiting::begun, this::isStuck);
		this.delegate = new StuckWatch(soon, this.waiting::begun, this::delegateIsStuck);
		this.always = always;
	}

	/**
	 * Runs a task now or later.
	 * @throws RejectedExecutionException if a thread is due and the delegate has none
	 */
	@Override
	public void execute(Runnable task) {
		this.waiting.add(task);
		try {
			watchTheDelegate();
			startIfDue(false);
		}
		catch (Throwable ex) {
			boolean refused = this.held.get() == 0 && this.waiting.remove(task);
			runLeftBehind();
			if (refused) {
				throw ex;
			}
		}
	}

	/**
	 * Runs a task in any case: if the delegate has no thread for it, on one that is at
	 * work or on one of its own, and where there is none either, on the caller's.
	 * @param task the task
	 */
	public void executeAnywhere(Runnable task) {
		this.waiting.add(task);
		try {
			watchTheDelegate();
			startIfDue(false);
		}
		catch (Throwable ex) { // it is in the queue, where it is run once
			runLeftBehind();
		}
	}

	/**
	 * Whether tasks wait for a thread.
	 * @return {@code true} where more was given to it than it may run at once
	 */
	public boolean hasWaiting() {
		return this.waiting.count() > 0;
	}

	/**
	 * Runs a task beside those that count: if the delegate has no thread for it, or none
	 * soon, on a thread of its own.
	 * @param task the task
	 */
	public void executeUncounted(Runnable task) {
		new UncountedTask(task, this.classLoader).executeOn(this.executor);
	}

	/**
	 * Takes a task back that nobody waits for, unless it has begun. However many are, no
	 * more of them stay in the queue than others wait, or a few.
	 * @param task the task, which is not run any more if it has not begun
	 */
	public void withdraw(Task task) {
		this.waiting.withdraw(task);
	}

	/**
	 * Ends the count of a task that runs for longer than anybody waits for it, so that
	 * another one can run in its place.
	 * @param task the task
	 * @return whether the task was running and counted
	 */
	public boolean release(Task task) {
		boolean released = Task.STATE.compareAndSet(task, Task.RUNNING, Task.RELEASED);
		if (released) {
			this.held.incrementAndGet();
			this.threads.decrementAndGet();
			startForOthers(false);
			try {
				this.delegate.begin();
			}
			catch (RuntimeException | OutOfMemoryError ex) { // the next task has it begin
			}
		}
		return released;
	}

	private void watchTheDelegate() {
		if (this.always || this.held.get() > 0) {
			this.delegate.begin();
		}
	}

	private void startIfDue(boolean stuck) {
		int present = this.threads.get();
		if (stuck || present == 0 || this.waiting.count() * this.taskNanos > present * WAKE_NANOS) {
			startOneMore();
		}
		else if (!this.waiting.isEmpty()) {
			this.watch.begin();
		}
	}

	private void startOneMore() {
		while (!this.waiting.isEmpty() && this.starting.compareAndSet(false, true)) {
			if (acquired()) {
				start();
				return;
			}
			if (!takesStart()) {
				this.threads.incrementAndGet(); // of who has taken it
			}
			if (this.threads.get() >= this.limit) {
				return; // whoever ends after this looks at what waits
			}
		}
	}

	/** Nobody waits for a task that blocks. */
	private void isStuck() {
		this.taskNanos = Math.max(this.taskNanos, LOOK_NANOS);
		try {
			this.elsewhere.execute(() -> startForOthers(true));
		}
		catch (RuntimeException | OutOfMemoryError ex) { // no thread at this moment
			this.watch.begin();
		}
	}

	/**
	 * Nobody waits for threads that all block: outcomes get as many again, what waits
	 * behind held threads one for each of these.
	 */
	private void delegateIsStuck() {
		int most = this.always ? Math.max(THREADS_AT_ONCE, this.threads.get()) : this.held.get() - this.beside.get();
		for (; most > 0 && this.waiting.count() > 0 && (takesStart() || acquired()); most--) {
			if (!startBeside()) {
				this.threads.decrementAndGet();
				break;
			}
		}
		watchTheDelegate();
	}

	/**
	 * Returns {@code false} where there is no thread: the caller runs looks of others.
	 */
	private boolean startBeside() {
		this.beside.incrementAndGet();
		try {
			UncountedTask.start(() -> {
				try {
					runWaiting();
				}
				finally {
					this.beside.decrementAndGet();
				}
			}, this.classLoader);
			return true;
		}
		catch (Throwable ex) {
			this.beside.decrementAndGet();
			return false;
		}
	}

	/** Whether the caller begins what the delegate was asked to begin, and has not. */
	private boolean takesStart() {
		return this.starting.compareAndSet(true, false);
	}

	private void start() {
		if (!this.asked.compareAndSet(false, true)) {
			return; // what the delegate has yet to run begins this, too
		}
		Thread caller = Thread.currentThread();
		boolean interrupted = caller.isInterrupted();
		try {
			this.executor.execute(this.work);
			if (interrupted && !caller.isInterrupted()) { // it has run the work itself
				caller.interrupt();
			}
		}
		catch (Throwable ex) {
			this.asked.set(false);
			if (takesStart()) {
				this.threads.decrementAndGet();
			}
			throw ex;
		}
	}

	private boolean acquired() {
		int present = this.threads.get();
		while (present < this.limit && !this.threads.compareAndSet(present, present + 1)) {
			present = this.threads.get();
		}
		return present < this.limit;
	}

	private void work() {
		this.asked.set(false); // before it looks for a start, so that none is lost
		if (takesStart()) {
			runWaiting();
		}
	}

	private void runWaiting() {
		Thread thread = Thread.currentThread();
		ClassLoader loader = thread.getContextClassLoader();
		do {
			long begin = this.nanoTime.getAsLong();
			int tasks = 0;
			for (Runnable task = this.waiting.poll(); task != null; task = this.waiting.poll()) {
				startForOthers(false);
				boolean counts = run(task);
				tidy(thread, loader);
				if (++tasks == MEMORY) {
					begin = measured(begin, tasks);
					tasks = 0;
				}
				if (!counts && !acquired()) {
					return;
				}
			}
			measured(begin, tasks);
			this.threads.decrementAndGet();
		}
		while (!this.waiting.isEmpty() && acquired());
	}

	private long measured(long begin, int tasks) {
		long now = this.nanoTime.getAsLong();
		this.taskNanos += (now - begin - tasks * this.taskNanos) / MEMORY;
		return now;
	}

	/** The task at hand may block for as long as it likes. */
	private void startForOthers(boolean stuck) {
		try {
			startIfDue(stuck);
		}
		catch (RuntimeException | OutOfMemoryError ex) { // this thread runs what waits
			if (stuck) { // or one that the delegate has later
				this.watch.begin();
			}
		}
	}

	/**
	 * Without a thread at work nobody else would run what has to run, or came beside a
	 * rejected task. The caller may be an event loop.
	 */
	private void runLeftBehind() {
		if (this.threads.get() == 0 && !this.waiting.isEmpty() && acquired()) {
			UncountedTask.runOnItsOwn(this::runWaiting, this.classLoader);
		}
	}

	/** What a task leaves to its thread is not for the next one. */
	private static void tidy(Thread thread, ClassLoader loader) {
		Thread.interrupted();
		if (thread.getContextClassLoader() != loader) {
			thread.setContextClassLoader(loader);
		}
	}

	/** Returns whether the thread still counts. */
	private boolean run(Runnable task) {
		Task releasable = (task instanceof Task known) ? known : null;
		try {
			task.run();
		}
		catch (Throwable ex) {
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
		if (releasable == null || Task.STATE.compareAndSet(releasable, Task.RUNNING, Task.ENDED)) {
			return true;
		}
		this.held.decrementAndGet();
		releasable.endedAfterRelease();
		return false;
	}

	/** A task that can stop counting while it runs; it is executed once. */
	public abstract static class Task implements Runnable {

		static final AtomicIntegerFieldUpdater<Task> STATE = AtomicIntegerFieldUpdater.newUpdater(Task.class, "state");

		static final int WAITING = 0;

		static final int RUNNING = 1;

		static final int RELEASED = 2;

		static final int ENDED = 3;

		static final int WITHDRAWN = 4;

		private volatile int state;

		/** Whether it counts no more: it has ended, or was released. */
		public final boolean isDone() {
			return this.state > RUNNING;
		}

		/** Called when it is taken back, so that it can drop what it holds. */
		protected void withdrawn() {
		}

		/** Called on the task's thread once it has ended, if it was released before. */
		protected void endedAfterRelease() {
		}

	}

}
