package io.zmqf.transport.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.zmqf.transport.BlockedLoopException;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportException;

/**
 * A socket loop that depends neither on the kind of socket nor on the thread that runs
 * it. It starts, accepts tasks of other threads, and ends. A test can run its turns one
 * by one.
 *
 * @since 0.1.0
 */
public final class DefaultSocketLoop extends LoopTurns {

	/** The maximum number of failed turns before a socket is replaced. */
	private static final int MAX_FAILED_TURNS = 8;

	/**
	 * The maximum number of turns before a socket is replaced, so that other sockets of
	 * the event loop continue.
	 */
	private static final int MAX_LAST_TURNS = 1000;

	private final String name;

	private final Endpoint endpoint;

	private final LoopRunner runner;

	private final Function<DefaultSocketLoop, LoopSocket> opener;

	private final AtomicBoolean started = new AtomicBoolean();

	private final CompletableFuture<Endpoint> opened = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile boolean closing;

	/** The maximum time to wait for the end, in nanoseconds. */
	private volatile long patience = TimeUnit.SECONDS.toNanos(10);

	/** Whether the last turn is over. Owned by the thread with the turn. */
	private boolean over;

	/**
	 * Creates a loop.
	 * @param name the socket's name in threads, events and metrics
	 * @param endpoint the address to bind or to connect to
	 * @param runner the runner of the loop
	 * @param opener the factory of its sockets
	 * @param handler the handler of the socket
	 * @param nanoTime the clock
	 * @param errors the recipient of exceptions
	 */
	public DefaultSocketLoop(String name, Endpoint endpoint, LoopRunner runner,
			Function<DefaultSocketLoop, LoopSocket> opener, SocketHandler handler, LongSupplier nanoTime,
			Consumer<Throwable> errors) {
		super(handler, nanoTime, errors);
		this.name = name;
		this.endpoint = endpoint;
		this.runner = runner;
		this.opener = opener;
	}

	@Override
	LoopSocket openSocket() {
		return this.opener.apply(this);
	}

	@Override
	public Endpoint start() {
		if (begins()) {
			try {
				this.runner.start(this);
			}
			catch (Throwable ex) {
				// The next turn closes a socket that was or will be opened
				this.opened.completeExceptionally(ex);
				beginClosing();
				throw ex;
			}
		}
		try {
			return this.opened.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	/**
	 * Whether the caller has to start the loop, or to end a loop that was never started.
	 */
	private boolean begins() {
		return this.started.compareAndSet(false, true);
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
		if (hasEnded()) {
			this.tasks.rejectAll();
		}
	}

	@Override
	public SocketStatus status() {
		Endpoint actual = this.opened.isCompletedExceptionally() ? this.endpoint : this.opened.getNow(this.endpoint);
		return this.meter.status(this.name, actual.toString(), refusal());
	}

	@Override
	public boolean isHere() {
		return this.runner.isHere();
	}

	@Override
	public void close() {
		beginClosing();
		if (isHere()) {
			return;
		}
		try {
			this.ended.get(Math.max(0, this.patience - this.runner.blocked().toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) { // the loop is abandoned
			this.patience = 0;
			this.ended.complete(null);
			this.errors.accept(new BlockedLoopException(this.name));
			this.tasks.rejectAll();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex); // never completed exceptionally
		}
	}

	/** Requests the end of the loop, without waiting for it. Called from any thread. */
	public void beginClosing() {
		this.closing = true;
		if (begins()) {
			end();
		}
		this.runner.wakeUp();
	}

	/** Whether the end of the loop was requested. */
	public boolean isClosing() {
		return this.closing;
	}

	/** Whether the loop has ended. */
	public boolean hasEnded() {
		return this.ended.isDone();
	}

	/** Replaces the socket, whose connections were lost with their selector. */
	public void restart() {
		LoopSocket failed = this.connection.socket();
		int failures = 0;
		int work = 1;
		for (int turns = 0; work > 0 && turns < MAX_LAST_TURNS && failures < MAX_FAILED_TURNS
				&& !isClosing(); turns++) {
			try {
				work = turn(); // the handler receives remaining messages and losses
			}
			catch (Throwable ex) {
				failures++;
				this.errors.accept(ex);
			}
		}
		this.connection.restart(failed);
	}

	public void awaitEnd() {
		this.ended.join();
	}

	/**
	 * Registers a callback for the end of the loop.
	 * @param notice the callback
	 */
	public void onEnd(Runnable notice) {
		this.ended.thenRun(notice);
	}

	/**
	 * Runs a part of the loop's work. Ends the loop if its end was requested or if the
	 * work throws.
	 * @param part the work
	 * @return {@code true} if the loop continues
	 */
	public boolean survives(Runnable part) {
		try {
			if (!isClosing()) {
				part.run();
				return true;
			}
		}
		catch (Throwable ex) {
			this.opened.completeExceptionally(ex);
			this.errors.accept(ex);
		}
		end();
		return false;
	}

	/** Opens the first socket, before the first turn. */
	public void open() {
		this.started.set(true);
		this.opened.complete(this.connection.begin());
	}

	/**
	 * Runs the remaining tasks, and closes the handler and the socket. Has no effect if
	 * called again.
	 */
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
			this.opened.completeExceptionally(new TransportException(this.endpoint, TransportException.Reason.FAILED,
					"its loop has ended", null));
			this.ended.complete(null);
			this.tasks.rejectAll();
		}
	}

}
