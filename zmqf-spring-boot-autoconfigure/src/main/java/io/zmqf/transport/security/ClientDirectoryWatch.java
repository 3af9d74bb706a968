package io.zmqf.transport.security;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Looks at a directory of clients again and again. It asks for the files' times rather
 * than to be told of changes, because the latter misses the changes of mounted volumes.
 * While the directory can't be read, those stay authorised that were.
 *
 * @since 0.1.0
 */
public final class ClientDirectoryWatch implements AutoCloseable {

	private final ClientDirectory directory;

	private final Consumer<Collection<Peer>> changed;

	private final ClientDirectory.Listener listener;

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread watch = new Thread(task, "zmqf-clients");
		watch.setDaemon(true);
		return watch;
	});

	private boolean readable = true;

	/** Whether a change has been seen that was not taken over. */
	private boolean due;

	private @Nullable List<Peer> known;

	/**
	 * Creates a watch.
	 * @param directory the directory to watch
	 * @param changed the consumer of the clients after each change
	 * @param listener the listener to notify if the directory can't be read
	 */
	public ClientDirectoryWatch(ClientDirectory directory, Consumer<Collection<Peer>> changed,
			ClientDirectory.Listener listener) {
		this.directory = directory;
		this.changed = changed;
		this.listener = listener;
	}

	/**
	 * Looks from now on.
	 * @param interval the interval at which it looks
	 */
	public void start(Duration interval) {
		long millis = Math.max(1, interval.toMillis());
		this.thread.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
	}

	void look() {
		try {
			this.due |= this.directory.hasChanged();
			if (this.due) {
				takeOver(this.directory.read());
				this.due = false;
			}
			this.readable = true;
		}
		catch (Throwable ex) { // which must not end the watch
			if (this.readable) {
				this.readable = false;
				tell((ex instanceof IOException) ? " can't be read, and those stay authorised that were: "
						: " has changed, which is tried again as it can't be taken over: ", ex);
			}
		}
	}

	/** A file that can't be read has the directory read again without any change. */
	private void takeOver(List<Peer> clients) {
		if (!clients.equals(this.known)) {
			this.known = null; // unless the next line returns
			this.changed.accept(clients);
			this.known = clients;
		}
	}

	private void tell(String what, Throwable failure) {
		try {
			this.listener.unusable(this.directory + what + failure);
		}
		catch (Throwable ex) {
			// the report itself has failed, for want of memory mostly
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
