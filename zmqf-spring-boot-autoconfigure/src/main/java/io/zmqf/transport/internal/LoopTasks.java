package io.zmqf.transport.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.zmqf.transport.LoopTask;

/**
 * The tasks that threads submit to a loop. Each task is run, or rejected after the end.
 * Adding and rejecting is thread-safe. Tasks are run on the loop's thread.
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

	/** Runs a batch of tasks, and returns their number. */
	int run() {
		int done = 0;
		for (LoopTask task; done < BATCH && (task = this.tasks.poll()) != null; done++) {
			run(task);
		}
		return done;
	}

	/** Runs all tasks that were added before the end. */
	void runAll() {
		while (run() == BATCH) {
			// there may be more
		}
	}

	/** Runs a task at once. An exception is reported, and the loop continues. */
	void run(LoopTask task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			this.errors.accept(ex);
		}
	}

	/** Rejects all tasks. An exception is reported, and the next task is rejected. */
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
