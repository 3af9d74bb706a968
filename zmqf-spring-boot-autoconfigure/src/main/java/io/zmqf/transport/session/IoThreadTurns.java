package io.zmqf.transport.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

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
 * commands to itself and all commands to the sockets need no signals. While the I/O
 * thread has nothing to do, others may take turns in its place, which is the only reason
 * for the lock.
 */
public final class IoThreadTurns extends Own implements TendedMailbox.Tender {

	/** How often the network has to wait for more turns before it is asked again. */
	private static final int ROUNDS = 8;

	private static final int TURNS = 64;

	private static final int BUFFER_BYTES = 64 * 1024;

	private final TendedMailbox mailbox;

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<Turn> due = new ConcurrentLinkedQueue<>();

	private final List<Turn> members = new ArrayList<>();

	private final Alarms alarms = new Alarms(this::call);

	private final AtomicBoolean called = new AtomicBoolean();

	/** Those with something to write. */
	private final Queue<DirectPipe> unflushed = new ArrayDeque<>();

	/** What another thread has left for the I/O thread. */
	private final Queue<Runnable> left = new ArrayDeque<>();

	private final ByteBuffer input = ByteBuffer.allocateDirect(BUFFER_BYTES);

	private final ByteBuffer output = ByteBuffer.allocateDirect(BUFFER_BYTES);

	/** Written by itself, so that no other thread ever finds itself here. */
	private volatile @Nullable Thread thread;

	/** Whether somebody is at work who will look for more before the end. */
	private volatile boolean busy;

	private volatile boolean ended;

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
	 * Whether the caller is on the I/O thread or has turns now, and so must not wait for
	 * them.
	 * @return {@code true} where nobody else has turns
	 */
	public boolean isHere() {
		return Thread.currentThread() == this.thread || this.lock.isHeldByCurrentThread();
	}

	/** Something that is done by one thread at a time, the I/O thread mostly. */
	public abstract static class Turn {

		private final IoThreadTurns turns;

		private final AtomicBoolean asked = new AtomicBoolean();

		private boolean member;

		private boolean timed;

		private long deadline;

		protected Turn(IoThreadTurns turns) {
			this.turns = turns;
		}

		/**
		 * Does what there is to do; by whoever has turns.
		 * @return nanoseconds until there is something to do at the latest, 0 for at
		 * once, -1 where nothing is known
		 */
		protected abstract long take();

		/**
		 * Whether the caller is on the I/O thread or has turns now, and so must not wait
		 * for them.
		 * @return {@code true} where nobody else has turns
		 */
		public final boolean isHere() {
			return this.turns.isHere();
		}

		/** Asks for a turn; from any thread. */
		public final void request() {
			if (asks()) {
				this.turns.due.add(this);
				this.turns.call();
			}
		}

		/**
		 * Has a turn now, on the caller's thread, where nobody else has one, and asks for
		 * it otherwise: where nothing else goes on, that spares waking the I/O thread.
		 */
		public final void takeOrRequest() {
			if (asks() && !this.turns.takenHere(this)) {
				this.turns.due.add(this);
				this.turns.call();
			}
		}

		private boolean asks() {
			return this.asked.compareAndSet(false, true);
		}

		IoThreadTurns turns() {
			return this.turns;
		}

		/**
		 * Has a socket's commands ask for turns; on the thread that made the socket,
		 * before it is bound or connected.
		 * @param socket the socket, used in turns alone from now on
		 * @return the socket's commands
		 */
		public final TendedSocket tend(SocketBase socket) {
			return TendedSocket.of(socket, this::request);
		}

		/** Has no more turns; in its last one. */
		protected final void leave() {
			this.turns.members.remove(this);
		}

		/** Takes a turn. Whether another one is to follow at once. */
		private boolean run() {
			this.asked.set(false);
			if (!this.member) {
				this.member = true;
				this.turns.members.add(this);
			}
			long nanos = take();
			this.timed = nanos > 0;
			if (this.timed) {
				this.deadline = System.nanoTime() + nanos;
				this.turns.alarms.set(this.deadline);
			}
			return nanos == 0;
		}

	}

