package io.zmqf.transport.proof;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model of the event loop's states, which explores every interleaving: the loop's
 * thread, which sleeps and works; callers, which run a task themselves or leave it to the
 * loop; a closing thread; and failures within the work. A step is one access to shared
 * state, as in {@code EventLoop} (turn, hold, tryExecute, wakeUp), {@code SocketRunner}
 * (turn, wakeUp) and {@code DefaultSocketLoop} (execute, executeHere, end).
 */
final class EventLoopModel {

	/** A planted fault, which the model must find. */
	enum Fault {

		/** Nothing. */
		NONE,
		/** Callers run the loop without its lock. */
		NO_LOCK,
		/** The thread checks for tasks before it marks itself as asleep. */
		LOOKS_BEFORE_SLEEP,
		/**
		 * A request for a turn is forgotten at the end of the turn instead of its start.
		 */
		FORGETS_REQUEST_LATE,
		/** The lock is not released if the work fails. */
		KEEPS_LOCK_ON_FAILURE,
		/** A turn that failed is not made up for. */
		DROPS_FAILED_TURN,
		/**
		 * A caller that can't run the loop, for lack of stack, does not request a turn.
		 */
		LEAVES_TASK_ALONE,
		/** Tasks that arrive during the end of the loop are not checked. */
		NO_LOOK_AFTER_END

	}

	/** The role of a thread other than the loop's. */
	enum Role {

		/** Runs a task on the caller's thread if possible. */
		HERE,
		/** Leaves a task to the loop's thread. */
		THERE,
		/** Closes the socket and waits for its end. */
		CLOSES

	}

	private static final int FREE = -1;

	private static final int DONE = 99;

	private final Fault fault;

	private final Role[] roles;

	private final int failures;

	private final Map<Long, BigInteger> explored = new HashMap<>();

	EventLoopModel(Fault fault, int failures, Role... roles) {
		this.fault = fault;
		this.failures = failures;
		this.roles = roles;
	}

	/** The shared state, and the position of each thread. Thread 0 is the loop's. */
	private static final class State {

		private int owner = FREE;

		private int inside;

		private boolean asleep;

		private boolean wakeUp;

		private int turns;

		private int tasks;

		private boolean requested;

		private boolean closing;

		private boolean ended;

		private int settled;

		private int failuresLeft;

		private final int[] at;

		State(int threads) {
			this.at = new int[threads];
		}

		State copy() {
			State copy = new State(this.at.length);
			copy.owner = this.owner;
			copy.inside = this.inside;
			copy.asleep = this.asleep;
			copy.wakeUp = this.wakeUp;
			copy.turns = this.turns;
			copy.tasks = this.tasks;
			copy.requested = this.requested;
			copy.closing = this.closing;
			copy.ended = this.ended;
			copy.settled = this.settled;
			copy.failuresLeft = this.failuresLeft;
			System.arraycopy(this.at, 0, copy.at, 0, this.at.length);
			return copy;
		}

		/** The state in the bits of a number. */
		long key() {
			long key = this.owner + 1;
			key = 4 * key + this.inside;
			for (boolean flag : new boolean[] { this.asleep, this.wakeUp, this.requested, this.closing, this.ended }) {
				key = 2 * key + (flag ? 1 : 0);
			}
			for (int number : new int[] { this.turns, this.tasks, this.settled, this.failuresLeft }) {
				key = 8 * key + number;
			}
			for (int place : this.at) {
				key = 128 * key + place;
			}
			return key;
		}

		@Override
		public String toString() {
			return "owner " + this.owner + ", asleep " + this.asleep + ", wake-up " + this.wakeUp + ", turns "
					+ this.turns + ", tasks " + this.tasks + ", requested " + this.requested + ", closing "
					+ this.closing + ", ended " + this.ended + ", settled " + this.settled + ", threads at "
					+ Arrays.toString(this.at);
		}

	}

	/** The violated invariant and its state. */
	static final class Violation extends RuntimeException {

		Violation(String what, State state) {
			super(what + ": " + state);
		}

	}

	/**
	 * Explores everything.
	 * @return the number of interleavings
	 * @throws Violation if a rule does not hold in one of them
	 */
	BigInteger explore() {
		State start = new State(this.roles.length + 1);
		start.failuresLeft = this.failures;
		return explore(start);
	}

	int states() {
		return this.explored.size();
	}

	private BigInteger explore(State state) {
		long key = state.key();
		BigInteger known = this.explored.get(key);
		if (known != null) {
			return known;
		}
		if (state.inside > 1) {
			throw new Violation("Two threads hold the loop", state);
		}
		List<State> next = new ArrayList<>();
		stepOfLoop(state, next);
		for (int i = 0; i < this.roles.length; i++) {
			stepOfOther(state, i + 1, this.roles[i], next);
		}
		BigInteger paths = BigInteger.ZERO;
		if (next.isEmpty()) {
			checkEnd(state);
			paths = BigInteger.ONE;
		}
		for (State each : next) {
			paths = paths.add(explore(each));
		}
		this.explored.put(key, paths);
		return paths;
	}

	private void checkEnd(State state) {
		int given = 0;
		for (int i = 0; i < this.roles.length; i++) {
			if (state.at[i + 1] != DONE) {
				throw new Violation("A thread waits for ever", state);
			}
			given += (this.roles[i] == Role.CLOSES) ? 0 : 1;
		}
		if (state.tasks > 0 || state.settled != given) {
			throw new Violation("A task is neither run nor rejected, or both", state);
		}
	}

	private static State to(State state, int thread, int place, List<State> next) {
		State copy = state.copy();
		copy.at[thread] = place;
		next.add(copy);
		return copy;
	}

