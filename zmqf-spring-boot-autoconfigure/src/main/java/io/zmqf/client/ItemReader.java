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
 * Reads the items of one reply, and lets the peer send more as they are consumed. Used by
 * one thread at a time, but for its {@linkplain #close() end}.
 */
final class ItemReader implements ItemSource {

	/** The bytes that a window has room for which grows. */
	private static final long WINDOW_BYTES = 512 * 1024;

	/** The requests at once with which a client's windows have all that room. */
	private static final int FULL_ROOM = 4;

	/** The index of the data, after correlation, empty frame and word. */
	private static final int DATA = 3;

	private final StreamRequest request;

	private final ItemQueue queue;

	private final JsonData json;

	private final Type type;

	private final RequestObserver.Observed observed;

	/** The items that the window has at least, and at most where they are small. */
	private final int leastWindow;

	private final int largestWindow;

	/** The items that may be on their way or wait for the consumer. */
	private int window;

	/** The items that were consumed since the last grant, and the bytes of their data. */
	private int consumed;

	private long consumedBytes;

	private long count;

	private @Nullable Object item;

	private boolean ready;

	/** The items of a peer that knows no streams. */
	private @Nullable Iterator<@Nullable Object> collected;

	/** Whether the observer knows the end. */
	private final AtomicBoolean over = new AtomicBoolean();

	/** Whether the consumer has closed it before its end. */
	private volatile boolean closed;

	/**
	 * Creates the reader of a reply.
	 * @param request the request
	 * @param queue its items
	 * @param json the reader of items
	 * @param type the type of each
	 * @param largestWindow the most items that may be on their way
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
		// Asked first, or the last item may be missed
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
	 * Lets the peer send more once half of the window is consumed. A window that may grow
	 * becomes what has room for such items, in steps, and less where the client has many
	 * requests at once: all of its items may wait in one router. Any window shrinks where
	 * the client's streams have no room for as many of such items.
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

	/** The consumer wants no more; also on another thread than the one that consumes. */
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

	/** Returns whether it had not ended before. */
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
