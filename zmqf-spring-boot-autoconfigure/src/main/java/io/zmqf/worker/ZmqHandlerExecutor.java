package io.zmqf.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * The executor of blocking handlers. A bean of this type replaces the library's executor.
 *
 * @param executor the executor, which must reject a task or run it. If it drops tasks,
 * their requests get no reply before their deadlines
 * @param owned {@code true} to shut it down on close
 * @since 0.1.0
 */
public record ZmqHandlerExecutor(Executor executor, boolean owned) implements AutoCloseable {

	/**
	 * Creates a holder of an executor that it does not shut down.
	 * @param executor the executor
	 */
	public ZmqHandlerExecutor(Executor executor) {
		this(executor, false);
	}

	@Override
	public void close() {
		if (this.owned && this.executor instanceof ExecutorService service) {
			service.shutdownNow();
		}
	}

}
