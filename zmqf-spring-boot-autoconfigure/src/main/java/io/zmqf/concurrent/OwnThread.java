package io.zmqf.concurrent;

import org.jspecify.annotations.Nullable;

/** Threads of the library's own, for tasks that an executor has no other thread for. */
final class OwnThread {

	private OwnThread() {
	}

	/** Runs a task on a thread of its own, and where there is none on the caller's. */
	static void run(Runnable task, @Nullable ClassLoader classLoader) {
		try {
			start(task, classLoader);
		}
		catch (Throwable ex) { // no more threads
			task.run();
		}
	}

	/** Whoever starts the thread may be one of the JDK's. */
	static void start(Runnable task, @Nullable ClassLoader classLoader) {
		Thread thread = DaemonThread.of(task, "zmqf-beside");
		thread.setContextClassLoader(classLoader);
		thread.start();
	}

}
