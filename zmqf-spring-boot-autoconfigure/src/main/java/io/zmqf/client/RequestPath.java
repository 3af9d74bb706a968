package io.zmqf.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.zmqf.message.RequestTrace;
import io.zmqf.message.RequestTracing;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqException;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * A path of requests to a peer. It owns requests from their submission on. One loop owns
 * the state of these requests, which wait while they can't be sent.
 */
abstract class RequestPath {

	private final String name;

	private final String endpoint;

	/** The delay until the next attempt to end a request if the first one threw. */
	private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** The waiting requests in the order of their arrival. Owned by the loop. */
	final Set<PendingRequest> waiting = new LinkedHashSet<>();

	/** The counter of this path's requests without an outcome. */
	final InFlightCounter load = new InFlightCounter();

	/**
	 * Creates a path.
	 * @param name the name of the path's sockets
	 * @param endpoint the endpoint of the peer, for exceptions and logs
	 */
	RequestPath(String name, String endpoint) {
		this.name = name;
		this.endpoint = endpoint;
	}

	/** Returns the loop that owns the requests. */
	abstract SocketLoop loop();

	/** Returns the requests that are sent and have no reply. Called on the loop. */
	abstract Collection<PendingRequest> sent();

	/** Begins to connect. Thread-safe. */
	abstract void open();

	/** Takes ownership of a request. Thread-safe. */
	abstract void submit(PendingRequest request);

	/** Cancels a request, unless it has its outcome. Thread-safe. */
	abstract void abandon(PendingRequest request);

	/** Grants the peer of a stream credit for more items. Thread-safe. */
	abstract void grant(StreamRequest request, int items);

	/** Sends a submitted request, or lets it wait. Called on the loop. */
	abstract void begin(PendingRequest request);

	/** Moves the requests that wait for a connection to available paths. Thread-safe. */
	abstract void handOver();

	/** Closes the sockets, and fails the requests without an outcome. Thread-safe. */
	abstract void close();

	final String name() {
		return this.name;
	}

	final String endpoint() {
		return this.endpoint;
	}

	/** Returns the reason if the last handshake has failed. Thread-safe. */
	abstract @Nullable String refusal();

	/** Whether the path has a connection to a peer that is not stopping. Thread-safe. */
	abstract boolean isAvailable();

	/** Returns the status of each socket. Thread-safe. */
	abstract List<SocketStatus> sockets();

	/** Returns the time of the loop's current iteration. Called on the loop. */
	final long now() {
		return loop().now();
	}

	/** Whether the current thread is the loop's thread, which receives the replies. */
	final boolean isHere() {
		return loop().isHere();
	}

	/** Returns the number of requests without an outcome. Thread-safe. */
	final int load() {
		return this.load.count();
	}

	/** Returns the age of the oldest open request in nanoseconds. Thread-safe. */
	final CompletableFuture<Long> oldest() {
		return loop().query(() -> Stream.concat(sent().stream(), this.waiting.stream())
			.mapToLong((request) -> now() - request.started())
			.reduce(0, Math::max), 0L);
	}

	/** Fails a request because the loop has ended. Called on any thread. */
	final void rejected(PendingRequest request) {
		request.leave();
		request.fail(new ZmqClosedException(request.event(), endpoint()));
	}

	/** Ends a request at its deadline, or tries again later. Called on the loop. */
	final void expired(PendingRequest request) {
		try {
			timeOut(request);
		}
		catch (Throwable ex) { // also an OutOfMemoryError: this allocates nothing
			if (!request.isEnded()) {
				loop().schedule(request, now() + AGAIN_NANOS);
			}
			throw ex;
		}
	}

	/**
	 * Traces the end of a request, mostly on the loop. An exception of the trace's
	 * receiver is only reported, so it affects no request.
	 */
	final void traceEnd(PendingRequest request, byte @Nullable [][] frames, @Nullable RuntimeException failure) {
		RequestTracing tracing = request.context().tracing();
		try {
			long now = tracing.isOn() ? request.answeredAt(now()) : 0;
			if (tracing.isOn() && tracing.tracesEnd(now - request.started(), null)) {
				boolean sent = request.sentAt != 0;
				String end = (failure != null) ? failure.getMessage() : RequestTrace.outcome(frames);
				long waited = Math.max(0, (sent ? request.sentAt : now) - request.started());
				tracing.ended(new RequestTrace(this.name, request.reference(), null, sent ? this.endpoint : null, null,
						waited, sent ? now - request.sentAt : 0, (end != null) ? end : "cancelled"), null);
			}
		}
		catch (Throwable ex) {
			request.context().listener().loopFailed(this.name, ex);
		}
	}

	/** Ends a request at its deadline. Called on the loop, again if it throws. */
	abstract void timeOut(PendingRequest request);

	/** Lets a request wait, or fails it at the memory limit. Called on the loop. */
	void await(PendingRequest request) {
		AtomicLong all = request.context().waiting();
		long limit = request.context().memory().node();
		if (all.addAndGet(request.size()) > limit) {
			all.addAndGet(-request.size());
			request.fail(new ZmqException("'" + request.event() + "' can't be queued for a connection to " + endpoint()
					+ ": with it, the queued requests of this client would exceed " + limit
					+ " bytes, the limit of zmqf.memory.node", request.event(), endpoint(), null));
			release(request);
			return;
		}
		request.state = PendingRequest.State.WAITING;
		this.waiting.add(request);
	}

	/** Removes a request from the waiting ones, if it is there. Called on the loop. */
	final boolean stopsWaiting(PendingRequest request) {
		boolean waited = this.waiting.remove(request);
		if (waited) {
			request.context().waiting().addAndGet(-request.size());
		}
		return waited;
	}

	/** Removes and returns all waiting requests. Called on the loop. */
	final List<PendingRequest> takeWaiting() {
		List<PendingRequest> all = new ArrayList<>(this.waiting);
		all.forEach(this::stopsWaiting);
		return all;
	}

	/** Cancels a request's timer, and no longer counts it. Called on the loop. */
	final void release(PendingRequest request) {
		loop().cancel(request);
		request.leave();
	}

	/** Fails requests without an outcome when the loop ends. Called on the loop. */
	final void failAll(Collection<PendingRequest> requests) {
		forEach(requests, (request) -> {
			loop().cancel(request);
			rejected(request);
		});
	}

	/** Applies an action to each request, even if it throws for some. */
	final void forEach(Collection<PendingRequest> requests, Consumer<PendingRequest> work) {
		for (PendingRequest request : requests) {
			try {
				work.accept(request);
			}
			catch (Throwable ex) {
				request.context().listener().loopFailed(name(), ex);
			}
		}
	}

}
