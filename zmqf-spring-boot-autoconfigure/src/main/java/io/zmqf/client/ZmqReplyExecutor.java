package io.zmqf.client;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * The executor that completes asynchronous replies. A bean of this type replaces the
 * auto-configured one.
 *
 * @param executor the executor, which must run or reject each task. If it drops a task, a
 * request has no outcome
 * @param owned {@code true} if {@link #close()} shuts down the executor
 * @since 0.1.0
 */
public record ZmqReplyExecutor(Executor executor, boolean owned) implements AutoCloseable {

	/**
	 * Creates an executor that {@link #close()} does not shut down.
	 * @param executor the executor
	 */
	public ZmqReplyExecutor(Executor executor) {
		this(executor, false);
	}

	@Override
	public void close() {
		if (this.owned && this.executor instanceof ExecutorService service) {
			service.shutdownNow();
		}
	}

}
