package io.zmqf.transport.internal;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.zmqf.transport.BlockedLoopException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Timers;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A loop apart from its socket and from what gives it its turns: the tasks, the timers
 * and the notices of the handler. A test can step it.
 *
 * @since 0.1.0
 */
public final class DefaultSocketLoop implements SocketLoop {

	private static final int BATCH = 256;

	private final String name;

	private final Endpoint endpoint;

	private final LoopRunner runner;

	private final SocketHandler handler;

	private final LongSupplier nanoTime;

	private final Consumer<Throwable> errors;

	private final LoopTasks tasks;

	private final LoopLife life = new LoopLife();

	private final Timers timers = new Timers();

	private final SocketMeter meter = new SocketMeter();

	private Consumer<SocketStatus.State> states = (state) -> {
	};

	private final LoopConnection connection;

	private boolean readingPaused;

	private boolean awaitingWritable;

	private long now;

	/** Whether the last turn is over; of whoever has the turns. */
	private boolean over;

	/**
	 * Creates a loop.
	 * @param name the socket's name in threads, events and metrics
	 * @param endpoint the address to bind or to connect to
	 * @param runner what runs the loop
	 * @param opener what opens its sockets
	 * @param handler the role
	 * @param nanoTime the clock
	 * @param errors the recipient of what the role throws
	 */
	public DefaultSocketLoop(String name, Endpoint endpoint, LoopRunner runner,
			Function<DefaultSocketLoop, LoopSocket> opener, SocketHandler handler, LongSupplier nanoTime,
			Consumer<Throwable> errors) {
		this.name = name;
		this.endpoint = endpoint;
		this.runner = runner;
		this.handler = handler;
		this.nanoTime = nanoTime;
		this.errors = errors;
		this.tasks = new LoopTasks(errors);
		this.now = nanoTime.getAsLong();
		this.connection = new LoopConnection(this, opener, handler, errors);
	}

	@Override
	public Endpoint start() {
		if (this.life.begins()) {
			try {
				this.runner.start(this);
			}
			catch (Throwable ex) { // what was opened, or is yet to open, ends with its
									// next turn
				this.life.failed(ex);
				beginClosing();
				throw ex;
			}
		}
		return this.life.awaitOpened();
	}

	@Override
	public void execute(LoopTask task) {
		this.tasks.add(task);
		this.runner.wakeUp();
		rejectLate();
	}

	@Override
	public void executeHere(LoopTask task) {
		this.tasks.add(task);
		this.runner.wakeUpHere();
		rejectLate();
	}

	private void rejectLate() {
		if (this.life.hasEnded()) {
			this.tasks.rejectAll();
		}
	}

	@Override
	public SendResult send(byte[][] frames) {
		LoopSocket current = this.connection.socket();
		SendResult result = (current != null) ? current.send(frames) : SendResult.FULL;
		if (result == SendResult.SENT) {
			this.meter.sent(frames);
		}
		return result;
	}

	@Override
	public @Nullable String peerAddress() {
		LoopSocket current = this.connection.socket();
		return (current != null) ? current.peerAddress() : null;
	}

	@Override
	public @Nullable Peer peer() {
		LoopSocket current = this.connection.socket();
		return (current != null) ? current.peer() : null;
	}

	@Override
	public @Nullable String peerProperty(String name) {
		LoopSocket current = this.connection.socket();
		return (current != null) ? current.peerProperty(name) : null;
	}

	@Override
	public @Nullable String refusal() {
		return this.connection.refusal();
	}

	@Override
	public long heardAt() {
		LoopSocket current = this.connection.socket();
		return (current != null) ? current.heardAt() : this.now;
	}

	@Override
	public void rejected(String detail) {
		this.meter.rejected(detail);
	}

	@Override
	public SocketStatus status() {
		return this.meter.status(this.name, this.life.openedOr(this.endpoint).toString(), refusal());
	}

