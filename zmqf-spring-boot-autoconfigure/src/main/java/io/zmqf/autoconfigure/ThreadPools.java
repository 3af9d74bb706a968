package io.zmqf.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.zmqf.concurrent.OtherThreads;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** The threads that the application's own code runs on, virtual ones where Boot's are. */
final class ThreadPools {

	private static final long IDLE_SECONDS = 30;

	private ThreadPools() {
	}

	/**
	 * A pool without a limit. How many handlers run at once is for each worker to say; a
	 * callback that waits for another reply holds its thread, so that a limit would be a
	 * deadlock.
	 * @param prefix the beginning of the names of its threads
	 * @param environment the environment, which enables or disables virtual threads
	 * @param classLoader the class loader of the application
	 * @return the pool
	 */
	static ExecutorService unlimited(String prefix, Environment environment, @Nullable ClassLoader classLoader) {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads(prefix, environment, classLoader));
	}

	/**
	 * Refuses an executor that drops tasks without a word: nobody would learn that the
	 * requests behind them have no outcome, nor that a thread is not at work. One that
	 * could run its caller, which may be an event loop, gives threads instead.
	 * @param executor the executor of a bean
	 * @param bean the type of the bean
	 * @return an executor that runs tasks on other threads, or rejects them
	 */
	static Executor otherThreads(Executor executor, Class<?> bean) {
		Executor pool = (executor instanceof ThreadPoolTaskExecutor wrapper) ? wrapper.getThreadPoolExecutor()
				: executor;
		RejectedExecutionHandler policy = (pool instanceof ThreadPoolExecutor limited)
				? limited.getRejectedExecutionHandler() : null;
		if (policy instanceof ThreadPoolExecutor.DiscardPolicy
				|| policy instanceof ThreadPoolExecutor.DiscardOldestPolicy) {
			throw new IllegalStateException("The executor of the " + bean.getSimpleName() + " has a "
					+ policy.getClass().getSimpleName()
					+ ", and requests whose tasks it drops would wait for ever. Let it reject what it can't take: "
					+ "ThreadPoolExecutor.AbortPolicy");
		}
		return (policy instanceof ThreadPoolExecutor.AbortPolicy) ? executor
				: new OtherThreads(executor, Thread.currentThread().getContextClassLoader());
	}

	/**
	 * Any thread may request another one here, such as a caller's or one of the JDK's
	 * common pool, whose context class loader is not the application's.
	 */
	private static ThreadFactory threads(String prefix, Environment environment, @Nullable ClassLoader classLoader) {
		CustomizableThreadFactory daemons = new CustomizableThreadFactory(prefix);
		daemons.setDaemon(true);
		ThreadFactory threads = Threading.VIRTUAL.isActive(environment)
				? new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory() : daemons;
		return (task) -> {
			Thread thread = threads.newThread(task);
			thread.setContextClassLoader(classLoader);
			return thread;
		};
	}

}
