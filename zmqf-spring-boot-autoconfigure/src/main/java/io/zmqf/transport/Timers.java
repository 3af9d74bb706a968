package io.zmqf.transport;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The timers of one loop, in an intrusive pairing heap. Scheduling allocates no memory
 * and therefore cannot fail for lack of it.
 *
 * @since 0.1.0
 */
public final class Timers {

	private final Consumer<Throwable> errors;

	private @Nullable Timed first;

	private int size;

	/**
	 * Creates an empty set of timers.
	 * @param errors the recipient of exceptions of timers
	 */
	public Timers(Consumer<Throwable> errors) {
		this.errors = errors;
	}

	public void schedule(Timed timed, long deadline) {
		cancel(timed);
		timed.deadline = deadline;
		this.size++;
		begin(meld(this.first, timed));
	}

	public void cancel(Timed timed) {
		if (!timed.isScheduled()) {
			return;
		}
		this.size--;
		Timed below = meldBelow(timed);
		if (timed == this.first) {
			begin(below);
		}
		else {
			cut(timed);
			begin(meld(this.first, below));
		}
		timed.before = null;
		timed.after = null;
	}

	/**
	 * Runs the timers that are due. The number is limited to those scheduled before, so
	 * that timers that reschedule themselves for now do not keep it from returning.
	 */
	public int expire(long now) {
		int expired = 0;
		int limit = this.size;
		for (Timed due; expired < limit && (due = this.first) != null && due.deadline - now <= 0; expired++) {
			cancel(due);
			try {
				due.onTime();
			}
			catch (Throwable ex) {
				this.errors.accept(ex);
			}
		}
		return expired;
	}

	/**
	 * Returns the nanoseconds until the next deadline, at least 0, or -1 if no timer is
	 * scheduled.
	 */
	public long untilNext(long now) {
		return (this.first != null) ? Math.max(0, this.first.deadline - now) : -1;
	}

	private void begin(@Nullable Timed top) {
		this.first = top;
		if (top != null) {
			top.before = top;
			top.after = null;
		}
	}

	/**
	 * Makes the later of two roots the first child of the earlier one, and returns the
	 * earlier one.
	 */
	private static @Nullable Timed meld(@Nullable Timed one, @Nullable Timed other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		boolean ordered = one.deadline - other.deadline <= 0;
		Timed parent = ordered ? one : other;
		Timed child = ordered ? other : one;
		child.before = parent;
		child.after = parent.below;
		if (child.after != null) {
			child.after.before = child;
		}
		parent.below = child;
		return parent;
	}

	/**
	 * Removes all children of a timer, and merges them in pairs and the pairs with each
	 * other.
	 */
	private static @Nullable Timed meldBelow(Timed timed) {
		Timed pairs = null;
		for (Timed next = timed.below; next != null;) {
			Timed other = next.after;
			Timed following = (other != null) ? other.after : null;
			Timed pair = meld(next, other);
			if (pair != null) {
				pair.after = pairs;
			}
			pairs = pair;
			next = following;
		}
		timed.below = null;
		Timed all = null;
		for (Timed pair = pairs; pair != null;) {
			Timed following = pair.after;
			all = meld(all, pair);
			pair = following;
		}
		return all;
	}

	/** Removes a timer from its parent. */
	private static void cut(Timed timed) {
		Timed before = timed.before;
		if (before != null && before.below == timed) {
			before.below = timed.after;
		}
		else if (before != null) {
			before.after = timed.after;
		}
		if (timed.after != null) {
			timed.after.before = before;
		}
	}

}
