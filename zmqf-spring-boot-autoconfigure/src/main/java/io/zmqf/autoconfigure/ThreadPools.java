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

/**
 * Thread pools for the application's own code. Their threads are virtual if Boot's are.
 */
final class ThreadPools {

	private static final long IDLE_SECONDS = 30;

	private ThreadPools() {
	}

	/**
	 * Creates a pool without a limit. Each worker limits its own handlers. A callback
	 * that waits for another reply blocks its thread, so a limit could cause a deadlock.
	 * @param prefix the prefix of the names of the threads
	 * @param environment the environment, which enables or disables virtual threads
	 * @param classLoader the class loader of the application
	 * @return the pool
	 */
	static ExecutorService unlimited(String prefix, Environment environment, @Nullable ClassLoader classLoader) {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads(prefix, environment, classLoader));
	}

	/**
	 * Rejects an executor that silently discards tasks, as their requests would never
	 * complete. An executor that may run tasks on the calling thread, which may be an
	 * event loop, is wrapped.
	 * @param executor the executor of the bean
	 * @param bean the type of the bean, for the message of the exception
	 * @return an executor that runs tasks on other threads, or rejects them
	 */
	static Executor otherThreads(Executor executor, Class<?> bean) {
		Executor pool = (executor instanceof ThreadPoolTaskExecutor wrapper) ? wrapper.getThreadPoolExecutor()
				: executor;
		RejectedExecutionHandler policy = (pool instanceof ThreadPoolExecutor limited)
				? limited.getRejectedExecutionHandler() : null;
		if (policy instanceof ThreadPoolExecutor.DiscardPolicy
				|| policy instanceof ThreadPoolExecutor.DiscardOldestPolicy) {
			throw new IllegalStateException(
					"The executor of the " + bean.getSimpleName() + " has a " + policy.getClass().getSimpleName()
							+ ", and requests whose tasks it drops would wait for ever. Configure it to "
							+ "reject tasks: ThreadPoolExecutor.AbortPolicy");
		}
		return (policy instanceof ThreadPoolExecutor.AbortPolicy) ? executor
				: new OtherThreads(executor, Thread.currentThread().getContextClassLoader());
	}

	/**
	 * Creates the factory of threads, which have the application's class loader as
	 * context class loader. The requesting thread may have another one, such as a thread
	 * of the JDK's common pool.
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
