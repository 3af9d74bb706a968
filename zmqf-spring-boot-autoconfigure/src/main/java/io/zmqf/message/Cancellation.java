package io.zmqf.message;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * Whether anybody still waits for the reply to a request. A request is cancelled by its
 * caller, by the loss of the caller's connection, or at its deadline. Safe for threads.
 *
 * @since 0.1.0
 */
public class Cancellation {

	/** For work that no request waits for: it is never cancelled. */
	public static final Cancellation NONE = new Cancellation() {

		@Override
		public Registration onCancel(Runnable action) {
			return () -> {
			};
		}

	};

	private static final ThreadLocal<@Nullable Cancellation> CURRENT = new ThreadLocal<>();

	/** What ends a scope that is not within another one. */
	private static final Scope OUTERMOST = () -> CURRENT.set(null);

	private volatile boolean cancelled;

	/** What is to happen; guarded by this. */
	private @Nullable Set<Action> actions;

	/** Creates one that is not cancelled. */
	protected Cancellation() {
	}

	/**
	 * The cancellation of the request that this thread handles. It is not passed on to
	 * other threads.
	 * @return the cancellation, {@link #NONE} where no request is handled
	 */
	public static Cancellation current() {
		Cancellation current = CURRENT.get();
		return (current != null) ? current : NONE;
	}

	/**
	 * Makes a cancellation the current one of this thread.
	 * @param cancellation the cancellation, {@code null} for none
	 * @return what ends it, to be closed on this thread
	 */
	public static Scope open(@Nullable Cancellation cancellation) {
		Cancellation before = CURRENT.get();
		CURRENT.set(cancellation);
		return (before != null) ? () -> CURRENT.set(before) : OUTERMOST;
	}

	/**
	 * Whether the request is cancelled.
	 * @return {@code true} once nobody waits any more
	 */
	public final boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Ends the work on a request that is cancelled.
	 * @throws CancellationException if it is
	 */
	public final void throwIfCancelled() {
		if (this.cancelled) {
			throw new CancellationException("Nobody waits for the reply any more");
		}
	}

	/**
	 * Has something done once the request is cancelled. It is called on a thread of the
	 * handlers, or on the caller's where the request is cancelled already, and should be
	 * short.
	 * @param action the action, which runs at most once
	 * @return what makes it not be done
	 */
	public Registration onCancel(Runnable action) {
		Action added = new Action(action);
		if (!added.isKept()) {
			action.run();
		}
		return added;
	}

	/**
	 * Cancels.
	 * @return what has to be done now, {@code null} for nothing
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

	/** One that throws keeps no other from being done. */
	private static void run(Set<Action> actions) {
		Throwable failure = null;
		for (Action due : actions) {
			try {
				due.action.run();
			}
			catch (Throwable ex) {
				failure = (failure != null) ? failure : ex;
			}
		}
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure != null) {
			throw (failure instanceof RuntimeException ex) ? ex : new IllegalStateException(failure);
		}
	}

	/** While a cancellation is the current one. */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

	/** Something that is done on cancellation. */
	@FunctionalInterface
	public interface Registration extends AutoCloseable {

		/** It is not done any more, unless it has begun already. */
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
