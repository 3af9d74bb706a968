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
 * A way for requests to reach a peer. Owns each request from its submission on: requests
 * belong to one loop, and wait there while none can be sent.
 */
abstract class RequestPath {

	private final String name;

	private final String endpoint;

	/** After how long a request is ended again whose end has failed. */
	private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** The requests that wait, the oldest first; belongs to the loop. */
	final Set<PendingRequest> waiting = new LinkedHashSet<>();

	/** Counts the requests of this path. */
	final InFlightCounter load = new InFlightCounter();

	/**
	 * Creates a path.
	 * @param name the name of its sockets
	 * @param endpoint the endpoint of its peer, for exceptions and logs
	 */
	RequestPath(String name, String endpoint) {
		this.name = name;
		this.endpoint = endpoint;
	}

	/** The loop that owns the requests. */
	abstract SocketLoop loop();

	/** The requests that a peer has; on the loop. */
	abstract Collection<PendingRequest> sent();

	/** Begins to connect; from any thread. */
	abstract void open();

	/** Takes over a request; from any thread. */
	abstract void submit(PendingRequest request);

	/** Frees what a request holds that nobody waits for any more; from any thread. */
	abstract void abandon(PendingRequest request);

	/** Lets the peer of a request send more items; from any thread. */
	abstract void grant(StreamRequest request, int items);

	/** A request arrives on the loop. */
	abstract void begin(PendingRequest request);

	/** Gives the requests that wait for a connection to other paths; from any thread. */
	abstract void handOver();

	/** Fails what has no outcome yet; from any thread. */
	abstract void close();

	final String name() {
		return this.name;
	}

	final String endpoint() {
		return this.endpoint;
	}

	/** Returns the reason if the last handshake has failed. Thread-safe. */
	abstract @Nullable String refusal();

	/**
	 * Whether a request would go out at once, to a peer that is not stopping; from any
	 * thread.
	 */
	abstract boolean isAvailable();

	/** Returns the status of each socket. Thread-safe. */
	abstract List<SocketStatus> sockets();

	/** The time of its loop's present turn. */
	final long now() {
		return loop().now();
	}

	/** Whether the caller is on the thread that receives the replies. */
	final boolean isHere() {
		return loop().isHere();
	}

	/** Returns the number of requests without an outcome. Thread-safe. */
	final int load() {
		return this.load.count();
	}

	/** For how many nanoseconds the oldest request has no outcome; from any thread. */
	final CompletableFuture<Long> oldest() {
		return loop().ask(() -> Stream.concat(sent().stream(), this.waiting.stream())
			.mapToLong((request) -> now() - request.started())
			.reduce(0, Math::max), 0L);
	}

	/** A request came after the end of the loop; on any thread. */
	final void rejected(PendingRequest request) {
		request.leave();
		request.fail(new ZmqClosedException(request.event(), endpoint()));
	}

	/** The time of a request is up; on the loop. */
	final void expired(PendingRequest request) {
		try {
			timeOut(request);
		}
		catch (Throwable ex) { // as for want of memory, of which this takes none
			if (!request.isEnded()) {
				loop().schedule(request, now() + AGAIN_NANOS);
			}
			throw ex;
		}
	}

	/**
	 * Traces the end of a request; on the loop mostly. Whatever that throws, it costs
	 * this request and others nothing.
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

	/** Ends a request whose time is up; on the loop, and again where that throws. */
	abstract void timeOut(PendingRequest request);

	/** Has a request wait, or fails it where too much waits already; on the loop. */
	void await(PendingRequest request) {
		AtomicLong all = request.context().waiting();
		long limit = request.context().memory().node();
		if (all.addAndGet(request.size()) > limit) {
			all.addAndGet(-request.size());
			request.fail(new ZmqException("'" + request.event() + "' can't wait for a connection to " + endpoint()
					+ ": with it, the requests of this client that wait would have more than " + limit
					+ " bytes, which is zmqf.memory.node", request.event(), endpoint(), null));
			release(request);
			return;
		}
		request.state = PendingRequest.State.WAITING;
		this.waiting.add(request);
	}

	/** Ends the wait of a request, if it waits; on the loop. */
	final boolean stopsWaiting(PendingRequest request) {
		boolean waited = this.waiting.remove(request);
		if (waited) {
			request.context().waiting().addAndGet(-request.size());
		}
		return waited;
	}

	/** Ends the wait of all requests; on the loop. */
	final List<PendingRequest> takeWaiting() {
		List<PendingRequest> all = new ArrayList<>(this.waiting);
		all.forEach(this::stopsWaiting);
		return all;
	}

	/** Frees what a request holds here; on the loop. */
	final void release(PendingRequest request) {
		loop().cancel(request);
		request.leave();
	}

	/** Fails what has no outcome when the loop ends. */
	final void failAll(Collection<PendingRequest> requests) {
		forEach(requests, (request) -> {
			loop().cancel(request);
			rejected(request);
		});
	}

	/** Does something with each request: where that throws, the others have it done. */
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
