package io.zmqf.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.message.ProblemType;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * The places of a connection's handlers, of which a server has as many as its capacity. A
 * request begins in a place, on a thread of the executor or on the loop, and gives the
 * place back with its answer or at its deadline. Belongs to the connection's loop.
 */
final class HandlerPlaces {

	/** Most handlers that were told to stop do so meanwhile. */
	private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final SocketLoop loop;

	private final Capacity capacity;

	private final WorkerContext context;

	private final Consumer<InboundRequest> answered;

	/** The requests of a server that wait for a place. */
	private final RequestQueue queue;

	/** The requests that are handled, or wait for a thread. */
	private int placed;

	/** The memory that these take. */
	private long bytes;

	/** The requests in hand whose deadline has passed, which have no place any more. */
	private int stopped;

	/** Whether those that wait are begun at this moment. */
	private boolean beginning;

	/**
	 * Creates the places.
	 * @param context the node of the connection
	 * @param loop the loop of the connection
	 * @param capacity the capacity of the connection
	 * @param answered a callback for each request that was answered on the loop at once
	 */
	HandlerPlaces(WorkerContext context, SocketLoop loop, Capacity capacity, Consumer<InboundRequest> answered) {
		this.loop = loop;
		this.capacity = capacity;
		this.context = context;
		this.answered = answered;
		this.queue = new RequestQueue(context.settings().queue());
	}

	/** The requests in hand that have no place because their deadline has passed. */
	int stopped() {
		return this.stopped;
	}

	/** Begins a request that has come, or has it wait for a place. */
	void take(InboundRequest request) {
		if (this.context.isServer() && !mayBegin(request)) {
			this.queue.add(RequestQueue.owner(this.loop.peer(), request.frames()), request,
					(busy) -> busy.refuse(ProblemType.BUSY, "Too many requests wait for a thread"));
		}
		else {
			begin(request);
		}
	}

	/** Small requests don't wait for large ones to which only memory is missing. */
	private boolean mayBegin(InboundRequest request) {
		return hasPlace() && (hasMemory() || !request.isLarge()) && this.queue.isNoneBefore(request);
	}

	private boolean hasPlace() {
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
		catch (Throwable ex) { // no more threads
			request.refuse(ProblemType.BUSY, "No thread takes the request");
		}
	}

	/**
	 * Calls what a handler has returned, where the handler itself would be called.
	 * @return whether there was a thread for it
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
		catch (Throwable ex) { // no more threads
			return false;
		}
	}

	/** A request is not in hand any more. */
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

	/** A request that is answered at once frees its place while others begin. */
	private void beginWaiting() {
		if (this.beginning) {
			return;
		}
		this.beginning = true;
		try {
			InboundRequest next;
			while (hasPlace() && (next = this.queue.poll(hasMemory())) != null) {
				begin(next);
			}
		}
		finally {
			this.beginning = false;
		}
	}

	/**
	 * Takes the place of a request at its deadline. One that waits for its turn has no
	 * place to give, and a moment longer.
	 * @return whether it had one
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
	 * Nobody waits for a handler that runs. One that was interrupted keeps its thread a
	 * moment longer, since it mostly ends then.
	 */
	void leaveToItself(InboundRequest request) {
		if (request.isRunning()) {
			this.loop.schedule(Timed.of(() -> abandon(request)), this.loop.now() + MOMENT_NANOS);
		}
		if (!request.isInterruptible()) {
			releaseThreads(request); // which may still call a source that is cancelled
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
