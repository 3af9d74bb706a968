package io.zmqf.worker;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.zmqf.message.BoundedTime;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.LoopTask;
import org.jspecify.annotations.Nullable;

/**
 * The items of a reply to a caller that accepts a stream. The items requested from the
 * source are limited by the caller's credit and by the memory of unsent items. The
 * source's thread encodes items, the event loop of the connection sends them.
 */
final class StreamedItems extends ItemSubscriber implements LoopTask, StreamedReply.Items {

	/** The maximum number of items to request before their size is known. */
	private static final int FIRST = 16;

	/**
	 * The maximum memory of unsent items of a reply in bytes. No more items are requested
	 * beyond it.
	 */
	private static final long MOST_UNSENT = 1024 * 1024;

	/**
	 * The divisor of the memory for messages that gives the share of all unsent items.
	 */
	private static final int SHARE_OF_MEMORY = 2;

	/** The memory overhead of an unsent item in bytes. */
	private static final int ITEM_BYTES = 48;

	private final InboundRequest inbound;

	private final long itemNanos;

	/** The deadline of the whole stream, as the time of the event loop. */
	private final long latest;

	/**
	 * The credit: the number of items that the caller accepts and the source has not
	 * emitted yet.
	 */
	private final AtomicLong credit;

	/**
	 * The number of calls of {@link #requestMore()} that the running call has not handled
	 * yet.
	 */
	private final AtomicInteger asking = new AtomicInteger();

	/** The number of requested items. Written by the thread that requests items. */
	private volatile long requested;

	/** The memory of all emitted items in bytes. Written by the source's thread. */
	private volatile long emitted;

	/** The memory of all sent items in bytes. Written by the event loop. */
	private volatile long sent;

	/** Whether a task is scheduled that requests more items. */
	private final AtomicBoolean resuming = new AtomicBoolean();

	private final Queue<byte[]> unsent = new ConcurrentLinkedQueue<>();

	/** Whether a task is scheduled that sends items. */
	private final AtomicBoolean scheduled = new AtomicBoolean();

	private volatile Flow.@Nullable Subscription source;

	private volatile long count;

	/** Whether an item was sent. Owned by the event loop, as the next field. */
	private boolean begun;

	private long begunAt;

	/**
	 * The time since which the caller has waited for an item. Owned by the event loop.
	 */
	private long waitsSince;

	/**
	 * Creates the items of a reply.
	 * @param inbound the request
	 * @param request the request, decoded
	 * @param writer the writer of an item
	 * @param terms the terms of the stream that the caller accepts
	 * @param credit the credit of the caller, which can grow
	 */
	StreamedItems(InboundRequest inbound, Message request, Function<@Nullable Object, byte[]> writer, StreamTerms terms,
			AtomicLong credit) {
		super(request, writer, (failure) -> inbound.connection().context().failed(inbound.frames(), failure));
		this.inbound = inbound;
		this.credit = credit;
		this.itemNanos = inbound.timeoutNanos();
		this.latest = inbound.arrived() + ((terms.timeoutMillis() >= 0)
				? TimeUnit.MILLISECONDS.toNanos(terms.timeoutMillis()) : BoundedTime.LONGEST.toNanos());
		this.waitsSince = inbound.arrived();
	}

	private WorkerConnection connection() {
		return this.inbound.connection();
	}

	@Override
	public long count() {
		return this.count;
	}

	@Override
	public @Nullable Throwable missing(Message reply) {
		if (this.count == 0 || reply.isError()) {
			return null;
		}
		return isDone() ? handle((end, failure) -> failure).getNow(null)
				: new IllegalStateException("The request ended before its items");
	}

	@Override
	void begin(Flow.Subscription from) {
		this.source = from;
		requestMore();
	}

	/** Called when the caller has added credit, on the event loop. */
	void granted(long before) {
		if (before <= 0) {
			this.waitsSince = connection().loop().now();
		}
		resume();
	}

	/**
	 * Schedules a request for more items if there is room for them. Called on the event
	 * loop.
	 */
	private void resume() {
		if (portion() == 0 || !this.resuming.compareAndSet(false, true)) {
			return;
		}
		boolean begun = connection().requests().slots().executeFor(this.inbound, () -> {
			this.resuming.set(false);
			requestMore();
		});
		if (!begun) {
			fail(new ProblemException(ProblemType.BUSY.of(request().event(), "The executor rejected the request")));
		}
	}