	@Override
	public void awaitWritable() {
		this.awaitingWritable = true;
	}

	@Override
	public void pauseReading(boolean paused) {
		this.readingPaused = paused;
	}

	@Override
	public void schedule(Timed timed, long deadline) {
		this.timers.schedule(timed, deadline);
	}

	@Override
	public void cancel(Timed timed) {
		this.timers.cancel(timed);
	}

	@Override
	public long now() {
		return this.now;
	}

	@Override
	public boolean isConnected() {
		return this.connection.isConnected();
	}

	@Override
	public boolean isHere() {
		return this.runner.isHere();
	}

	@Override
	public void reconnect() {
		this.connection.reopen(this.now);
	}

	@Override
	public void close() {
		beginClosing();
		if (!isHere() && !this.life.awaitEnd(this.runner.blocked())) {
			this.errors.accept(new BlockedLoopException(this.name));
			this.tasks.rejectAll();
		}
	}

	/** Has the loop end soon; from any thread. */
	public void beginClosing() {
		this.life.close();
		if (this.life.begins()) {
			end();
		}
		this.runner.wakeUp();
	}

	/** Whether it is to end. */
	public boolean isClosing() {
		return this.life.isClosing();
	}

	/** Whether it has ended. */
	public boolean hasEnded() {
		return this.life.hasEnded();
	}

	/** Replaces the socket, whose connections were lost with what selected them. */
	public void restart() {
		LoopSocket failed = this.connection.socket();
		while (!isClosing() && turn() > 0) {
			// the handler learns of the losses
		}
		this.connection.restart(failed);
	}

	/** Has somebody told of each change of the socket's state, on the loop's thread. */
	public void onState(Consumer<SocketStatus.State> listener) {
		this.states = listener;
	}

	public void awaitEnd() {
		this.life.end().join();
	}

	/** Has something done once the loop has ended. */
	public void onEnd(Runnable notice) {
		this.life.end().thenRun(notice);
	}

	/** Takes what JeroMQ tells of a socket, on JeroMQ's thread. */
	public void onSocketEvent(LoopSocket source, SocketEvent event) {
		this.connection.onEvent(source, event);
	}

	/**
	 * Does a part of the loop's work, unless it is to end, or has to because that fails.
	 * Whether it goes on.
	 */
	public boolean survives(Runnable part) {
		try {
			if (!isClosing()) {
				part.run();
				return true;
			}
		}
		catch (Throwable ex) {
			this.life.failed(ex);
			this.errors.accept(ex);
		}
		end();
		return false;
	}

	/** What comes before the first turn. */
	public void open() {
		this.life.begins();
		this.life.opened(this.connection.begin());
	}

	void became(SocketStatus.State state) {
		if (this.meter.became(state)) {
			this.states.accept(state);
		}
	}

	/** One turn without waiting. Returns how much was done. */
	public int turn() {
		this.now = this.nanoTime.getAsLong();
		int work = this.tasks.run();
		work += receive();
		work += writable();
		return work + expire();
	}

	/** What comes after the last turn; nothing to do where that was done. */
	public void end() {
		if (this.over) {
			return;
		}
		this.over = true;
		try {
			guarded(this.tasks::runAll);
			guarded(this.handler::onClose);
			guarded(this.connection::close);
			became(SocketStatus.State.CLOSED);
		}
		finally {
			this.life.failed(new TransportException(this.endpoint, TransportException.Reason.FAILED,
					"its loop has ended", null));
			this.life.ended();
			this.tasks.rejectAll();
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
		catch (Throwable ex) {
			this.errors.accept(ex);
			return 1;
		}
	}

	/** Waits for something to do, on a thread that has nothing else to do. */
	void await() {
		if (!this.tasks.isEmpty() || isClosing()) {
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
	public long untilNextTimer() {
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
		catch (Throwable ex) {
			this.errors.accept(ex);
		}
	}

	void guarded(Runnable work) {
		this.tasks.run(work::run);
	}

}