	/**
	 * 0: falls asleep, 1: checks for turns, 2: selects, 3: wakes up, 4: locks the loop,
	 * 5: works.
	 */
	private void stepOfLoop(State state, List<State> next) {
		boolean looksFirst = this.fault == Fault.LOOKS_BEFORE_SLEEP;
		switch (state.at[0]) {
			case 0 -> {
				if (looksFirst) {
					to(state, 0, (state.turns > 0) ? 30 : 31, next);
				}
				else {
					to(state, 0, 1, next).asleep = true;
				}
			}
			case 30 -> to(state, 0, 3, next).asleep = true;
			case 31 -> to(state, 0, 2, next).asleep = true;
			case 1 -> to(state, 0, (state.turns > 0) ? 3 : 2, next);
			case 2 -> {
				if (state.wakeUp) {
					to(state, 0, 3, next).wakeUp = false;
				}
			}
			case 3 -> {
				State awake = to(state, 0, 4, next);
				awake.asleep = false;
				awake.wakeUp = false; // selectNow consumes it, too
			}
			case 4 -> {
				if (state.owner == FREE || this.fault == Fault.NO_LOCK) {
					State taken = to(state, 0, 5, next);
					taken.owner = 0;
					taken.inside++;
				}
			}
			case 5 -> {
				State polled = to(state, 0, (state.turns > 0) ? 10 : 6, next);
				polled.turns = Math.max(0, state.turns - 1);
			}
			case 6 -> {
				State given = to(state, 0, 0, next);
				given.owner = FREE;
				given.inside--;
			}
			default -> stepOfTurn(state, 0, 5, next);
		}
	}

	/**
	 * 0: adds a task, 1: sees the thread asleep, 2: tries the lock, 50: is done; 20:
	 * requests a turn.
	 */
	private void stepOfOther(State state, int thread, Role role, List<State> next) {
		switch (state.at[thread]) {
			case 0 -> {
				State given = to(state, thread, (role == Role.HERE) ? 1 : 20, next);
				given.closing |= role == Role.CLOSES;
				given.tasks += (role == Role.CLOSES) ? 0 : 1;
			}
			case 1 -> to(state, thread, state.asleep ? 2 : 20, next);
			case 2 -> {
				if (state.owner == FREE || this.fault == Fault.NO_LOCK) {
					State taken = to(state, thread, 10, next);
					taken.owner = thread;
					taken.inside++;
				}
				else {
					to(state, thread, 20, next);
				}
				if (state.failuresLeft > 0) {
					to(state, thread, (this.fault == Fault.LEAVES_TASK_ALONE) ? 50 : 20, next).failuresLeft--;
				}
			}
			case 3 -> {
				State given = to(state, thread, 50, next);
				given.owner = FREE;
				given.inside--;
			}
			case 20, 21, 22 -> stepOfRequest(state, thread, 20, 50, next);
			case 50 -> {
				if (role == Role.CLOSES) {
					if (state.ended) {
						to(state, thread, DONE, next);
					}
				}
				else {
					boolean looks = state.ended && this.fault != Fault.NO_LOOK_AFTER_END;
					State left = to(state, thread, DONE, next);
					left.settled += looks ? state.tasks : 0;
					left.tasks = looks ? 0 : state.tasks;
				}
			}
			case DONE -> {
			}
			default -> stepOfTurn(state, thread, 3, next);
		}
	}

	/** Requests a turn: the flag, the queue of the loop, the wake-up. */
	private static void stepOfRequest(State state, int thread, int base, int then, List<State> next) {
		switch (state.at[thread] - base) {
			case 0 -> to(state, thread, state.requested ? then : base + 1, next).requested = true;
			case 1 -> to(state, thread, base + 2, next).turns++;
			default -> to(state, thread, then, next).wakeUp |= state.asleep;
		}
	}

	/**
	 * 10: begins, 11: runs tasks until there are none, 12 to 14: ends, 40: has failed.
	 */
	private void stepOfTurn(State state, int thread, int then, List<State> next) {
		boolean late = this.fault == Fault.FORGETS_REQUEST_LATE;
		switch (state.at[thread]) {
			case 10 -> {
				State begun = to(state, thread, state.ended ? then : 11, next);
				begun.requested = late && state.requested;
			}
			case 11 -> {
				if (state.closing) {
					to(state, thread, 12, next);
				}
				else if (state.tasks > 0) {
					State run = to(state, thread, 11, next);
					run.tasks--;
					run.settled++;
				}
				else {
					State left = to(state, thread, then, next);
					left.requested = !late && state.requested;
				}
				if (state.failuresLeft > 0) {
					fail(state, thread, then, next);
				}
			}
			case 12 -> {
				State run = to(state, thread, (state.tasks > 0) ? 12 : 13, next);
				run.settled += Math.min(1, state.tasks);
				run.tasks = Math.max(0, state.tasks - 1);
			}
			case 13 -> to(state, thread, 14, next).ended = true;
			case 14 -> {
				State rejected = to(state, thread, then, next);
				rejected.settled += state.tasks;
				rejected.tasks = 0;
			}
			default -> stepOfRequest(state, thread, 40, then, next);
		}
	}

	private void fail(State state, int thread, int then, List<State> next) {
		State failed = to(state, thread, (this.fault == Fault.DROPS_FAILED_TURN) ? then : 40, next);
		failed.failuresLeft--;
		if (this.fault == Fault.KEEPS_LOCK_ON_FAILURE) {
			failed.at[thread] = (thread == 0) ? 0 : 50;
			failed.inside--;
		}
	}

}
