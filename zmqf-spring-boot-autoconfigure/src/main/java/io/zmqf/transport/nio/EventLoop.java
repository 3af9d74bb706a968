package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.concurrent.DaemonThread;
import io.zmqf.transport.TransportListener;

/**
 * Owns connections, their queues and their buffers. Its thread selects channels and runs
 * the tasks of other threads. While that thread sleeps, another thread may hold the loop
 * for one task. Each of them holds the loop through {@link #hold}, which is the only
 * entry.
 */
final class EventLoop extends HeldLoop {

	/** The maximum time to sleep, which bounds the cost of a lost wake-up. */
	private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** The maximum number of task batches before the next selection. */
	private static final int ROUNDS = 8;

	private static final int TASKS = 256;

	/** The number of channels to handle before the resulting tasks are run. */
	private static final int CHANNELS = 64;

	/** The stack depth, in calls, reserved for releasing the loop. */
	private static final int RESERVED_CALLS = 64;

	private final Thread thread;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** The loops of all transports whose threads run. */
	private static final Set<EventLoop> RUNNING = ConcurrentHashMap.newKeySet();

	private final Runnable work = this::work;

	/** Whether another loop has requested that this one relieves memory. */
	private final AtomicBoolean reliefDue = new AtomicBoolean();

	private final LoopRecovery recovery;

	private final LoopWatch watch;

	private volatile boolean asleep;

	/** The time at which the thread wakes up by itself. */
	private volatile long wakeTime;

	private volatile boolean stopping;

	private volatile boolean ended;

	EventLoop(String name, TransportListener listener, ChannelSelector.Source selectors, MemoryBudget memory)
			throws IOException {
		super(name, listener, selectors, memory);
		this.recovery = new LoopRecovery(this, listener);
		this.wakeTime = System.nanoTime();
		this.watch = new LoopWatch(this, listener);
		this.thread = DaemonThread.of(this::run, name);
		RUNNING.add(this);
		try {
			this.thread.start();
		}
		catch (Throwable ex) {
			RUNNING.remove(this);
			throw ex;
		}
	}

	/** Whether the calling thread holds any loop. */
	static boolean isAnyHeld() {
		return RUNNING.stream().anyMatch(EventLoop::inEventLoop);
	}

	/**
	 * Returns the time at which the loop's thread wakes up by itself. It is set at the
	 * end of each turn and at most one second ahead. Called from any thread.
	 */
	long wakeTime() {
		return this.wakeTime;
	}

	/**
	 * Returns how long a single call has held the loop, or zero if it is short. Called
	 * from any thread.
	 */
	Duration blocked() {
		return this.watch.blocked();
	}

	boolean hasEnded() {
		return this.ended;
	}

	/** Runs a task on the loop's thread. Called from any thread. */
	void execute(Runnable task) {
		this.tasks.add(task);
		if (this.asleep) {
			this.channels.wakeUp();
		}
	}

	/**
	 * Runs a task on the calling thread while the loop's thread sleeps. Called from any
	 * thread.
	 * @return {@code false} if another thread holds the loop or is about to hold it
	 */
	boolean tryExecute(Runnable task) {
		if (!this.asleep || this.ended || inEventLoop()) {
			return false;
		}
		return hold(task, false);
	}

	/**
	 * Holds the loop, runs a task, writes the sent messages, and releases the loop, even
	 * if the task throws. It is the only entry to the loop.
	 * @return {@code false} if another thread holds the loop and {@code waits} is {@code
	 * false}
	 */
	boolean hold(Runnable task, boolean waits) {
		descend(RESERVED_CALLS);
		if (waits) {
			this.lock.lock();
		}
		else if (!this.lock.tryLock()) {
			return false;
		}
		try {
			guarded(task);
			flush();
			if (Thread.currentThread() != this.thread && nextTime() - this.wakeTime < 0) {
				this.channels.wakeUp();
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Uses some of the stack in advance, so that a stack overflow occurs before the loop
	 * is held.
	 */
	private static int descend(int calls) {
		return (calls > 0) ? descend(calls - 1) + 1 : 0;
	}

	private long nextTime() {
		long now = System.nanoTime();
		long next = timers().untilNext(now);
		return now + ((next < 0) ? MAX_SLEEP_NANOS : Math.min(next, MAX_SLEEP_NANOS));
	}

	private void run() {
		guarded(this.watch::begin);
		while (!this.ended) {
			try {
				turn();
				this.recovery.reset();
			}
			catch (Throwable ex) {
				this.recovery.recover(ex);
			}
		}
		RUNNING.remove(this);
	}

	private void turn() throws IOException {
		boolean unused = Thread.interrupted(); // an interrupt would end all selections
		this.asleep = true;
		try {
			this.channels.select(this.tasks.isEmpty() ? this.wakeTime - System.nanoTime() : 0);
		}
		finally {
			this.asleep = false;
		}
		hold(this.work, true);
	}

	private void work() {
		List<SelectionKey> ready = this.channels.ready();
		for (int i = 0; i < ready.size(); i++) {
			serve(ready.get(i), (Selectable) ready.get(i).attachment());
			if (i % CHANNELS == CHANNELS - 1) {
				runTasks();
			}
		}
		timers().expire(System.nanoTime());
		runTasks();
		this.wakeTime = nextTime();
		if (this.stopping && !this.channels.isAnyLingering()) {
			this.ended = true;
			closeChannels();
		}
	}

	private void serve(SelectionKey key, Selectable selectable) {
		try {
			if (key.isValid()) {
				selectable.ready(this.buffers, key);
			}
		}
		catch (Throwable ex) {
			failed(selectable, ex);
		}
		relieveMemory();
	}

	private void runTasks() {
		int done = TASKS;
		for (int round = 0; round < ROUNDS && done > 0; round++) {
			done = 0;
			for (Runnable task; done < TASKS && (task = this.tasks.poll()) != null; done++) {
				guarded(task);
			}
			flush();
		}
	}

	@Override
	boolean isLeftToAnother(long held) {
		for (EventLoop other : RUNNING) {
			if (other.memory() == memory() && other.largestHeld() > held && !memory().isFarExceeded()) {
				other.relieveSoon();
				return true;
			}
		}
		return false;
	}

	/**
	 * Requests a task for its end, at which memory is relieved. Called from any thread.
	 */
	private void relieveSoon() {
		if (!this.reliefDue.getAndSet(true)) {
			execute(() -> this.reliefDue.set(false));
		}
	}

	/** Ends the loop at once, after a last task. Called from any thread. */
	void end(Runnable last) {
		this.ended = true;
		hold(() -> {
			last.run();
			closeChannels();
		}, true);
	}

	private void closeChannels() {
		try {
			this.channels.close();
		}
		catch (IOException ex) {
			report(ex);
		}
	}

	/**
	 * Ends the loop after lingering connections have closed. Called from any thread. It
	 * does not wait if the caller holds the loop, or if a single call has held it for the
	 * limit already.
	 * @param limit the maximum time to wait for the end
	 * @param unit the unit of the limit
	 */
	void close(long limit, TimeUnit unit) {
		this.stopping = true;
		this.channels.wakeUp();
		long millis = unit.toMillis(limit) - blocked().toMillis();
		if (inEventLoop() || millis <= 0) {
			return;
		}
		try {
			this.thread.join(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
