package io.zmqf.transport.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.trial.Trial;
import io.zmqf.transport.wakeup.TendedMailbox;
import io.zmqf.transport.wakeup.WakeUpOrder;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import zmq.Command;
import zmq.Own;
import zmq.SocketBase;
import zmq.io.IOThread;

/**
 * Turns on a context's I/O thread, for those who own a socket and would otherwise need a
 * thread of their own, with two changes of threads for each message between them and the
 * network.
 * <p>
 * A turn is taken after the I/O thread has read from a connection, or when it was asked
 * for; what the turn sends is written to the connections right after it. The I/O thread's
 * commands to itself and all commands to the sockets need no signals.
 */
public final class IoThreadTurns extends Own implements TendedMailbox.Tender {

	/** How often the network has to wait for more turns before it is asked again. */
	private static final int ROUNDS = 8;

	private static final int TURNS = 64;

	private final TendedMailbox mailbox;

	private final Queue<Turn> due = new ConcurrentLinkedQueue<>();

	private final List<Turn> members = new ArrayList<>();

	/** When each alarm goes off, as {@link System#nanoTime()} counts. */
	private final Map<Integer, Long> alarms = new HashMap<>();

	/** The alarms that went off; from any thread. */
	private final Queue<Integer> rung = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean called = new AtomicBoolean();

	private int numbers;

	/** Written by itself, so that no other thread ever finds itself here. */
	private @Nullable Thread thread;

	private volatile boolean busy;

	private IoThreadTurns(SocketAccess access) {
		super(access.ioThread(), access.options());
		this.mailbox = WakeUpOrder.tend(getCtx(), access.ioThread().getTid(), this);
	}

	/**
	 * Whether this JeroMQ is the one that this was written for. Asked for the first time
	 * it opens a context and tries, which takes some 30 ms; from any thread.
	 * @return {@code false} where {@link #on} may not be used
	 */
	public static boolean supported() {
		return Support.TRIED;
	}

	/**
	 * Takes over the I/O thread of a context that has just one.
	 * @param anchor a socket of the context that nobody uses for anything else, and that
	 * is closed after all others
	 * @return its turns
	 */
	public static IoThreadTurns on(ZMQ.Socket anchor) {
		SocketAccess access = SocketAccess.to(anchor);
		IoThreadTurns turns = new IoThreadTurns(access);
		SocketMembers.addEndpoint(access.socket(), "turns", turns, null);
		return turns;
	}

	static @Nullable IoThreadTurns of(IOThread ioThread) {
		return (WakeUpOrder.tender(ioThread.getCtx(), ioThread.getTid()) instanceof IoThreadTurns turns) ? turns : null;
	}

	/**
	 * Whether the caller is on the I/O thread, and so must not wait for it.
	 * @return {@code true} on the I/O thread
	 */
	public boolean isHere() {
		return Thread.currentThread() == this.thread;
	}

	/** Something that is done on the I/O thread. */
	public abstract static class Turn {

		private static final long NEVER = -1;

		private final IoThreadTurns turns;

		private final AtomicBoolean asked = new AtomicBoolean();

		private boolean member;

		private boolean timed;

		private long deadline;

		protected Turn(IoThreadTurns turns) {
			this.turns = turns;
		}

		/**
		 * Does what there is to do; on the I/O thread.
		 * @return nanoseconds until there is something to do at the latest, 0 for at
		 * once, -1 where nothing is known
		 */
		protected abstract long take();

		/**
		 * Whether the caller is on the I/O thread, and so must not wait for it.
		 * @return {@code true} on the I/O thread
		 */
		public final boolean isHere() {
			return this.turns.isHere();
		}

		/** Asks for a turn; from any thread. */
		public final void request() {
			if (this.asked.compareAndSet(false, true)) {
				this.turns.due.add(this);
				this.turns.call();
			}
		}

