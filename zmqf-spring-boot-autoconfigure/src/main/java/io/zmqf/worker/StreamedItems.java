package io.zmqf.worker;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.LoopTask;
import org.jspecify.annotations.Nullable;

/**
 * Items for a caller that takes a stream: as many are requested of their source as the
 * caller has room for. The source's thread writes them, the loop of the connection sends
 * them; what can't be sent for now waits here, and is never more than the caller's
 * credit.
 */
final class StreamedItems extends ItemSubscriber implements LoopTask {

	private final InboundRequest inbound;

	private final long itemNanos;

	/** The end of the whole stream on the clock of the loop. */
	private final long latest;

	private final boolean limited;

	/** The items that the caller takes and the source has not given yet. */
	private final AtomicLong credit;

	/** The items that are still to be requested of the source. */
	private final AtomicLong demand;

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
	 * @param writer writes an item
	 * @param terms what the caller takes
	 */
	StreamedItems(InboundRequest inbound, Message request, Function<@Nullable Object, byte[]> writer,
			StreamTerms terms) {
		super(request, writer);
		this.inbound = inbound;
		this.credit = new AtomicLong(terms.credit());
		this.demand = new AtomicLong(terms.credit());
		this.itemNanos = inbound.timeoutNanos();
		this.limited = terms.timeoutMillis() >= 0;
		this.latest = inbound.arrived() + TimeUnit.MILLISECONDS.toNanos(Math.max(0, terms.timeoutMillis()));
		this.waitsSince = inbound.arrived();
	}

	private WorkerConnection connection() {
		return this.inbound.connection();
	}

	/** The number of items that the source has given. */
	long count() {
		return this.count;
	}

	@Override
	void begin(Flow.Subscription given) {
		this.source = given;
		requestMore();
	}

	/** The caller takes more, together no more than the largest credit; on the loop. */
	void grant(int wanted) {
		long items = Math.min(wanted, StreamTerms.MAX_CREDIT - this.credit.get());
		if (items <= 0) {
			return;
		}
		if (this.credit.getAndAdd(items) <= 0) {
			this.waitsSince = connection().now();
		}
		if (this.demand.getAndAdd(items) == 0 && !connection().places().executeFor(this.inbound, this::requestMore)) {
			fail(new ProblemException(ProblemType.BUSY.of(request().event(), "No thread takes the request")));
		}
	}

	/** Calls the source by one thread at a time. */
	private void requestMore() {
		Flow.Subscription given = this.source;
		long items = this.demand.get();
		try {
			while (given != null && items > 0) {
				given.request(items);
				items = this.demand.addAndGet(-items);
			}
		}
		catch (Throwable ex) { // which a source may not throw
			fail(ex);
		}
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
		this.unsent.add(item);
		this.count++;
		if (this.scheduled.compareAndSet(false, true)) {
			connection().executeLater(this);
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
		connection().replies().sendItems(this.inbound);
	}

	/** The next item to send, {@code null} for none; on the loop. */
	byte @Nullable [] unsent() {
		return this.unsent.peek();
	}

	/** The next item was sent; on the loop. */
	void sent() {
		this.unsent.remove();
		this.waitsSince = connection().now();
		this.begunAt = this.begun ? this.begunAt : this.waitsSince;
		this.begun = true;
	}

	/** When the first item was sent, or now; on the loop. */
	long begunAt(long now) {
		return this.begun ? this.begunAt : now;
	}

	/**
	 * When the caller gives up, as far as it waits for the source and not for its own
	 * consumer; on the loop.
	 * @param held whether the connection takes nothing for now
	 */
	long deadline(boolean held) {
		boolean waits = !held && this.credit.get() > 0 && this.unsent.isEmpty();
		long next = (waits ? this.waitsSince : connection().now()) + this.itemNanos;
		return (this.limited && this.latest - next < 0) ? this.latest : next;
	}

	/** What the source does when it is cancelled is the application's. */
	@Override
	void cancelSource(Flow.Subscription given) {
		if (connection().isHere()) {
			this.inbound.runBeside(given::cancel);
			return;
		}
		try {
			given.cancel();
		}
		catch (Throwable ex) {
			connection().context().failed(this.inbound.frames(), ex);
		}
	}

}
