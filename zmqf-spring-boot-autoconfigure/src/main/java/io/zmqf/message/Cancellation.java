package io.zmqf.message;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * The cancellation of a request. A request is cancelled by its caller, by the loss of the
 * caller's connection, or at its deadline. Thread-safe.
 *
 * @since 0.1.0
 */
public class Cancellation {

	/** The cancellation of work that no request waits for. It is never cancelled. */
	public static final Cancellation NONE = new Cancellation() {

		@Override
		public Registration onCancel(Runnable action) {
			return () -> {
			};
		}

	};

	private static final ThreadLocal<@Nullable Cancellation> CURRENT = new ThreadLocal<>();

	/** The scope that is not nested in another one. */
	private static final Scope OUTERMOST = () -> CURRENT.set(null);

	private volatile boolean cancelled;

	/** The actions to run on cancellation. Guarded by {@code this}. */
	private @Nullable Set<Action> actions;

	/** Creates a cancellation that is not cancelled. */
	protected Cancellation() {
	}

	/**
	 * Returns the cancellation of the request that this thread handles. It is not
	 * propagated to other threads.
	 * @return the cancellation, or {@link #NONE} if no request is handled
	 */
	public static Cancellation current() {
		Cancellation current = CURRENT.get();
		return (current != null) ? current : NONE;
	}

	/**
	 * Sets the current cancellation of this thread.
	 * @param cancellation the cancellation, or {@code null} for none
	 * @return the scope, which must be closed on this thread
	 */
	public static Scope open(@Nullable Cancellation cancellation) {
		Cancellation before = CURRENT.get();
		CURRENT.set(cancellation);
		return (before != null) ? () -> CURRENT.set(before) : OUTERMOST;
	}

	/**
	 * Whether the request is cancelled.
	 * @return {@code true} after the cancellation
	 */
	public final boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Throws an exception if the request is cancelled.
	 * @throws CancellationException if the request is cancelled
	 */
	public final void throwIfCancelled() {
		if (this.cancelled) {
			throw new CancellationException("The request was cancelled");
		}
	}

	/**
	 * Registers an action for the cancellation. It runs on a handler thread, or on the
	 * calling thread if the request is already cancelled. It should be short.
	 * @param action the action, which runs at most once
	 * @return the registration, to be closed to remove the action
	 */
	public Registration onCancel(Runnable action) {
		Action added = new Action(action);
		if (!added.isKept()) {
			action.run();
		}
		return added;
	}

	/**
	 * Cancels the request.
	 * @return the registered actions to run, or {@code null} if there are none
	 */
	protected final @Nullable Runnable cancel() {
		Set<Action> due;
		synchronized (this) {
			this.cancelled = true;
			due = this.actions;
			this.actions = null;
		}
		return (due != null && !due.isEmpty()) ? () -> run(due) : null;
	}

	/** Runs all actions, even if some of them throw. */
	private static void run(Set<Action> actions) {
		Throwable failure = null;
		for (Action due : actions) {
			try {
				due.action.run();
			}
			catch (Throwable ex) {
				if (failure == null) {
					failure = ex;
				}
				else if (failure != ex) {
					failure.addSuppressed(ex);
				}
			}
		}
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure != null) {
			throw (failure instanceof RuntimeException ex) ? ex : new IllegalStateException(failure);
		}
	}

	/** The scope in which a cancellation is current. */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

	/** The registration of an action. */
	@FunctionalInterface
	public interface Registration extends AutoCloseable {

		/** Removes the action, unless it has already begun. */
		@Override
		void close();

	}

	private final class Action implements Registration {

		private final Runnable action;

		Action(Runnable action) {
			this.action = action;
		}

		boolean isKept() {
			synchronized (Cancellation.this) {
				if (Cancellation.this.cancelled) {
					return false;
				}
				if (Cancellation.this.actions == null) {
					Cancellation.this.actions = new LinkedHashSet<>(4);
				}
				return Cancellation.this.actions.add(this);
			}
		}

		@Override
		public void close() {
			synchronized (Cancellation.this) {
				if (Cancellation.this.actions != null) {
					Cancellation.this.actions.remove(this);
				}
			}
		}

	}

}
