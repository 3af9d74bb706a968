package io.zmqf.transport.internal;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Runs a single loop on a thread of its own, which works with any version of JeroMQ.
 *
 * @since 0.1.0
 */
public final class ThreadRunner implements LoopRunner {

	private final Thread thread;

	/**
	 * The loop whose work the thread waits for, or {@code null} while the thread works.
	 */
	private final AtomicReference<@Nullable DefaultSocketLoop> parked = new AtomicReference<>();

	private @Nullable DefaultSocketLoop loop;

	public ThreadRunner(String name, boolean daemon) {
		this.thread = new Thread(() -> run(Objects.requireNonNull(this.loop)), name);
		this.thread.setDaemon(daemon);
	}

	@Override
	public void start(DefaultSocketLoop owner) {
		this.loop = owner;
		owner.survives(this.thread::start);
	}

	private void run(DefaultSocketLoop running) {
		boolean lives = running.survives(running::open);
		while (lives) {
			lives = running.survives(() -> turn(running));
		}
	}

	private void turn(DefaultSocketLoop running) {
		if (running.turn() == 0) {
			this.parked.set(running);
			if (!running.isClosing()) {
				running.await();
			}
			this.parked.set(null);
		}
	}

	@Override
	public boolean isHere() {
		return Thread.currentThread() == this.thread;
	}

	@Override
	public void wakeUp() {
		DefaultSocketLoop waiting = this.parked.get();
		if (waiting != null && this.parked.compareAndSet(waiting, null)) {
			waiting.endWait(this.thread);
		}
	}

}
