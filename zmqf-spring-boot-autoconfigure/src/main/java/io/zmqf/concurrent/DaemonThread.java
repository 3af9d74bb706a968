package io.zmqf.concurrent;

/**
 * Creates daemon threads, which do not keep the process alive.
 *
 * @since 0.1.0
 */
public final class DaemonThread {

	private DaemonThread() {
	}

	/**
	 * Creates a thread, which is not started.
	 * @param task the task of the thread
	 * @param name the name of the thread
	 * @return the thread
	 */
	public static Thread of(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

}
