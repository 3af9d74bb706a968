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
 * A loop apart from its socket and from what gives it its turns: how it starts, takes
 * tasks of other threads, and ends. A test can step it.
 *
 * @since 0.1.0
 */
public final class DefaultSocketLoop extends LoopTurns {

	/** The turns that may fail before a socket is replaced. */
	private static final int MAX_FAILED_TURNS = 8;

	/** The turns that it gets before, so that others of its event loop go on. */
	private static final int MAX_LAST_TURNS = 1000;

	private final String name;

	private final Endpoint endpoint;

	private final LoopRunner runner;

	private final Function<DefaultSocketLoop, LoopSocket> opener;

	private final AtomicBoolean started = new AtomicBoolean();

	private final CompletableFuture<Endpoint> opened = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile boolean closing;

	/** How long a caller waits for the end. */
	private volatile long patience = TimeUnit.SECONDS.toNanos(10);

	/** Whether the last turn is over; of whoever has the turns. */
	private boolean over;

	/**
	 * Creates a loop.
	 * @param name the socket's name in threads, events and metrics
	 * @param endpoint the address to bind or to connect to
	 * @param runner the runner of the loop
	 * @param opener the factory of its sockets
	 * @param handler the role
	 * @param nanoTime the clock
	 * @param errors the recipient of what the role throws
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
				// What was opened, or is yet to open, ends with its next turn
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

	/** Whether the caller is the one to start it, or to end what was never started. */
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
		catch (TimeoutException ex) { // it is left to itself
			this.patience = 0;
			this.ended.complete(null);
			this.errors.accept(new BlockedLoopException(this.name));
			this.tasks.rejectAll();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex); // nobody completes it so
		}
	}

	/** Has the loop end soon; from any thread. */
	public void beginClosing() {
		this.closing = true;
		if (begins()) {
			end();
		}
		this.runner.wakeUp();
	}

	/** Whether it is to end. */
	public boolean isClosing() {
		return this.closing;
	}

	/** Whether it has ended. */
	public boolean hasEnded() {
		return this.ended.isDone();
	}

	/** Replaces the socket, whose connections were lost with what selected them. */
	public void restart() {
		LoopSocket failed = this.connection.socket();
		int failures = 0;
		int work = 1;
		for (int turns = 0; work > 0 && turns < MAX_LAST_TURNS && failures < MAX_FAILED_TURNS
				&& !isClosing(); turns++) {
			try {
				work = turn(); // the handler learns of what came, and of the losses
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

	/** Has something done once the loop has ended. */
	public void onEnd(Runnable notice) {
		this.ended.thenRun(notice);
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
			this.opened.completeExceptionally(ex);
			this.errors.accept(ex);
		}
		end();
		return false;
	}

	/** What comes before the first turn. */
	public void open() {
		this.started.set(true);
		this.opened.complete(this.connection.begin());
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
			this.opened.completeExceptionally(new TransportException(this.endpoint, TransportException.Reason.FAILED,
					"its loop has ended", null));
			this.ended.complete(null);
			this.tasks.rejectAll();
		}
	}

}
