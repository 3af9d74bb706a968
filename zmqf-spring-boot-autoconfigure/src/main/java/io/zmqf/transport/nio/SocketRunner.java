package io.zmqf.transport.nio;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.LoopRunner;
import io.zmqf.transport.internal.LoopSocket;
import org.jspecify.annotations.Nullable;

/**
 * Runs a socket's loop on an event loop. It gives the loop a turn for received messages,
 * tasks and due timers.
 */
final class SocketRunner implements LoopRunner {

	private static final long START_SECONDS = 30;

	/**
	 * The maximum number of consecutive turns on a thread in the place of the loop's
	 * thread.
	 */
	private static final int MAX_TURNS = 8;

	private final NioTransport transport;

	private final String name;

	private final SocketSettings settings;

	private final SocketOpener opener;

	private final Runnable turn = () -> turn(1);

	/**
	 * The turns on a thread in the place of the loop's thread. Related work does not wake
	 * the loop's thread.
	 */
	private final Runnable turnHere = () -> turn(MAX_TURNS);

	/** Whether a turn is requested and has not begun. */
	private final AtomicBoolean requested = new AtomicBoolean();

	private final Timed timer = Timed.of(this::wakeUp);

	private long timerTime;

	private final DefaultSocketLoop loop;

	private volatile @Nullable EventLoop eventLoop;

	private @Nullable NioSocket socket;

	SocketRunner(NioTransport transport, String name, SocketSettings settings, SocketHandler handler) {
		this.transport = transport;
		this.name = name;
		this.settings = settings;
		this.opener = new SocketOpener(transport, name, settings);
		this.loop = new DefaultSocketLoop(name, settings.endpoint(), this, this::open, handler, System::nanoTime,
				(ex) -> SafeListener.loopFailed(transport.listener(), name, ex));
	}

	private EventLoop eventLoop() {
		return Objects.requireNonNull(this.eventLoop, "The loop was not started");
	}

	/** Returns the loop that it runs. */
	DefaultSocketLoop loop() {
		return this.loop;
	}

	/**
	 * Starts the loop. A failure before the socket is opened ends the loop on the
	 * caller's thread.
	 */
	@Override
	public void start(DefaultSocketLoop owner) {
		if (this.loop.survives(this::prepare)) {
			try {
				awaitOpening();
				if (this.settings.keepsProcess()) {
					new Thread(this.loop::awaitEnd, this.name).start();
				}
			}
			catch (Throwable ex) {
				this.opener.closeUnused();
				throw ex;
			}
		}
	}

	/** Binds the endpoint on the caller's thread, because that may block. */
	private void prepare() {
		EventLoop owner = this.transport.eventLoop(this.settings, this.loop);
		this.opener.prepare();
		this.eventLoop = owner;
	}

	/**
	 * Waits until the socket is open. An interrupt ends the start of a binding socket. A
	 * connecting socket may be shared with others, so that the interrupt is left to the
	 * caller.
	 */
	private void awaitOpening() {
		CompletableFuture<Void> opening = CompletableFuture.runAsync(this::openSocket, this::runOnLoop)
			.orTimeout(START_SECONDS, TimeUnit.SECONDS);
		try {
			if (this.settings.binds()) {
				opening.get();
			}
			opening.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.opener.failed("the start was interrupted", ex);
		}
		catch (ExecutionException | CompletionException ex) {
			throw this.opener.failed((ex.getCause() instanceof TimeoutException) ? "its event loop does not respond"
					: String.valueOf(ex.getCause()), ex);
		}
	}

	private void openSocket() {
		if (this.loop.survives(this.loop::open)) {
			eventLoop().sockets().add(this);
		}
		this.opener.closeUnused();
		wakeUp();
	}

	private void runOnLoop(Runnable task) {
		if (isHere()) {
			task.run();
		}
		else if (!eventLoop().tryExecute(task)) {
			eventLoop().execute(task);
		}
	}

	/** Opens a socket. The caller holds the event loop. */
	private LoopSocket open(DefaultSocketLoop owner) {
		NioSocket opened = this.opener.open(eventLoop(), this::onEvent, this::wakeUp);
		this.socket = opened;
		return opened;
	}

	private void onEvent(LoopSocket source, SocketEvent event) {
		this.loop.onSocketEvent(source, event);
		this.transport.listener().socketEvent(this.name, event);
	}

	@Override
	public void wakeUp() {
		EventLoop owner = this.eventLoop;
		if (owner != null && !this.requested.get() && this.requested.compareAndSet(false, true)) {
			try {
				owner.execute(this.turn);
			}
			catch (Throwable ex) {
				this.requested.set(false);
				throw ex;
			}
		}
	}

	@Override
	public void wakeUpHere() {
		EventLoop owner = this.eventLoop;
		boolean done = false;
		try {
			done = owner != null && owner.tryExecute(this.turnHere);
		}
		finally {
			if (!done) { // also if the caller's stack is full
				wakeUp();
			}
		}
	}

	/** Runs turns, and requests another one if there is more to do. */
	private void turn(int turns) {
		this.requested.set(false);
		DefaultSocketLoop running = this.loop;
		if (running.isClosing() || running.hasEnded()) {
			end();
			return;
		}
		int work = 1;
		try {
			for (int i = 0; i < turns && work > 0 && !running.isClosing(); i++) {
				work = running.turn();
			}
		}
		finally {
			if (work > 0) {
				wakeUp();
			}
			scheduleTimer(running.untilNextTimer());
		}
	}

	/**
	 * Schedules the timer, unless it is due earlier already. A turn that comes too early
	 * does no harm.
	 */
	private void scheduleTimer(long nanos) {
		if (nanos < 0) {
			return;
		}
		long time = System.nanoTime() + nanos;
		if (!this.timer.isScheduled() || time - this.timerTime < 0) {
			eventLoop().timers().schedule(this.timer, time);
			this.timerTime = time;
		}
	}

	@Override
	public boolean isHere() {
		EventLoop owner = this.eventLoop;
		return owner != null && owner.inEventLoop();
	}

	@Override
	public Duration blocked() {
		EventLoop owner = this.eventLoop;
		return (owner != null) ? owner.blocked() : Duration.ZERO;
	}

	/** Replaces the socket after its selector has failed. */
	void restart() {
		NioSocket open = this.socket;
		if (open != null) {
			eventLoop().guarded(() -> open.loseConnections((connection) -> true));
		}
		this.loop.restart();
	}

	/** Ends the socket's loop. */
	void end() {
		eventLoop().timers().cancel(this.timer);
		eventLoop().sockets().remove(this);
		this.loop.end();
	}

	/** Returns the connections of the socket. */
	Iterable<Connection> connections() {
		return (this.socket != null) ? this.socket.connections() : List.of();
	}

}
