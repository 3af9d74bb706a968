package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The channels of an event loop, and which of them are ready. Selecting is the loop's
 * thread's; everything else but {@link #wakeUp()} belongs to who holds the loop.
 */
final class ChannelSelector {

	private static final int USUAL_CHANNELS = 64;

	private final Source source;

	private final Consumer<SelectionKey> collector = this::collect;

	private volatile Selector selector;

	private volatile @Nullable Thread thread;

	private @Nullable SelectionKey[] ready = new SelectionKey[USUAL_CHANNELS];

	private int readyCount;

	/** Opens selectors, in a way of their own in tests. */
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
		this.readyCount = 0;
		if (nanos > 0) {
			this.selector.select(this.collector, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
		}
		else {
			this.selector.selectNow(this.collector);
		}
	}

	/** A channel that finds no place is found ready again by the next selection. */
	private void collect(SelectionKey key) {
		if (this.readyCount == this.ready.length) {
			this.ready = Arrays.copyOf(this.ready, 2 * this.readyCount);
		}
		this.ready[this.readyCount++] = key;
	}

	/** How many channels the last selection has found ready. */
	int readyCount() {
		return this.readyCount;
	}

	/** Takes a channel that is ready. */
	@Nullable SelectionKey takeReady(int index) {
		SelectionKey key = this.ready[index];
		this.ready[index] = null;
		return key;
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
			// it is closed as far as that can be
		}
		changed();
	}

	/** The thread has to select anew for a change of another one to take effect. */
	private void changed() {
		if (Thread.currentThread() != this.thread) {
			wakeUp();
		}
	}

	/** Ends the present or the next selection; from any thread. */
	void wakeUp() {
		this.selector.wakeup();
	}

	/** Whether an open channel has still something to write before it closes. */
	boolean isAnyLingering() {
		return this.selector.keys()
			.stream()
			.anyMatch((key) -> key.isValid() && ((Selectable) key.attachment()).isLingering());
	}

	/** Selects with a new selector, after closing all channels. */
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
