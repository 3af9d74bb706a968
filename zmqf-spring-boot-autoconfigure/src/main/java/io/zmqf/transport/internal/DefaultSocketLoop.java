package io.zmqf.transport.internal;

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

	private final LoopLife life = new LoopLife();

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
		if (this.life.begins()) {
			try {
				this.runner.start(this);
			}
			catch (Throwable ex) {
				// What was opened, or is yet to open, ends with its next turn
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
	public SocketStatus status() {
		return this.meter.status(this.name, this.life.openedOr(this.endpoint).toString(), refusal());
	}

	@Override
	public boolean isHere() {
		return this.runner.isHere();
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
		this.life.end().join();
	}

	/** Has something done once the loop has ended. */
	public void onEnd(Runnable notice) {
		this.life.end().thenRun(notice);
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

}
