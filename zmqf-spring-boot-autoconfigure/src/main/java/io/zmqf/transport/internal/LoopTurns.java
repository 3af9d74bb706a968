package io.zmqf.transport.internal;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Timers;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * The turns of a loop, which run tasks, messages and timers. The loop's handler calls its
 * methods during a turn. Owned by the thread with the turn, unless stated otherwise.
 */
abstract class LoopTurns implements SocketLoop {

	private static final int BATCH = 256;

	final SocketHandler handler;

	final Consumer<Throwable> errors;

	final LoopTasks tasks;

	final SocketMeter meter = new SocketMeter();

	final LoopConnection connection;

	private final LongSupplier nanoTime;

	private final Timers timers;

	private Consumer<SocketStatus.State> states = (state) -> {
	};

	private boolean readingPaused;

	private boolean awaitingWritable;

	private long now;

	LoopTurns(SocketHandler handler, LongSupplier nanoTime, Consumer<Throwable> errors) {
		this.handler = handler;
		this.nanoTime = nanoTime;
		this.errors = errors;
		this.timers = new Timers(errors);
		this.tasks = new LoopTasks(errors);
		this.now = nanoTime.getAsLong();
		this.connection = new LoopConnection(this);
	}

	/** Opens a socket for the loop. */
	abstract LoopSocket openSocket();

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
	public boolean mayTake(byte[] peer) {
		LoopSocket current = this.connection.socket();
		return current != null && current.mayTake(peer);
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
	public long lastReceived() {
		LoopSocket current = this.connection.socket();
		return (current != null) ? current.lastReceived() : this.now;
	}

	@Override
	public void rejected(String detail) {
		this.meter.rejected(detail);
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
	public void reconnect() {
		this.meter.became(SocketStatus.State.DISCONNECTED); // requested, so not a loss
		this.connection.reopen(this.now);
	}

	@Override
	public void rest() {
		this.connection.rest();
		became(SocketStatus.State.RESTING);
	}

	@Override
	public boolean answersPings() {
		LoopSocket current = this.connection.socket();
		return current != null && current.answersPings();
	}

	@Override
	public void dropConnection() {
		this.connection.dropConnection();
	}

	/**
	 * Sets the listener for changes of the socket's state. It is called on the loop's
	 * thread.
	 */
	public void onState(Consumer<SocketStatus.State> listener) {
		this.states = listener;
	}

	/** Handles an event of a socket. Called from any thread. */
	public void onSocketEvent(LoopSocket source, SocketEvent event) {
		this.connection.onEvent(source, event);
	}

	void became(SocketStatus.State state) {
		if (this.meter.became(state)) {
			this.states.accept(state);
		}
	}

	/** Runs one turn without waiting, and returns the amount of work done. */
	public int turn() {
		this.now = this.nanoTime.getAsLong();
		int work = this.tasks.run();
		work += receive();
		work += writable();
		return work + this.timers.expire(this.now);
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
		boolean writable = current.isWritable(); // processes events, as receiving does
		if (!writable || !this.awaitingWritable) {
			return 0;
		}
		this.awaitingWritable = false;
		guarded(this.handler::onWritable);
		return 1;
	}

	/** Waits for work, on a thread that runs this loop only. */
	void await() {
		if (this.tasks.isEmpty()) {
			long limit = untilNextTimer();
			LoopSocket current = this.connection.socket();
			if (current != null) {
				current.await(limit, !this.readingPaused, this.awaitingWritable);
			}
			else if (limit < 0) { // its socket is closed until it reconnects
				LockSupport.park(this);
			}
			else {
				LockSupport.parkNanos(this, limit);
			}
		}
	}

	/**
	 * Ends the wait of the loop's thread. Called from any other thread.
	 * @param waiting the loop's thread
	 */
	void endWait(Thread waiting) {
		LoopSocket current = this.connection.socket();
		if (current != null) {
			current.wakeUp();
		}
		else {
			LockSupport.unpark(waiting);
		}
	}

	/** Returns the nanoseconds until the next timer is due, or -1 if there is none. */
	public long untilNextTimer() {
		return this.timers.untilNext(this.nanoTime.getAsLong());
	}

	void dispatch(LoopSocket source, byte[][] frames) {
		try {
			byte[] gone = source.lostPeer(frames);
			if (gone == null) {
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
