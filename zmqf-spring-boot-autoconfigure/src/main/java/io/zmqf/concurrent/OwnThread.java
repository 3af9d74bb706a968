package io.zmqf.concurrent;

import org.jspecify.annotations.Nullable;

/** Starts separate threads for tasks that an executor has no other thread for. */
final class OwnThread {

	private OwnThread() {
	}

	/**
	 * Runs a task on a separate thread, or on the calling thread if none can be started.
	 */
	static void run(Runnable task, @Nullable ClassLoader classLoader) {
		try {
			start(task, classLoader);
		}
		catch (Throwable ex) { // no more threads
			task.run();
		}
	}

	/**
	 * Starts a separate thread. It does not inherit its class loader, because the calling
	 * thread may be one of the JDK's.
	 */
	static void start(Runnable task, @Nullable ClassLoader classLoader) {
		Thread thread = DaemonThread.of(task, "zmqf-beside");
		thread.setContextClassLoader(classLoader);
		thread.start();
	}

}
