package io.zmqf.transport.security;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.concurrent.DaemonThread;
import org.jspecify.annotations.Nullable;

/**
 * Polls a directory of client certificates. Polling is used instead of change
 * notifications, because these miss changes of mounted volumes. While the directory
 * cannot be read, the previous clients remain authorised.
 *
 * @since 0.1.0
 */
public final class ClientDirectoryWatch implements AutoCloseable {

	private final ClientDirectory directory;

	private final Consumer<Collection<Peer>> changed;

	private final ClientDirectory.Listener listener;

	private final ScheduledExecutorService thread = Executors
		.newSingleThreadScheduledExecutor((task) -> DaemonThread.of(task, "zmqf-clients"));

	private boolean readable = true;

	/** Whether a detected change has not been applied. */
	private boolean due;

	private @Nullable List<Peer> applied;

	/**
	 * Creates a watch.
	 * @param directory the directory to poll
	 * @param changed receives the clients after each change
	 * @param listener the listener to notify if the directory cannot be read
	 */
	public ClientDirectoryWatch(ClientDirectory directory, Consumer<Collection<Peer>> changed,
			ClientDirectory.Listener listener) {
		this.directory = directory;
		this.changed = changed;
		this.listener = listener;
	}

	/**
	 * Starts polling.
	 * @param interval the polling interval
	 */
	public void start(Duration interval) {
		long millis = Math.max(1, interval.toMillis());
		this.thread.scheduleWithFixedDelay(this::check, millis, millis, TimeUnit.MILLISECONDS);
	}

	void check() {
		try {
			this.due |= this.directory.hasChanged();
			if (this.due) {
				takeOver(this.directory.read());
				this.due = false;
			}
			this.readable = true;
		}
		catch (Throwable ex) { // must not end the scheduled task
			if (this.readable) {
				this.readable = false;
				logFailure((ex instanceof IOException) ? " can't be read, and the authorised clients are unchanged: "
						: " has changed, but can't be applied yet; retrying: ", ex);
			}
		}
	}

	/**
	 * Applies changed clients. An unreadable file counts as a change of the directory,
	 * but may leave the clients as they were.
	 */
	private void takeOver(List<Peer> clients) {
		if (!clients.equals(this.applied)) {
			this.applied = null; // unless accept() returns
			this.changed.accept(clients);
			this.applied = clients;
		}
	}

	private void logFailure(String what, Throwable failure) {
		try {
			this.listener.unusable(this.directory + what + failure);
		}
		catch (Throwable ex) {
			// the report failed as well, mostly for lack of memory
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