		/**
		 * Has a socket's commands ask for turns; on the thread that made the socket,
		 * before it is bound or connected.
		 * @param socket the socket, used in turns alone from now on
		 * @return to be called before the socket is closed, after which JeroMQ looks
		 * after it
		 */
		public final Runnable tend(SocketBase socket) {
			AtomicBoolean tended = new AtomicBoolean(true);
			TendedMailbox commands = WakeUpOrder.tend(socket.getCtx(), socket.getTid(), () -> {
				if (tended.get()) {
					request();
					return true;
				}
				return false;
			});
			return () -> {
				tended.set(false);
				commands.signal();
			};
		}

		/** Has no more turns; in its last one. */
		protected final void leave() {
			this.turns.members.remove(this);
		}

		private void run() {
			this.asked.set(false);
			if (!this.member) {
				this.member = true;
				this.turns.members.add(this);
			}
			long nanos = take();
			this.timed = nanos > 0;
			if (nanos == 0) {
				request();
			}
			else if (nanos != NEVER) {
				this.deadline = System.nanoTime() + nanos;
				this.turns.wakeAt(this.deadline);
			}
		}

	}

	@Override
	protected void processPlug() {
		this.thread = Thread.currentThread();
		call();
	}

	private void call() {
		if (!this.busy && this.called.compareAndSet(false, true)) {
			sendCancel();
		}
	}

	/** Somebody has called, from whatever thread. */
	@Override
	protected void processCancel() {
		this.called.set(false);
		if (begin()) {
			end();
		}
	}

	/**
	 * Whether turns that are asked for, and commands, from now on wait for {@link #end};
	 * on the I/O thread, where nothing is done that others must not come in between.
	 */
	boolean begin() {
		if (this.busy || this.thread == null || isTerminating()) {
			return false;
		}
		this.busy = true;
		return true;
	}

	/** Takes the turns and processes the commands. */
	void end() {
		try {
			int rounds = 0;
			while (worked() && ++rounds < ROUNDS) {
				// what was done may have asked for more
			}
		}
		finally {
			this.busy = false;
			if (!this.due.isEmpty() || !this.rung.isEmpty()) {
				call();
			}
			if (!this.mailbox.isEmpty()) {
				this.mailbox.signal();
			}
		}
	}

	private boolean worked() {
		int done = 0;
		for (Integer alarm; (alarm = this.rung.poll()) != null; done++) {
			this.alarms.remove(alarm);
		}
		if (done > 0) {
			lookAtTheClock();
		}
		int turns = 0;
		for (Turn turn; turns < TURNS && (turn = this.due.poll()) != null; turns++, done++) {
			turn.run();
		}
		for (Command command; (command = this.mailbox.poll()) != null; done++) {
			command.process();
		}
		return done > 0;
	}

	@Override
	public boolean looksInto() {
		return this.busy && isHere();
	}

	/**
	 * JeroMQ's own timers go by the time of day, which can be set back, and forget one
	 * that is set while another goes off.
	 */
	private void wakeAt(long deadline) {
		for (long alarm : this.alarms.values()) {
			if (alarm - deadline <= 0) {
				return;
			}
		}
		int alarm = ++this.numbers;
		this.alarms.put(alarm, deadline);
		CompletableFuture
			.delayedExecutor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS, Runnable::run)
			.execute(() -> ring(alarm));
	}

	private void ring(int alarm) {
		this.rung.add(alarm);
		try {
			call();
		}
		catch (RuntimeException ex) {
			// the context is closed
		}
	}

	private void lookAtTheClock() {
		long now = System.nanoTime();
		for (Turn member : this.members) {
			if (member.timed && member.deadline - now <= 0) {
				member.timed = false;
				member.request();
			}
			else if (member.timed) {
				wakeAt(member.deadline);
			}
		}
	}

	@Override
	protected void destroy() {
		// holds nothing
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + this.members;
	}

	/** Tries once, when first asked. */
	private static final class Support {

		private static final boolean TRIED = WakeUpOrder.supported() && SocketAccess.supported()
				&& Trial.passes(TurnsSelfTest::passes);

	}

}
