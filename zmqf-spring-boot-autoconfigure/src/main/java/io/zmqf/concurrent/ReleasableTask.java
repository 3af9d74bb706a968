package io.zmqf.concurrent;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * A task of a {@link LimitedExecutor} that can stop counting towards the limit while it
 * runs. It is executed once.
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
	 * Whether the task no longer counts towards the limit.
	 * @return {@code true} if it has ended, or was released or withdrawn
	 */
	public final boolean isDone() {
		return this.state.compareTo(State.RUNNING) > 0;
	}

	/** Called when the task is withdrawn, so that it can release its resources. */
	protected void withdrawn() {
	}

	/** Called on the task's thread after the end of a released task. */
	protected void endedAfterRelease() {
	}

}
