package io.zmqf.autoconfigure;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The threads that the application's own code runs on, virtual ones where Boot's are. */
final class ThreadPools {

	private static final long IDLE_SECONDS = 30;

	private ThreadPools() {
	}

	/**
	 * The threads of handlers; how many run at once is for each worker to say.
	 * @param environment says whether virtual threads are on
	 * @return threads without limit
	 */
	static ExecutorService handlers(Environment environment) {
		return unlimited(threads("zmqf-handler-", environment));
	}

	/**
	 * The threads that complete asynchronous replies.
	 * @param environment says whether virtual threads are on
	 * @return virtual threads without limit, or as many threads as processors
	 */
	static ExecutorService replies(Environment environment) {
		ThreadFactory threads = threads("zmqf-reply-", environment);
		if (Threading.VIRTUAL.isActive(environment)) {
			return unlimited(threads);
		}
		int size = Math.max(2, Runtime.getRuntime().availableProcessors());
		ThreadPoolExecutor pool = pool(size, size, new LinkedBlockingQueue<>(), threads);
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	private static ExecutorService unlimited(ThreadFactory threads) {
		return pool(0, Integer.MAX_VALUE, new SynchronousQueue<>(), threads);
	}

	private static ThreadPoolExecutor pool(int core, int max, BlockingQueue<Runnable> queue, ThreadFactory threads) {
		return new ThreadPoolExecutor(core, max, IDLE_SECONDS, TimeUnit.SECONDS, queue, threads);
	}

	private static ThreadFactory threads(String prefix, Environment environment) {
		if (Threading.VIRTUAL.isActive(environment)) {
			return new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory();
		}
		CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
		factory.setDaemon(true);
		return factory;
	}

}
