package io.zmqf.worker;

import io.zmqf.concurrent.ReleasableTask;
import org.jspecify.annotations.Nullable;

/**
 * A run of a blocking handler, which stops counting at the deadline. One that calls what
 * the handler has returned can begin while a former one has not ended.
 */
final class HandlerRun extends ReleasableTask {

	private final HandlerRegistry.@Nullable Registration registration;

	/** The calls of the application, {@code null} once nobody waits for them. */
	private @Nullable Runnable work;

	private final @Nullable HandlerRun former;

	/**
	 * Creates a run.
	 * @param registration the handler, {@code null} for none
	 * @param work the calls of the application
	 * @param former the run before it that has not ended, {@code null} for none
	 */
	HandlerRun(HandlerRegistry.@Nullable Registration registration, Runnable work, @Nullable HandlerRun former) {
		this.registration = registration;
		this.work = work;
		this.former = former;
	}

	/** The run before it that had not ended when it was made. */
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
		this.work = null; // which holds the request
	}

	@Override
	protected void endedAfterRelease() {
		if (this.registration != null) {
			this.registration.overdue().decrementAndGet();
		}
	}

}
