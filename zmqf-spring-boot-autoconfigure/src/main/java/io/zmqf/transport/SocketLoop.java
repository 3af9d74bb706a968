package io.zmqf.transport;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * One socket, and what is done with it, always on the same thread, which other loops may
 * have in common: it alone reads, writes and closes the socket, and it alone calls the
 * {@link SocketHandler} and the timers. Others come in by {@link #execute(LoopTask)}.
 */
public final class SocketLoop {

	private static final int BATCH = 256;

	private final String name;

	private final Endpoint endpoint;

	private final Function<SocketLoop, LoopRunner> runners;

	private final SocketHandler handler;

	private final LongSupplier nanoTime;

	private final Consumer<Throwable> errors;

	private final Queue<LoopTask> tasks = new ConcurrentLinkedQueue<>();

	private final Timers timers = new Timers();

	private final SocketMeter meter = new SocketMeter();

	private final AtomicBoolean started = new AtomicBoolean();

	private final CompletableFuture<Endpoint> opened = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private Consumer<SocketStatus.State> states = (state) -> {
	};

	private volatile @Nullable LoopRunner runner;

	private volatile boolean closing;

	private final LoopConnection connection;

	private boolean readingPaused;

	private boolean awaitingWritable;

	private long now;

	/** Opens a socket for the loop. */
	@FunctionalInterface
	interface Opener {

		LoopSocket open(SocketLoop loop);

	}

	SocketLoop(String name, Endpoint endpoint, Function<SocketLoop, LoopRunner> runners, Opener opener,
			SocketHandler handler, LongSupplier nanoTime, Consumer<Throwable> errors) {
		this.name = name;
		this.endpoint = endpoint;
		this.runners = runners;
		this.handler = handler;
		this.nanoTime = nanoTime;
		this.errors = errors;
		this.now = nanoTime.getAsLong();
		this.connection = new LoopConnection(this, opener, handler, errors);
	}

	/**
	 * Opens the socket and begins; nothing to do where that was done.
	 * @return the endpoint, with the real port where the system chose one
	 * @throws TransportException if the socket can't be opened
	 */
	public Endpoint start() {
		if (this.started.compareAndSet(false, true) && survives(() -> this.runner = this.runners.apply(this))) {
			runner().start();
		}
		try {
			return this.opened.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/**
	 * Has the loop's thread do something; from any thread.
	 * @param task the work, rejected where the loop has ended
	 */
	public void execute(LoopTask task) {
		this.tasks.offer(task);
		wakeUp();
		if (this.ended.isDone()) {
			rejectTasks();
		}
	}

	/**
	 * Does something as the loop's thread would, on the caller's, if nobody else is at
	 * work for the loop, and has the loop's thread do it otherwise; from any thread.
	 * Where little goes on, that spares waking a thread; where much goes on, one thread
	 * does it more cheaply.
	 * @param task the work, rejected where the loop has ended
	 */
	public void executeHere(LoopTask task) {
		this.tasks.offer(task);
		LoopRunner current = this.runner;
		if (current != null) {
			current.wakeUpHere();
		}
		if (this.ended.isDone()) {
			rejectTasks();
		}
	}

	/**
	 * Asks for something that belongs to the loop; from any thread.
	 * @param <T> what is asked for
	 * @param question finds it, on the loop's thread
	 * @param ended the answer of a loop that has ended
	 * @return completed on the loop's thread
	 */
	public <T> CompletableFuture<T> ask(Supplier<T> question, T ended) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		execute(new LoopTask() {

			@Override
			public void run() {
				answer.complete(question.get());
			}

			@Override
			public void reject() {
				answer.complete(ended);
			}

		});
		return answer;
	}

	/**
	 * Sends a message; on the loop's thread.
	 * @param frames all its frames
	 * @return what became of it
	 */
	public SendResult send(byte[][] frames) {
		LoopSocket current = this.connection.socket();
		SendResult result = (current != null) ? current.send(frames) : SendResult.FULL;
		if (result == SendResult.SENT) {
			this.meter.sent(frames);
		}
		return result;
	}

	/**
	 * Where the message came from that is being handled; on the loop's thread.
	 * @return the remote address, or {@code null} where there is none, as inside the
	 * process
	 */
	public @Nullable String peerAddress() {
		LoopSocket current = this.connection.socket();
		return (current != null) ? current.peerAddress() : null;
	}

	/**
	 * Who sent the message that is being handled; on the loop's thread.
	 * @return the peer, or {@code null} where it has proved nothing
	 */
	public @Nullable Peer peer() {
		LoopSocket current = this.connection.socket();
		return (current != null) ? current.peer() : null;
	}

	/**
	 * Why a connecting socket has no peer, as far as it is known; from any thread.
	 * @return what its peer did wrong in the last handshake, as the end of a sentence
	 * about it; {@code null} where no handshake failed since it had its peer
	 */
	public @Nullable String refusal() {
		return this.connection.refusal();
	}

	/**
	 * When the peers of a socket that asks them by a {@linkplain SocketSettings#ping()
	 * PING} last gave a sign, be it the answer; on the loop's thread.
	 * @return the time, as {@link #now()} counts; the present inside the process, where
	 * no connection falls silent
	 */
	public long heardAt() {
		LoopSocket current = this.connection.socket();
		return (current != null) ? current.heardAt() : this.now;
	}

	/**
	 * What there is to know of the socket; from any thread, without waiting.
	 * @return its state and what it has counted
	 */
	public SocketStatus status() {
		Endpoint actual = (this.opened.isDone() && !this.opened.isCompletedExceptionally()) ? this.opened.join()
				: this.endpoint;
		return this.meter.status(this.name, actual.toString());
	}

	/**
	 * Has the handler called back once the socket takes messages; on the loop's thread.
	 */
	public void awaitWritable() {
		this.awaitingWritable = true;
	}

	/**
	 * Leaves messages where they are, so that the peers have to wait; on the loop's
	 * thread.
	 * @param paused whether to receive nothing for now
	 */
	public void pauseReading(boolean paused) {
		this.readingPaused = paused;
	}

	/**
	 * Has something happen at a time, instead of the time that it had; on the loop's
	 * thread.
	 * @param timed what is to happen
	 * @param deadline when, as {@link #now()} counts
	 */
	public void schedule(Timed timed, long deadline) {
		this.timers.schedule(timed, deadline);
	}

	/**
	 * Has something not happen; on the loop's thread.
	 * @param timed what was scheduled, or was not
	 */
	public void cancel(Timed timed) {
		this.timers.cancel(timed);
	}

	/**
	 * The time of the present turn; on the loop's thread.
	 * @return nanoseconds of the loop's clock
	 */
	public long now() {
		return this.now;
	}

	/**
	 * Whether a connecting socket has its peer; from any thread, though only the loop's
	 * own knows that it is still so.
	 * @return {@code true} where what is sent goes out at once
	 */
	public boolean isConnected() {
		return this.connection.isConnected();
	}

	/**
	 * Whether the caller is on the loop's thread, which it must not keep waiting for
	 * anything.
	 * @return {@code true} on the loop's thread, which may be that of other loops too
	 */
	public boolean isHere() {
		LoopRunner current = this.runner;
		return current != null && current.isHere();
	}

	/**
	 * Closes the socket with all that it holds, and connects a new one; on the loop's
	 * thread.
	 */
	public void reconnect() {
		this.connection.reopen(this.now);
	}

	/**
	 * Ends the loop; on its own thread only after the present turn, on any other it waits
	 * for the end. What was given to the socket is still sent, for as long as the
	 * socket's linger time allows.
	 */
	public void close() {
		this.closing = true;
		if (this.started.compareAndSet(false, true)) {
			end();
		}
		wakeUp();
		if (!isHere()) {
			this.ended.join();
		}
	}

	/** Has somebody told of each change of the socket's state, on the loop's thread. */
	void onState(Consumer<SocketStatus.State> listener) {
		this.states = listener;
	}

	void awaitEnd() {
		this.ended.join();
	}

	/** What gives the loop its turns, once it has been started. */
	LoopRunner runner() {
		return Objects.requireNonNull(this.runner, "The loop has not been started");
	}

	/** Has something done once the loop has ended. */
	void onEnd(Runnable notice) {
		this.ended.thenRun(notice);
	}

	/** Takes what JeroMQ tells of a socket, on JeroMQ's thread. */
	void onSocketEvent(LoopSocket source, SocketEvent event) {
		this.connection.onEvent(source, event);
	}

	/**
	 * Does a part of the loop's work, unless it is to end, or has to because that fails.
	 * Whether it goes on.
	 */
	boolean survives(Runnable part) {
		try {
			if (!this.closing) {
				part.run();
				return true;
			}
		}
		catch (SocketClosedException ex) {
			// the context was closed under a loop that nobody closed
		}
		catch (RuntimeException | Error ex) {
			this.opened.completeExceptionally(ex);
			this.errors.accept(ex);
		}
		end();
		return false;
	}

	/** What comes before the first turn. */
	void open() {
		this.started.set(true);
		this.opened.complete(this.connection.begin());
	}

	void became(SocketStatus.State state) {
		if (this.meter.became(state)) {
			this.states.accept(state);
		}
	}

	/** One turn without waiting. Returns how much was done. */
	int turn() {
		this.now = this.nanoTime.getAsLong();
		int work = runTasks();
		work += receive();
		work += writable();
		return work + expire();
	}

	/** What comes after the last turn. */
	void end() {
		try {
			finish(() -> {
				while (runTasks() == BATCH) {
					// what was given before the end is still done
				}
			});
			finish(this.handler::onClose);
			finish(this.connection::close);
			became(SocketStatus.State.CLOSED);
		}
		finally {
			this.opened.completeExceptionally(new TransportException(this.endpoint, TransportException.Reason.FAILED,
					this.endpoint + " can't be used: its loop has ended", null));
			this.ended.complete(null);
			rejectTasks();
		}
	}

	/** The same where nobody is left to be told of a failure. */
	void endWhateverHappens() {
		try {
			end();
		}
		catch (RuntimeException | Error ex) {
			// such as too little memory to report what went wrong
		}
	}

	/** Whatever happens, those that wait for the end of the loop must learn of it. */
	private void finish(Runnable work) {
		try {
			work.run();
		}
		catch (SocketClosedException ex) {
			// the context was closed before
		}
		catch (RuntimeException | Error ex) {
			this.errors.accept(ex);
		}
	}

	private int runTasks() {
		int done = 0;
		for (LoopTask task; done < BATCH && (task = this.tasks.poll()) != null; done++) {
			run(task);
		}
		return done;
	}

	private void run(LoopTask task) {
		try {
			task.run();
		}
		catch (SocketClosedException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.errors.accept(ex);
		}
	}

	private int receive() {
		int done = 0;
		for (LoopSocket from; done < BATCH && !this.readingPaused
				&& (from = this.connection.socket()) != null; done++) {
			byte[][] frames = from.receive();
			if (frames == null) {
				break;
			}
			dispatch(from, frames);
		}
		return done;
	}

	private int writable() {
		LoopSocket current = this.connection.socket();
		if (current == null || !this.awaitingWritable && !this.readingPaused) {
			return 0;
		}
		boolean writable = current.isWritable(); // takes the news, as reading does
		if (!writable || !this.awaitingWritable) {
			return 0;
		}
		this.awaitingWritable = false;
		guarded(this.handler::onWritable);
		return 1;
	}

	private int expire() {
		try {
			return this.timers.expire(this.now);
		}
		catch (SocketClosedException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.errors.accept(ex);
			return 1;
		}
	}

	/** Waits for something to do, on a thread that has nothing else to do. */
	void await() {
		if (!this.tasks.isEmpty() || this.closing) {
			return;
		}
		long limit = untilNextTimer();
		LoopSocket current = this.connection.socket();
		if (current == null) {
			LockSupport.parkNanos(limit);
			return;
		}
		byte[][] frames = current.await(limit, !this.readingPaused, this.awaitingWritable);
		if (frames != null) {
			this.now = this.nanoTime.getAsLong();
			dispatch(current, frames);
		}
	}

	/** Ends the wait of a thread; from any other. */
	void endWait(Thread waiting) {
		LoopSocket current = this.connection.socket();
		if (current != null) {
			current.wakeUp();
		}
		else {
			LockSupport.unpark(waiting);
		}
	}

	/** Nanoseconds until a timer is due, -1 where there is none. */
	long untilNextTimer() {
		return this.timers.untilNext(this.nanoTime.getAsLong());
	}

	void dispatch(LoopSocket source, byte[][] frames) {
		try {
			byte[] gone = source.gonePeer(frames);
			if (gone == null) {
				this.connection.heard();
				this.meter.received(frames);
				this.handler.onMessage(frames);
			}
			else if (gone.length == 0) {
				this.connection.lost(source);
			}
			else {
				this.handler.onPeerGone(gone);
			}
		}
		catch (SocketClosedException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.errors.accept(ex);
		}
	}

	void guarded(Runnable work) {
		run(work::run);
	}

	private void wakeUp() {
		LoopRunner current = this.runner;
		if (current != null) {
			current.wakeUp();
		}
	}

	private void rejectTasks() {
		for (LoopTask task; (task = this.tasks.poll()) != null;) {
			task.reject();
		}
	}

	/** The socket is closed, or its context. */
	static final class SocketClosedException extends RuntimeException {

	}

}
