package io.zmqf.worker;

import io.zmqf.concurrent.ReleasableTask;
import org.jspecify.annotations.Nullable;

/**
 * An executor's task of a blocking handler. It can be released before it ends, and then
 * no longer counts against the concurrency. A task that calls the handler's source can
 * begin before a former one has ended.
 */
final class HandlerRun extends ReleasableTask {

	private final HandlerRegistry.@Nullable Registration registration;

	/** The calls to application code, or {@code null} after the task is withdrawn. */
	private @Nullable Runnable work;

	private final @Nullable HandlerRun former;

	/**
	 * Creates a task.
	 * @param registration the handler, or {@code null} if there is none
	 * @param work the calls to application code
	 * @param former the former task that has not ended, or {@code null} if there is none
	 */
	HandlerRun(HandlerRegistry.@Nullable Registration registration, Runnable work, @Nullable HandlerRun former) {
		this.registration = registration;
		this.work = work;
		this.former = former;
	}

	/** Returns the former task that had not ended when this one was created. */
	@Nullable HandlerRun former() {
		return this.former;
	}

	@Override
	public void run() {
		Runnable calls = this.work;
		if (calls != null) {
			calls.run();
		}
	}

	@Override
	protected void withdrawn() {
		this.work = null; // it references the request
	}

	@Override
	protected void endedAfterRelease() {
		if (this.registration != null) {
			this.registration.overdue().decrementAndGet();
		}
	}

}
