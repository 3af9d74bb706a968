package io.zmqf.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * The executor that handlers run on. A bean of this type takes the place of the library's
 * own.
 *
 * @param executor the executor; what it can't take it has to reject or to run, and must
 * not drop, or requests have no outcome
 * @param owned {@code true} if closing shuts it down
 * @since 0.1.0
 */
public record ZmqHandlerExecutor(Executor executor, boolean owned) implements AutoCloseable {

	/**
	 * An executor that somebody else shuts down.
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
