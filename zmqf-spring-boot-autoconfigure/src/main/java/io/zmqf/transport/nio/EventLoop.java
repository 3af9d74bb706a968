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
 * Owns connections, their queues and their buffers. Its thread selects, and does the work
 * that others have left; while it is asleep, another thread may take its place for one
 * task. Both hold the loop through {@link #hold}, which is the only entry.
 */
final class EventLoop extends HeldLoop {

	/** Bounds the sleep, so that a wake-up that got lost costs no more than that. */
	private static final long MAX_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** How often the network has to wait for more tasks before it is asked again. */
	private static final int ROUNDS = 8;

	private static final int TASKS = 256;

	/** How many channels are handled before the tasks that come of it are. */
	private static final int CHANNELS = 64;

	/** The room on the stack for giving the loop back. */
	private static final int RESERVED_CALLS = 64;

	private final Thread thread;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/** The loops of all transports whose threads run. */
	private static final Set<EventLoop> RUNNING = ConcurrentHashMap.newKeySet();

	private final Runnable work = this::work;

	/** Whether another loop has asked to relieve memory. */
	private final AtomicBoolean reliefDue = new AtomicBoolean();

	private final LoopRecovery recovery;

	private final LoopWatch watch;

	private volatile boolean asleep;

	/** When the thread wakes up by itself. */
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

	/** Whether the caller holds any loop. */
	static boolean isAnyHeld() {
		return RUNNING.stream().anyMatch(EventLoop::inEventLoop);
	}

	/**
	 * When the loop's thread would be at work again by itself, as it was known at the end
	 * of its last turn: at most a second later. From any thread.
	 */
	long wakeTime() {
		return this.wakeTime;
	}

	/** How long one call has held the loop, zero for a short one; from any thread. */
	Duration blocked() {
		return this.watch.blocked();
	}

	boolean hasEnded() {
		return this.ended;
	}

	/** Leaves a task to the loop's thread; from any thread. */
	void execute(Runnable task) {
		this.tasks.add(task);
		if (this.asleep) {
			this.channels.wakeUp();
		}
	}

	/**
	 * Runs a task in the place of the loop's thread while that is asleep; from any
	 * thread.
	 * @return {@code false} if somebody else holds the loop, or is about to
	 */
	boolean tryExecute(Runnable task) {
		if (!this.asleep || this.ended || inEventLoop()) {
			return false;
		}
		return hold(task, false);
	}

	/**
	 * The one entry: takes the loop, runs a task, writes what was sent, and gives the
	 * loop back, whatever is thrown.
	 * @return {@code false} if somebody else holds the loop, and the caller does not wait
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

	/** A caller whose stack is full fails before it takes the loop, not in between. */
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
		boolean unused = Thread.interrupted(); // with which nothing would be waited for
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

	/** Memory is relieved at the end of each task; from any thread. */
	private void relieveSoon() {
		if (!this.reliefDue.getAndSet(true)) {
			execute(() -> this.reliefDue.set(false));
		}
	}

	/** Ends the loop at once, after a last task; from any thread. */
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
	 * Ends the loop once connections have lingered; from any thread.
	 * @param limit the longest wait for its end; there is none where the caller holds the
	 * loop, or another one has held it for that long already
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
