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
 * Items for a caller that takes a stream: as many are requested of their source as the
 * caller has room for, while those that can't be sent for now take little memory. The
 * source's thread writes them, the loop of the connection sends them.
 */
final class StreamedItems extends ItemSubscriber implements LoopTask {

	/** The items that are requested before it is known how large they are. */
	private static final int FIRST = 16;

	/** The memory of unsent items for which more are requested, in bytes. */
	private static final long MOST_UNSENT = 1024 * 1024;

	/** The part of the memory for messages that unsent items of all requests take. */
	private static final int SHARE_OF_MEMORY = 2;

	/** The memory of an item that waits, besides its bytes. */
	private static final int ITEM_BYTES = 48;

	private final InboundRequest inbound;

	private final long itemNanos;

	/** The end of the whole stream on the clock of the loop. */
	private final long latest;

	/** The items that the caller takes and the source has not given yet. */
	private final AtomicLong credit;

	/** The calls of {@link #requestMore()} that the one at work has not seen. */
	private final AtomicInteger asking = new AtomicInteger();

	/** The items that were requested; owned by the thread that requests. */
	private volatile long requested;

	/** The memory of the items that the source has given; owned by its thread. */
	private volatile long given;

	/** The memory of the items that were sent; owned by the loop. */
	private volatile long sent;

	/** Whether a thread is going to request more for which there was no room. */
	private final AtomicBoolean resuming = new AtomicBoolean();

	private final Queue<byte[]> unsent = new ConcurrentLinkedQueue<>();

	/** Whether the loop is going to send what is unsent. */
	private final AtomicBoolean scheduled = new AtomicBoolean();

	private volatile Flow.@Nullable Subscription source;

	private volatile long count;

	/** Whether an item was sent, and when the first one was; owned by the loop. */
	private boolean begun;

	private long begunAt;

	/** The time since which the caller waits for an item; owned by the loop. */
	private long waitsSince;

	/**
	 * Creates what sends the items of a reply.
	 * @param inbound the request
	 * @param request the request, decoded
	 * @param writer the writer of an item
	 * @param terms the terms of the stream that the caller takes
	 * @param credit the items that the caller takes, which may become more
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

	/** The number of items that the source has given. */
	long count() {
		return this.count;
	}

	/** Why items are missing after those that were given, {@code null} if none are. */
	@Nullable Throwable missing() {
		if (this.count == 0) {
			return null;
		}
		return isDone() ? handle((end, failure) -> failure).getNow(null)
				: new IllegalStateException("The reply has ended before its items");
	}

	@Override
	void begin(Flow.Subscription from) {
		this.source = from;
		requestMore();
	}

	/** The caller takes more than it did before; on the loop. */
	void granted(long before) {
		if (before <= 0) {
			this.waitsSince = connection().loop().now();
		}
		resume();
	}

	/** Has more requested if there is room for it; on the loop. */
	private void resume() {
		if (portion() == 0 || !this.resuming.compareAndSet(false, true)) {
			return;
		}
		boolean begun = connection().requests().places().executeFor(this.inbound, () -> {
			this.resuming.set(false);
			requestMore();
		});
		if (!begun) {
			fail(new ProblemException(ProblemType.BUSY.of(request().event(), "No thread takes the request")));
		}
	}

	/** Calls the source by one thread at a time. */
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
		catch (Throwable ex) { // which a source may not throw
			fail(ex);
		}
	}

	/**
	 * The items that can be requested now. Whatever makes room for more has to ask
	 * afterwards: a grant, an item that was sent, and a source that has given its items.
	 */
	private long portion() {
		long items = this.count; // before the credit, so that it is never too much
		long open = this.requested - items;
		long wanted = this.credit.get() - open;
		if (wanted <= 0 || isDone() || (items == 0 && open > 0)) {
			return 0;
		}
		if (items == 0) {
			return Math.min(wanted, FIRST);
		}
		long room = (mostUnsent() - (this.given - this.sent)) / Math.max(1, this.given / items) - open;
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
			throw new IllegalStateException("The source has given more items than were requested");
		}
		String excess = connection().context().excess(item.length);
		if (excess != null) {
			connection().context().listener().replyTooLarge(request().event(), excess);
			throw new ProblemException(ProblemType.TOO_LARGE.of(request().event(), "An item has " + excess));
		}
		this.given += ITEM_BYTES + item.length;
		this.count++; // before it is sent, after which more may be requested
		this.unsent.add(item);
		if (this.scheduled.compareAndSet(false, true)) {
			connection().loop().execute(this);
		}
	}

	@Override
	Message end() {
		return request().reply(Message.NO_DATA, Map.of());
	}

	/** Sends what is unsent; on the loop. */
	@Override
	public void run() {
		this.scheduled.set(false);
		connection().requests().replies().sendItems(this.inbound);
	}

	/** The next item to send, {@code null} for none; on the loop. */
	byte @Nullable [] unsent() {
		return this.unsent.peek();
	}

	/** The next item was sent; on the loop. */
	void sent() {
		this.sent += ITEM_BYTES + this.unsent.remove().length;
		resume();
		this.waitsSince = connection().loop().now();
		this.begunAt = this.begun ? this.begunAt : this.waitsSince;
		this.begun = true;
	}

	/** When the first item was sent, or now; on the loop. */
	long begunAt(long now) {
		return this.begun ? this.begunAt : now;
	}

	/**
	 * When the caller gives up, as far as it waits for the source or the connection, and
	 * not for its own consumer; on the loop.
	 * @param held {@code true} if the connection takes nothing for now
	 */
	long deadline(boolean held) {
		boolean waits = held || this.credit.get() > 0 && this.unsent.isEmpty();
		long next = (waits ? this.waitsSince : connection().loop().now()) + this.itemNanos;
		return (this.latest - next < 0) ? this.latest : next;
	}

	/** What the source does when it is cancelled is the application's. */
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