	@Override
	protected void processPlug() {
		this.thread = Thread.currentThread();
		call();
	}

	/** Wakes the I/O thread, unless somebody is going to look anyway. */
	private void call() {
		if (!this.busy && this.called.compareAndSet(false, true)) {
			sendCancel();
		}
	}

	/** Somebody has called, from whatever thread. */
	@Override
	protected void processCancel() {
		this.called.set(false);
		enter();
		leave();
	}

	/**
	 * Begins something that nobody must come in between; on the I/O thread. Turns that
	 * are asked for, and commands, wait for {@link #leave}.
	 */
	void enter() {
		this.lock.lock();
		this.busy = !this.ended;
	}

	/**
	 * Takes the turns and processes the commands, at the end of the outermost; on the I/O
	 * thread.
	 */
	void leave() {
		boolean outermost = this.lock.getHoldCount() == 1;
		try {
			int rounds = (outermost && !this.ended) ? ROUNDS : 0;
			while (rounds-- > 0 && worked()) {
				// what was done may have asked for more
			}
		}
		finally {
			boolean more = !this.left.isEmpty();
			this.busy &= !outermost;
			this.lock.unlock();
			if (outermost) {
				stopped(more);
			}
		}
	}

	/** What was asked for meanwhile may have been left to this thread. */
	private void stopped(boolean more) {
		if (!this.ended && (more || !this.due.isEmpty() || this.alarms.isRinging())) {
			call();
		}
		if (isIoThread() && !this.mailbox.isEmpty()) {
			this.mailbox.signal();
		}
	}

	/** Whether a turn could be taken on the caller's thread, and was. */
	private boolean takenHere(Turn turn) {
		if (this.ended || this.thread == null || isHere() || !this.lock.tryLock()) {
			return false;
		}
		try {
			this.busy = true;
			int rounds = ROUNDS;
			while (turn.run() && --rounds > 0) {
				// what comes of it belongs to this turn
			}
			if (rounds == 0) {
				turn.request();
			}
			flush();
		}
		finally {
			boolean more = !this.left.isEmpty();
			this.busy = false;
			this.lock.unlock();
			stopped(more);
		}
		return true;
	}

	private boolean worked() {
		int done = 0;
		if (this.alarms.heard()) {
			lookAtTheClock();
			done++;
		}
		int turns = 0;
		for (Turn turn; turns < TURNS && (turn = this.due.poll()) != null; turns++, done++) {
			if (turn.run()) {
				turn.request();
			}
		}
		flush();
		for (Runnable work; (work = this.left.poll()) != null; done++) {
			work.run();
		}
		for (Command command; (command = this.mailbox.poll()) != null; done++) {
			command.process();
		}
		return done > 0;
	}

	private void flush() {
		for (DirectPipe pipe; (pipe = this.unflushed.poll()) != null;) {
			pipe.flush();
		}
	}

	private boolean isIoThread() {
		return Thread.currentThread() == this.thread;
	}

	@Override
	public boolean looksInto() {
		return isIoThread() && this.lock.isHeldByCurrentThread() && !this.ended;
	}

	/** Has a pipe written to its connection at the end of the turns. */
	void flushLater(DirectPipe pipe) {
		this.unflushed.add(pipe);
	}

	/** Has something done that only the I/O thread may do; by whoever has turns. */
	void onIoThread(Runnable work) {
		if (isIoThread()) {
			work.run();
		}
		else {
			this.left.add(work);
		}
	}

	/** What all connections read into, one at a time. */
	ByteBuffer input() {
		return this.input;
	}

	/** What all connections write from, one at a time. */
	ByteBuffer output() {
		return this.output;
	}

	private void lookAtTheClock() {
		long now = System.nanoTime();
		for (Turn member : this.members) {
			if (member.timed && member.deadline - now <= 0) {
				member.timed = false;
				member.request();
			}
			else if (member.timed) {
				this.alarms.set(member.deadline);
			}
		}
	}

	@Override
	protected void processTerm(int linger) {
		this.lock.lock();
		try {
			this.ended = true;
			this.busy = false;
		}
		finally {
			this.lock.unlock();
		}
		super.processTerm(linger);
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
