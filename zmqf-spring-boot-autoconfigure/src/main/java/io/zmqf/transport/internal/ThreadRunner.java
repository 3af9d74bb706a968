package io.zmqf.transport.internal;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A thread for one loop alone: what works with any JeroMQ.
 *
 * @since 0.1.0
 */
public final class ThreadRunner implements LoopRunner {

	private final DefaultSocketLoop loop;

	private final Thread thread;

	private final AtomicBoolean parked = new AtomicBoolean();

	public ThreadRunner(DefaultSocketLoop loop, String name, boolean daemon) {
		this.loop = loop;
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(daemon);
	}

	@Override
	public void start() {
		this.loop.survives(this.thread::start);
	}

	private void run() {
		boolean lives = this.loop.survives(this.loop::open);
		while (lives) {
			lives = this.loop.survives(this::turn);
		}
	}

	private void turn() {
		if (this.loop.turn() == 0) {
			this.parked.set(true);
			this.loop.await();
			this.parked.set(false);
		}
	}

	@Override
	public boolean isHere() {
		return Thread.currentThread() == this.thread;
	}

	@Override
	public void wakeUp() {
		if (this.parked.get() && this.parked.compareAndSet(true, false)) {
			this.loop.endWait(this.thread);
		}
	}

}
