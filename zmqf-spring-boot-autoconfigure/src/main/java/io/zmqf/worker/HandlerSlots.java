package io.zmqf.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.message.ProblemType;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * The slots of a connection's handlers. A server has as many as its capacity. A request
 * takes a slot when it is submitted to the executor or handled on the event loop. It
 * releases the slot with its reply or at its deadline. Confined to the connection's event
 * loop.
 */
final class HandlerSlots {

	/** The grace period in which most stopped handlers end. */
	private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final SocketLoop loop;

	private final Capacity capacity;

	private final WorkerContext context;

	private final Consumer<InboundRequest> answered;

	/** The queue of a server's requests that wait for a slot. */
	private final RequestQueue queue;

	/** The number of requests that have a slot. */
	private int placed;

	/** The size of these requests in bytes. */
	private long bytes;

	/** The number of requests in flight that have lost their slot at their deadline. */
	private int stopped;

	/** Whether {@link #beginWaiting()} is running. */
	private boolean beginning;

	/**
	 * Creates the slots.
	 * @param context the context of the node
	 * @param loop the loop of the connection
	 * @param capacity the capacity of the connection
	 * @param answered a callback for each request that was answered on the event loop
	 * immediately
	 */
	HandlerSlots(WorkerContext context, SocketLoop loop, Capacity capacity, Consumer<InboundRequest> answered) {
		this.loop = loop;
		this.capacity = capacity;
		this.context = context;
		this.answered = answered;
		this.queue = new RequestQueue(context.settings().queue());
	}

	/**
	 * Returns the number of requests in flight that have lost their slot at their
	 * deadline.
	 */
	int stopped() {
		return this.stopped;
	}

	/** Begins a request, or queues it until there is a slot. */
	void take(InboundRequest request) {
		if (this.context.isServer() && !mayBegin(request)) {
			this.queue.add(RequestQueue.owner(this.loop.peer(), request.frames()), request,
					(busy) -> busy.refuse(ProblemType.BUSY, "Too many requests are waiting for a thread"));
		}
		else {
			begin(request);
		}
	}

	/**
	 * Whether a request need not wait. Small requests do not wait for large ones that
	 * only lack memory.
	 */
	private boolean mayBegin(InboundRequest request) {
		return hasSlot() && (hasMemory() || !request.isLarge()) && this.queue.isNoneBefore(request);
	}

	private boolean hasSlot() {
		return this.placed < this.capacity.requests();
	}

	private boolean hasMemory() {
		return this.bytes < this.context.maxBytes();
	}

	private void begin(InboundRequest request) {
		request.placed = true;
		this.placed++;
		this.bytes += request.bytes();
		if (request.isHandledHere()) {
			if (request.handleHere()) {
				this.answered.accept(request);
			}
			return;
		}
		try {
			this.context.executor().execute(request.toRun());
		}
		catch (Throwable ex) { // such as a rejection by the executor
			request.refuse(ProblemType.BUSY, "The executor rejected the request");
			this.context.listener().executorRejected(ex);
		}
	}

	/**
	 * Calls the source that a handler has returned, on the executor or on the event loop
	 * as for the handler.
	 * @return {@code false} if the executor has rejected the task
	 */
	boolean executeFor(InboundRequest request, Runnable work) {
		if (request.isHandledHere()) {
			work.run();
			return true;
		}
		try {
			this.context.executor().execute(request.toResume(work));
			return true;
		}
		catch (Throwable ex) { // such as a rejection by the executor
			this.context.listener().executorRejected(ex);
			return false;
		}
	}

	/** Releases the slot of a request that is no longer in flight. */
	void release(InboundRequest request) {
		if (request.stopped) {
			this.stopped--;
		}
		else {
			free(request);
		}
	}

	private void free(InboundRequest request) {
		this.capacity.answered();
		this.queue.remove(request);
		if (request.placed) {
			request.placed = false;
			this.placed--;
			this.bytes -= request.bytes();
			beginWaiting();
		}
	}

	/**
	 * Begins queued requests. A request that is answered immediately releases its slot
	 * during the loop, hence the guard against recursion.
	 */
	private void beginWaiting() {
		if (this.beginning) {
			return;
		}
		this.beginning = true;
		try {
			InboundRequest next;
			while (hasSlot() && (next = this.queue.poll(hasMemory())) != null) {
				begin(next);
			}
		}
		finally {
			this.beginning = false;
		}
	}

	/**
	 * Ends a request at its deadline and releases its slot. A queued request has no slot,
	 * and expires shortly afterwards.
	 * @return {@code true} if the request has released a slot
	 */
	boolean stop(InboundRequest request) {
		if (!request.placed || !request.expire()) {
			return false;
		}
		request.stopped = true;
		this.stopped++;
		leaveToItself(request);
		free(request);
		return true;
	}

	/**
	 * Releases the threads of a handler whose request has ended. An interruptible handler
	 * keeps them for the grace period, because it usually ends within it.
	 */
	void leaveToItself(InboundRequest request) {
		if (request.isRunning()) {
			this.loop.schedule(Timed.of(() -> abandon(request)), this.loop.now() + MOMENT_NANOS);
		}
		if (!request.isInterruptible()) {
			releaseThreads(request); // which may still call a cancelled source
		}
	}

	private void releaseThreads(InboundRequest request) {
		HandlerRegistry.Registration registration = request.registration();
		for (HandlerRun run = request.runs(); run != null && registration != null; run = run.former()) {
			if (this.context.executor().release(run)) {
				registration.overdue().incrementAndGet();
			}
		}
	}

	private void abandon(InboundRequest request) {
		HandlerRegistry.Registration registration = request.registration();
		if (request.abandon() && registration != null) {
			releaseThreads(request);
			this.context.listener().requestAbandoned(registration.event(), this.context.abandoned().incrementAndGet());
		}
	}

}
