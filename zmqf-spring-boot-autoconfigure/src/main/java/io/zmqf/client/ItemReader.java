package io.zmqf.client;

import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.message.JsonData;
import io.zmqf.message.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the items of a reply, and grants the peer credit as they are consumed. Used by
 * one thread at a time, except for {@link #close()}.
 */
final class ItemReader implements ItemSource {

	/** The maximum size of the items in a window that grows, in bytes. */
	private static final long WINDOW_BYTES = 512 * 1024;

	/** The number of requests in flight up to which windows may have that size. */
	private static final int FULL_ROOM = 4;

	/** The index of the data, after the correlation, empty and event frames. */
	private static final int DATA = 3;

	private final StreamRequest request;

	private final ItemQueue queue;

	private final JsonData json;

	private final Type type;

	private final RequestObserver.Observed observed;

	/**
	 * The initial window, below which it shrinks only if the client's memory is short.
	 */
	private final int leastWindow;

	private final int largestWindow;

	/** The maximum number of items that are in flight or wait for the consumer. */
	private int window;

	/** The number of items consumed since the last grant. */
	private int consumed;

	/** The size of the data of these items, in bytes. */
	private long consumedBytes;

	private long count;

	private @Nullable Object item;

	private boolean ready;

	/** The elements of the single reply of a peer that does not support streams. */
	private @Nullable Iterator<@Nullable Object> collected;

	/** Whether the end was reported to the observer. */
	private final AtomicBoolean over = new AtomicBoolean();

	/** Whether the consumer has closed the reader before the end. */
	private volatile boolean closed;

	/**
	 * Creates the reader of a reply.
	 * @param request the request
	 * @param queue the queue of received items
	 * @param json the decoder of items
	 * @param type the type of each item
	 * @param largestWindow the maximum window, in items
	 * @param observed the observer to notify of the end
	 */
	ItemReader(StreamRequest request, ItemQueue queue, JsonData json, Type type, int largestWindow,
			RequestObserver.Observed observed) {
		this.request = request;
		this.queue = queue;
		this.json = json;
		this.type = type;
		this.observed = observed;
		this.leastWindow = request.window();
		this.largestWindow = largestWindow;
		this.window = this.leastWindow;
	}

	StreamRequest request() {
		return this.request;
	}

	ItemQueue queue() {
		return this.queue;
	}

	@Override
	public State next() {
		if (this.closed) {
			throw new CancellationException("The stream of '" + this.request.event() + "' is closed");
		}
		if (this.over.get()) {
			return State.END;
		}
		if (this.ready) {
			return State.ITEM;
		}
		try {
			State state = read();
			this.ready = state == State.ITEM;
			if (state == State.END) {
				end(null);
			}
			return state;
		}
		catch (Throwable ex) {
			cancel(ex);
			throw ex;
		}
	}

	private State read() {
		if (this.collected != null) {
			return readCollected(this.collected);
		}
		// Read before the queue, or the last item may be missed
		boolean ended = this.queue.hasEnded();
		byte[][] frames = this.queue.poll();
		if (frames != null) {
			this.item = this.request.item(frames, this.json, this.type);
			this.count++;
			grantFor(frames[DATA].length);
			return State.ITEM;
		}
		return ended ? readEnd() : State.PENDING;
	}

	/**
	 * Grants credit once half of the window is consumed. The window grows in steps to the
	 * number of items of this size that fit {@link #WINDOW_BYTES}. The bytes are fewer
	 * with many requests in flight, because all items may wait in one router. The window
	 * falls below its initial size only if the stream's share of the client's memory
	 * holds fewer items.
	 */
	private void grantFor(int size) {
		this.consumedBytes += size;
		if (++this.consumed < this.window - this.window / 2) {
			return;
		}
		long bytes = WINDOW_BYTES * FULL_ROOM / Math.max(FULL_ROOM, this.request.context().inFlight().count());
		long room = bytes * this.consumed / Math.max(1, this.consumedBytes);
		int step = (int) Math.min(2L * this.window, Math.max(this.window / 2, room));
		long share = this.request.context().items().share() / Math.max(1, this.consumedBytes / this.consumed);
		int least = (int) Math.max(1, Math.min(this.leastWindow, share));
		int next = Math.max(least, Math.min(this.largestWindow, step));
		int granted = this.consumed + next - this.window;
		this.window = next;
		this.consumed = 0;
		this.consumedBytes = 0;
		if (granted > 0) {
			this.request.grant(granted);
		}
	}

	private State readEnd() {
		String dropped = this.queue.dropped();
		if (dropped != null) {
			throw this.request.malformed(dropped, null);
		}
		byte[][] end = this.queue.end();
		if (end == null) {
			throw this.request.failure(this.queue.failure());
		}
		byte[] data = (byte[]) this.request.read(end, byte[].class);
		if (this.request.hasBegun() || data == null) {
			return State.END;
		}
		try {
			List<@Nullable Object> elements = this.json.elements(data, this.type);
			this.collected = elements.iterator();
			return readCollected(this.collected);
		}
		catch (MalformedMessageException ex) {
			throw this.request.malformed(String.valueOf(ex.getMessage()), ex);
		}
	}

	private State readCollected(Iterator<@Nullable Object> elements) {
		if (!elements.hasNext()) {
			return State.END;
		}
		this.item = elements.next();
		this.count++;
		return State.ITEM;
	}

	@Override
	public @Nullable Object take() {
		Object taken = this.item;
		this.item = null;
		this.ready = false;
		return taken;
	}

	@Override
	public boolean hasEnded() {
		return this.queue.hasEnded() && !this.queue.hasItems();
	}

	/** Closes the stream for its consumer. Called on any thread. */
	void close() {
		if (!this.over.get()) {
			this.closed = true;
			cancel(null);
		}
	}

	@Override
	public void cancel(@Nullable Throwable failure) {
		if (end(failure) && !this.queue.hasEnded()) {
			this.request.abandon();
		}
	}

	/** Ends the reader, and returns {@code false} if it had ended before. */
	private boolean end(@Nullable Throwable failure) {
		if (!this.over.compareAndSet(false, true)) {
			return false;
		}
		this.queue.close();
		this.observed.items(this.count);
		this.observed.end(failure);
		return true;
	}

	@Override
	public void callBack(Runnable callbacks) {
		this.queue.consumedBy(Thread.currentThread());
		try {
			this.observed.callBack(callbacks);
		}
		finally {
			this.queue.consumedBy(null);
		}
	}

	@Override
	public RuntimeException nullItem() {
		return this.request.malformed("it has an item without data", null);
	}

}
