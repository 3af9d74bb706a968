package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.concurrent.ReleasableTask.State;
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

	/** The fewest threads that outcomes get at once where others block. */
	private static final int THREADS_AT_ONCE = 16;

	private final int limit;

	private final WaitingTasks waiting = new WaitingTasks();

	private final TaskTime taskTime;

	/** Threads that were requested or are at work. */
	private final AtomicInteger threads = new AtomicInteger();

	private final RequestedThread requested;

	private final Looks looks;

	/** Threads that run what does not count any more. */
	private final AtomicInteger held = new AtomicInteger();

	/** Threads beside those of the delegate. */
	private final AtomicInteger beside = new AtomicInteger();

	private final StuckWatch watch;

	/** Of a delegate whose threads all block, or are held. */
	private final StuckWatch delegate;

	/** Whether each task has a thread in the end, whatever the delegate has. */
	private final boolean always;

	/** Of tasks that don't count. */
	private final LimitedExecutor uncounted;

	/** Of whoever makes it: the application's, which threads beside have, too. */
	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	/**
	 * Creates an executor.
	 * @param executor the delegate, with a thread for each task that blocks
	 * @param limit the number of tasks that run concurrently
	 */
	public LimitedExecutor(Executor executor, int limit) {
		this(executor, limit, false, Looks.SYSTEM);
	}

	/**
	 * Creates an executor for outcomes that others wait for, without a limit. It rejects
	 * none: if the delegate has no thread for one, it is run on one that is at work or on
	 * one of its own, and where there is none either, on the caller's.
	 * @param executor the delegate
	 */
	public LimitedExecutor(Executor executor) {
		this(executor, Integer.MAX_VALUE, true, Looks.SYSTEM);
	}

	/** Creates an executor with a time of its own. */
	LimitedExecutor(Executor executor, int limit, boolean always, Looks looks) {
		this.limit = limit;
		this.requested = new RequestedThread(executor, this::runWaiting, this.threads::decrementAndGet);
		this.taskTime = new TaskTime(looks.nanoTime());
		this.looks = looks;
		this.watch = new StuckWatch(looks.atTasks(), this.waiting::begun, this::isStuck);
		this.delegate = new StuckWatch(looks.atThreads(), this.waiting::begun, this::delegateIsStuck);
		this.always = always;
		this.uncounted = always ? this : new LimitedExecutor(executor, Integer.MAX_VALUE, true, looks);
	}

	/**
	 * Runs a task now or later.
	 * @throws RejectedExecutionException if a thread is due and the delegate of an
	 * executor with a limit has none
	 */
	@Override
	public void execute(Runnable task) {
		this.waiting.add(task);
		try {
			startIfDue();
		}
		catch (Throwable ex) { // others may run what stays in the queue
			boolean refused = !this.always && this.held.get() == 0 && this.waiting.remove(task);
			runLeftBehind();
			if (refused) {
				throw ex;
			}
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
		this.uncounted.execute(task);
	}

	/**
	 * Takes a task back that nobody waits for, unless it has begun. However many are, no
	 * more of them stay in the queue than others wait, or a few.
	 * @param task the task, which is not run any more if it has not begun
	 */
	public void withdraw(ReleasableTask task) {
		this.waiting.withdraw(task);
	}

	/**
	 * Ends the count of a task that runs for longer than anybody waits for it, so that
	 * another one can run in its place.
	 * @param task the task
	 * @return whether the task was running and counted
	 */
	public boolean release(ReleasableTask task) {
		boolean released = task.changes(State.RUNNING, State.RELEASED);
		if (released) {
			this.held.incrementAndGet();
			this.threads.decrementAndGet();
			startForOthers();
		}
		return released;
	}

	private void watchTheDelegate() {
		if (this.always || this.held.get() > 0) {
			this.delegate.begin();
		}
	}

	private void startIfDue() {
		try {
			watchTheDelegate();
		}
		finally {
			startOrWatch();
		}
	}

	private void startOrWatch() {
		int present = this.threads.get();
		if (present == 0 || this.taskTime.isWorthAnotherThread(this.waiting.count(), present)) {
			startOneMore();
		}
		else if (!this.waiting.isEmpty()) {
			this.watch.begin();
		}
	}

	/** The task at hand may block for as long as it likes. */
	private void startForOthers() {
		try {
			startIfDue();
		}
		catch (RuntimeException | OutOfMemoryError ex) { // this thread runs what waits
		}
	}

	/** Where the limit is reached, whoever ends after this looks at what waits. */
	private void startOneMore() {
		while (!this.waiting.isEmpty() && !this.requested.isDue() && acquired()) {
			if (this.requested.request()) {
				return;
			}
			this.threads.decrementAndGet(); // another caller was faster
		}
	}

	private boolean acquired() {
		int present = this.threads.get();
		while (present < this.limit && !this.threads.compareAndSet(present, present + 1)) {
			present = this.threads.get();
		}
		return present < this.limit;
	}

	/** Nobody waits for a task that blocks. */
	private void isStuck() {
		this.taskTime.taskBlocks();
		orLater(() -> this.looks.elsewhere().execute(() -> orLater(this::startOneMore)));
	}

	private void orLater(Runnable start) {
		try {
			start.run();
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
		while (most-- > 0 && this.waiting.count() > 0 && (this.requested.take() || acquired()) && startBeside()) {
			// one more
		}
		watchTheDelegate();
	}

	/** Returns whether there is a thread: the caller runs looks of others. */
	private boolean startBeside() {
		this.beside.incrementAndGet();
		try {
			OwnThread.start(() -> {
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
			this.threads.decrementAndGet();
			return false;
		}
	}

	/**
	 * Without a thread at work nobody else would run what has to run, or came beside a
	 * rejected task. The caller may be an event loop.
	 */
	private void runLeftBehind() {
		if (this.threads.get() == 0 && !this.waiting.isEmpty() && acquired()) {
			OwnThread.run(this::runWaiting, this.classLoader);
		}
	}

	private void runWaiting() {
		Thread thread = Thread.currentThread();
		ClassLoader loader = thread.getContextClassLoader();
		do {
			long begin = this.taskTime.now();
			int tasks = 0;
			for (Runnable task = this.waiting.poll(); task != null; task = this.waiting.poll()) {
				startForOthers();
				boolean counts = run(task);
				tidy(thread, loader);
				if (++tasks == TaskTime.MEMORY) {
					begin = this.taskTime.measured(begin, tasks);
					tasks = 0;
				}
				if (!counts && !acquired()) {
					return;
				}
			}
			this.taskTime.measured(begin, tasks);
			this.threads.decrementAndGet();
		}
		while (!this.waiting.isEmpty() && acquired());
	}

	/** Returns whether the thread still counts. */
	private boolean run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
		if (!(task instanceof ReleasableTask releasable) || releasable.changes(State.RUNNING, State.ENDED)) {
			return true;
		}
		this.held.decrementAndGet();
		releasable.endedAfterRelease();
		return false;
	}

	private static void report(Throwable failure) {
		Thread thread = Thread.currentThread();
		try {
			thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
		}
		catch (Throwable ex) {
			// the report itself has failed, for want of memory mostly
		}
	}

	/** What a task leaves to its thread is not for the next one. */
	private static void tidy(Thread thread, ClassLoader loader) {
		Thread.interrupted();
		if (thread.getContextClassLoader() != loader) {
			thread.setContextClassLoader(loader);
		}
	}

}
