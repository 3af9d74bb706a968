package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The selector of an event loop. Only the loop's thread selects. All other methods except
 * {@link #wakeUp()} require that the caller holds the loop.
 */
final class ChannelSelector {

	private final Source source;

	/** The keys that the last selection found ready. */
	private final List<SelectionKey> ready = new ArrayList<>();

	private final Consumer<SelectionKey> collector = this.ready::add;

	private volatile Selector selector;

	private volatile @Nullable Thread thread;

	/** The factory of selectors. Tests replace it. */
	@FunctionalInterface
	interface Source {

		Selector open() throws IOException;

	}

	ChannelSelector(Source source) throws IOException {
		this.source = source;
		this.selector = source.open();
	}

	boolean isOpen() {
		return this.selector.isOpen();
	}

	/** Waits until a channel is ready, for a wake-up, or for the time to pass. */
	void select(long nanos) throws IOException {
		this.thread = Thread.currentThread();
		this.ready.clear();
		if (nanos > 0) {
			this.selector.select(this.collector, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
		}
		else {
			this.selector.selectNow(this.collector);
		}
	}

	/** Returns the keys that the last selection found ready. */
	List<SelectionKey> ready() {
		return this.ready;
	}

	SelectionKey register(SelectableChannel channel, int operations, Selectable selectable)
			throws ClosedChannelException {
		SelectionKey key = channel.register(this.selector, operations, selectable);
		changed();
		return key;
	}

	void setOperations(SelectionKey key, int operations) {
		if (key.isValid() && key.interestOps() != operations) {
			key.interestOps(operations);
			changed();
		}
	}

	void close(SelectableChannel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// closed as far as possible
		}
		changed();
	}

	/**
	 * Wakes the loop's thread after a change by another thread, which takes effect only
	 * with the next selection.
	 */
	private void changed() {
		if (Thread.currentThread() != this.thread) {
			wakeUp();
		}
	}

	/** Ends the present or the next selection. Called from any thread. */
	void wakeUp() {
		this.selector.wakeup();
	}

	/** Whether an open channel still writes messages before it closes. */
	boolean isAnyLingering() {
		return this.selector.keys()
			.stream()
			.anyMatch((key) -> key.isValid() && key.attachment() instanceof ChannelTraffic traffic
					&& traffic.isLingering());
	}

	/** Opens a new selector, and closes the old one with all of its channels. */
	void replace() throws IOException {
		Selector broken = this.selector;
		this.selector = this.source.open();
		close(broken);
	}

	/** Closes all channels. */
	void close() throws IOException {
		close(this.selector);
	}

	private void close(Selector closing) throws IOException {
		if (closing.isOpen()) {
			new ArrayList<>(closing.keys()).forEach((key) -> close(key.channel()));
		}
		closing.close();
	}

}
