package io.zmqf.transport;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The timers of one loop: a binary heap whose entries know their places.
 *
 * @since 0.1.0
 */
public final class Timers {

	private @Nullable Timed[] heap = new Timed[64];

	private int size;

	public void schedule(Timed timed, long deadline) {
		if (this.size == this.heap.length && !timed.isScheduled()) { // before anything
																		// changes, since
																		// it can fail
			this.heap = Arrays.copyOf(this.heap, this.size * 2);
		}
		cancel(timed);
		timed.deadline = deadline;
		up(this.size++, timed);
	}

	public void cancel(Timed timed) {
		int hole = timed.index;
		if (hole == Timed.UNSCHEDULED) {
			return;
		}
		timed.index = Timed.UNSCHEDULED;
		Timed last = entry(--this.size);
		this.heap[this.size] = null;
		if (last != timed) {
			down(hole, last);
			up(last.index, last);
		}
	}

	/**
	 * Calls what is due: no more than was scheduled before, so that it ends although what
	 * is called schedules itself for now or earlier.
	 */
	public int expire(long now) {
		int expired = 0;
		int limit = this.size;
		while (expired < limit && this.size > 0 && entry(0).deadline - now <= 0) {
			Timed due = entry(0);
			cancel(due);
			due.onTime();
			expired++;
		}
		return expired;
	}

	/**
	 * Nanoseconds until something is due, at least 0, or -1 where nothing is scheduled.
	 */
	public long untilNext(long now) {
		return (this.size > 0) ? Math.max(0, entry(0).deadline - now) : -1;
	}

	private void up(int place, Timed timed) {
		int hole = place;
		while (hole > 0) {
			int parent = (hole - 1) >>> 1;
			if (entry(parent).deadline - timed.deadline <= 0) {
				break;
			}
			put(hole, entry(parent));
			hole = parent;
		}
		put(hole, timed);
	}

	private void down(int place, Timed timed) {
		int hole = place;
		for (int child = 2 * hole + 1; child < this.size; child = 2 * hole + 1) {
			if (child + 1 < this.size && entry(child + 1).deadline - entry(child).deadline < 0) {
				child++;
			}
			if (timed.deadline - entry(child).deadline <= 0) {
				break;
			}
			put(hole, entry(child));
			hole = child;
		}
		put(hole, timed);
	}

	private void put(int place, Timed timed) {
		this.heap[place] = timed;
		timed.index = place;
	}

	private Timed entry(int place) {
		Timed timed = this.heap[place];
		if (timed == null) {
			throw new IllegalStateException("No timer at " + place + " of " + this.size);
		}
		return timed;
	}

}