	/** Requests items from the source, on one thread at a time. */
	private void requestMore() {
		Flow.Subscription from = this.source;
		if (from == null || this.asking.getAndIncrement() != 0) {
			return;
		}
		try {
			int seen;
			do {
				seen = this.asking.get();
				for (long items = portion(); items > 0; items = portion()) {
					this.requested += items;
					from.request(items);
				}
			}
			while (this.asking.addAndGet(-seen) != 0);
		}
		catch (Throwable ex) { // a source must not throw
			fail(ex);
		}
	}

	/**
	 * Returns the number of items that can be requested now. Whatever makes room for more
	 * has to request items afterwards: added credit, a sent item, or the return of the
	 * source.
	 */
	private long portion() {
		// Read before the credit, so that the result is never too large
		long items = this.count;
		long open = this.requested - items;
		long wanted = this.credit.get() - open;
		if (wanted <= 0 || isDone() || (items == 0 && open > 0)) {
			return 0;
		}
		if (items == 0) {
			return Math.min(wanted, FIRST);
		}
		long room = (mostUnsent() - (this.emitted - this.sent)) / Math.max(1, this.emitted / items) - open;
		if (room <= 0) {
			return (open == 0 && this.unsent.isEmpty()) ? 1 : 0;
		}
		return (room >= Math.min(wanted, FIRST) || open == 0) ? Math.min(wanted, room) : 0;
	}

	private long mostUnsent() {
		int streams = Math.max(1, Math.min(connection().load(), connection().capacity()));
		return Math.min(MOST_UNSENT,
				connection().context().transport().memoryLimits().node() / SHARE_OF_MEMORY / streams);
	}

	@Override
	void accept(byte[] item) {
		if (this.credit.getAndDecrement() <= 0) {
			throw new IllegalStateException("The source emitted more items than were requested");
		}
		String excess = connection().context().excess(item.length);
		if (excess != null) {
			connection().context().listener().replyTooLarge(request().event(), excess);
			throw new ProblemException(ProblemType.TOO_LARGE.of(request().event(), "An item has " + excess));
		}
		this.emitted += ITEM_BYTES + item.length;
		this.count++; // before it is sent, because more may be requested then
		this.unsent.add(item);
		if (this.scheduled.compareAndSet(false, true)) {
			connection().loop().execute(this);
		}
	}

	@Override
	Message end() {
		return request().reply(Message.NO_DATA, Map.of());
	}

	/** Sends the unsent items. Called on the event loop. */
	@Override
	public void run() {
		this.scheduled.set(false);
		connection().requests().replies().sendItems(this.inbound);
	}

	/**
	 * Returns the next item to send, or {@code null} if there is none. Called on the
	 * event loop.
	 */
	byte @Nullable [] unsent() {
		return this.unsent.peek();
	}

	/** Removes the next item after it was sent. Called on the event loop. */
	void sent() {
		this.sent += ITEM_BYTES + this.unsent.remove().length;
		resume();
		this.waitsSince = connection().loop().now();
		this.begunAt = this.begun ? this.begunAt : this.waitsSince;
		this.begun = true;
	}

	/**
	 * Returns the time at which the first item was sent, or the given time if none was.
	 * Called on the event loop.
	 */
	long begunAt(long now) {
		return this.begun ? this.begunAt : now;
	}

	/**
	 * Returns the deadline of the next item. It advances while the caller waits for its
	 * own consumer, and not for the source or the connection. Called on the event loop.
	 * @param held {@code true} if the connection is not writable
	 */
	long deadline(boolean held) {
		boolean waits = held || this.credit.get() > 0 && this.unsent.isEmpty();
		long next = (waits ? this.waitsSince : connection().loop().now()) + this.itemNanos;
		return (this.latest - next < 0) ? this.latest : next;
	}

	/**
	 * Cancels the source. On the event loop it delegates to the executor, because the
	 * source is application code.
	 */
	@Override
	void cancelSource(Flow.Subscription from) {
		if (connection().loop().isHere()) {
			this.inbound.runBeside(from::cancel);
			return;
		}
		try {
			from.cancel();
		}
		catch (Throwable ex) {
			connection().context().failed(this.inbound.frames(), ex);
		}
	}

}
