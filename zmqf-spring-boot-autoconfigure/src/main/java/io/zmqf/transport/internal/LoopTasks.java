package io.zmqf.transport.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.zmqf.transport.LoopTask;

/**
 * The tasks that threads leave to a loop: each is run, or rejected after the end. Adding
 * and rejecting is safe for threads; running belongs to the loop.
 */
final class LoopTasks {

	private static final int BATCH = 256;

	private final Queue<LoopTask> tasks = new ConcurrentLinkedQueue<>();

	private final Consumer<Throwable> errors;

	LoopTasks(Consumer<Throwable> errors) {
		this.errors = errors;
	}

	void add(LoopTask task) {
		this.tasks.add(task);
	}

	boolean isEmpty() {
		return this.tasks.isEmpty();
	}

	/** Runs some of the tasks, and returns their number. */
	int run() {
		int done = 0;
		for (LoopTask task; done < BATCH && (task = this.tasks.poll()) != null; done++) {
			run(task);
		}
		return done;
	}

	/** Runs what was given before the end. */
	void runAll() {
		while (run() == BATCH) {
			// there may be more
		}
	}

	/** Runs one task at once. What it throws is reported, and the loop goes on. */
	void run(LoopTask task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.errors.accept(ex);
		}
	}

	/** Rejects what waits. What that throws is reported, and the next one is rejected. */
	void rejectAll() {
		for (LoopTask task; (task = this.tasks.poll()) != null;) {
			try {
				task.reject();
			}
			catch (Throwable ex) {
				this.errors.accept(ex);
			}
		}
	}

}
