package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.concurrent.ReleasableTask.State;
import org.jspecify.annotations.Nullable;

/**
 * An executor that runs at most {@code limit} tasks concurrently on a delegate, in the
 * order of their submission. A thread continues with queued tasks. Waking another thread
 * costs more than many tasks, so that one is requested only if the queued tasks would
 * wait longer. That is estimated from the duration of earlier tasks. If a task blocks
 * unexpectedly, queued tasks move to another thread after one or two milliseconds. If the
 * delegate has no thread for outcomes behind blocked tasks, they get separate threads
 * after 100 to 200 milliseconds. Callers never wait for a lock.
 *
 * @since 0.1.0
 */
public final class LimitedExecutor implements Executor {

	/**
	 * The minimum number of separate threads to start at once for outcomes if the
	 * delegate is blocked.
	 */
	private static final int THREADS_AT_ONCE = 16;

	private final int limit;

	private final WaitingTasks waiting = new WaitingTasks();

	private final TaskTime taskTime;

	/** The number of requested and running threads. */
	private final AtomicInteger threads = new AtomicInteger();

	private final RequestedThread requested;

	private final CheckExecutors checkExecutors;

	/** The number of running tasks that were released. */
	private final AtomicInteger held = new AtomicInteger();

	/** The number of separate threads, which are not the delegate's. */
	private final AtomicInteger beside = new AtomicInteger();

	private final StuckWatch watch;

	/** The watch for a delegate whose threads are all blocked or run released tasks. */
	private final StuckWatch delegate;

	/** Whether each task gets a thread eventually, even if the delegate has none. */
	private final boolean always;

	/** The executor of tasks that don't count towards the limit. */
	private final LimitedExecutor uncounted;

	/**
	 * The context class loader of the creating thread, which is the application's.
	 * Separate threads use it.
	 */
	private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();

	/**
	 * Creates an executor.
	 * @param executor the delegate, with a thread for each blocking task
	 * @param limit the maximum number of concurrent tasks
	 */
	public LimitedExecutor(Executor executor, int limit) {
		this(executor, limit, false, CheckExecutors.SYSTEM);
	}

	/**
	 * Creates an executor without a limit for outcomes that others wait for. It rejects
	 * no task. If the delegate has no thread, a task runs on a running or a separate
	 * thread. If no thread can be created, it runs on the caller's.
	 * @param executor the delegate
	 */
	public LimitedExecutor(Executor executor) {
		this(executor, Integer.MAX_VALUE, true, CheckExecutors.SYSTEM);
	}

	/** Creates an executor with a custom clock and custom checks. */
	LimitedExecutor(Executor executor, int limit, boolean always, CheckExecutors executors) {
		this.limit = limit;
		this.requested = new RequestedThread(executor, this::runWaiting, this.threads::decrementAndGet);
		this.taskTime = new TaskTime(executors.nanoTime());
		this.checkExecutors = executors;
		this.watch = new StuckWatch(executors.atTasks(), this.waiting::begun, this::isStuck);
		this.delegate = new StuckWatch(executors.atThreads(), this.waiting::begun, this::delegateIsStuck);
		this.always = always;
		this.uncounted = always ? this : new LimitedExecutor(executor, Integer.MAX_VALUE, true, executors);
	}

	/**
	 * Runs a task now or later.
	 * @throws RejectedExecutionException if a thread is required and the delegate of an
	 * executor with a limit rejects it
	 */
	@Override
	public void execute(Runnable task) {
		this.waiting.add(task);
		try {
			startIfDue();
		}
		catch (Throwable ex) { // another thread may run queued tasks
			boolean refused = !this.always && this.held.get() == 0 && this.waiting.remove(task);
			runLeftBehind();
			if (refused) {
				throw ex;
			}
		}
	}

	/**
	 * Whether tasks wait for a thread.
	 * @return {@code true} if there are queued tasks
	 */
	public boolean hasWaiting() {
		return this.waiting.count() > 0;
	}

	/**
	 * Runs a task that doesn't count towards the limit. If the delegate has no thread for
	 * it soon, it runs on a separate thread.
	 * @param task the task
	 */
	public void executeUncounted(Runnable task) {
		this.uncounted.execute(task);
	}

	/**
	 * Withdraws a task, unless it has begun. Withdrawn tasks may stay in the queue, but
	 * no more of them than other tasks, or a few.
	 * @param task the task
	 */
	public void withdraw(ReleasableTask task) {
		this.waiting.withdraw(task);
	}

	/**
	 * Stops counting a running task that takes too long, so that another one can run in
	 * its place.
	 * @param task the task
	 * @return {@code true} if the task was running and counted
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

	/**
	 * Starts a thread for queued tasks if required, because the next task of this thread
	 * may block.
	 */
	private void startForOthers() {
		try {
			startIfDue();
		}
		catch (RuntimeException | OutOfMemoryError ex) { // this thread runs queued tasks
		}
	}

	/**
	 * Requests another thread unless the limit is reached. A thread that ends later
	 * checks the queue again.
	 */
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

	/** Handles a blocked task by requesting another thread. */
	private void isStuck() {
		this.taskTime.taskBlocks();
		orLater(() -> this.checkExecutors.elsewhere().execute(() -> orLater(this::startOneMore)));
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
	 * Handles a blocked delegate by starting separate threads. Outcomes get as many
	 * threads again as there are, queued tasks one for each released task.
	 */
	private void delegateIsStuck() {
		int most = this.always ? Math.max(THREADS_AT_ONCE, this.threads.get()) : this.held.get() - this.beside.get();
		while (most-- > 0 && this.waiting.count() > 0 && (this.requested.take() || acquired()) && startBeside()) {
			// one more
		}
		watchTheDelegate();
	}

	/**
	 * Starts a separate thread, and returns whether that succeeded. The calling thread is
	 * shared with other checks, and must not run tasks itself.
	 */
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
	 * Runs queued tasks on a separate thread if no thread is running after a rejection.
	 * Otherwise no thread would run accepted tasks or those added concurrently. The
	 * caller may be an event loop.
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

	/** Runs a task, and returns whether the thread still counts towards the limit. */
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

	/**
	 * Resets the interrupt status and the context class loader that a task leaves on its
	 * thread.
	 */
	private static void tidy(Thread thread, ClassLoader loader) {
		Thread.interrupted();
		if (thread.getContextClassLoader() != loader) {
			thread.setContextClassLoader(loader);
		}
	}

}
