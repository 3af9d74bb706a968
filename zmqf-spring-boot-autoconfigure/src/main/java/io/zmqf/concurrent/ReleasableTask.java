package io.zmqf.concurrent;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A task of a {@link LimitedExecutor} that can stop counting while it runs; it is
 * executed once.
 *
 * @since 0.1.0
 */
public abstract class ReleasableTask implements Runnable {

	private static final AtomicReferenceFieldUpdater<ReleasableTask, State> STATE = AtomicReferenceFieldUpdater
		.newUpdater(ReleasableTask.class, State.class, "state");

	private volatile State state = State.WAITING;

	enum State {

		WAITING, RUNNING, RELEASED, ENDED, WITHDRAWN

	}

	final boolean changes(State from, State to) {
		return STATE.compareAndSet(this, from, to);
	}

	/**
	 * Whether it counts no more.
	 * @return {@code true} where it has ended, was released or was withdrawn
	 */
	public final boolean isDone() {
		return this.state.compareTo(State.RUNNING) > 0;
	}

	/** Called when it is withdrawn, so that it can drop what it holds. */
	protected void withdrawn() {
	}

	/** Called on the task's thread once it has ended, if it was released before. */
	protected void endedAfterRelease() {
	}

}
