package io.zmqf.router;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.ProblemType;
import io.zmqf.message.TokenTable;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The owner of all requests: each is here from its arrival to its one answer, waiting for
 * a worker or in flight. Belongs to the backend's loop.
 */
final class RequestDispatcher {

	/**
	 * Workers of a router before this one, that was here until now, are back by then:
	 * they try again at least once in a second.
	 */
	private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final RouterSettings settings;

	private final Transport transport;

	private final SocketLoop loop;

	private final RouterListener listener;

	private final TokenTable<RoutedRequest> inFlight = new TokenTable<>();

	private final WaitingRequests waiting;

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	/** The time by which all workers that were here before are back. */
	private final long returned;

	private @Nullable Workers workers;

	private @Nullable Frontend frontend;

	/** The number of those in flight whose clients have given up. */
	private int givenUp;

	private boolean draining;

	/** The sizes that others may look at. */
	private volatile int inFlightCount;

	private volatile int waitingCount;

	RequestDispatcher(RouterSettings settings, SocketLoop loop, Transport transport, RouterListener listener) {
		this.settings = settings;
		this.loop = loop;
		this.transport = transport;
		this.listener = listener;
		this.waiting = new WaitingRequests(settings.queue());
		this.returned = loop.now() + (mayReturn(settings) ? RETURN_NANOS : 0);
	}

	/** Workers of the same process don't outlive their router. */
	private static boolean mayReturn(RouterSettings settings) {
		return !(settings.backend() instanceof Endpoint.Inproc) && !settings.queue().longestWait().isZero();
	}

	void dispatchTo(Workers receivers) {
		this.workers = receivers;
	}

	void answerBy(Frontend clients) {
		this.frontend = clients;
	}

	private Workers workers() {
		return Objects.requireNonNull(this.workers, "No workers yet");
	}

	private Frontend clients() {
		return Objects.requireNonNull(this.frontend, "No frontend yet");
	}

	WaitingRequests waiting() {
		return this.waiting;
	}

	/** Takes a request over; from the frontend's loop. */
	void submit(RoutedRequest request) {
		this.loop.execute(request);
	}

	/** Answers a request that came too late to be taken over; from any thread. */
	void refuse(RoutedRequest request) {
		clients().reply(request.stopping());
		this.listener.requestEnded(ProblemType.NO_WORKER, 0);
	}

	void accept(RoutedRequest request) {
		request.connection().add(request);
		if (this.draining) {
			end(request, ProblemType.NO_WORKER, request.stopping());
		}
		else if (request.deadline() - this.loop.now() <= 0) {
			answer(request, ProblemType.DEADLINE_EXCEEDED, null);
		}
		else if (this.waiting.of(request.event()) != null) {
			enqueue(request, workers().isNoneFor(request.event()) ? lastWait(request) : request.deadline());
		}
		else {
			dispatchOrEnqueue(request);
		}
	}

	private void dispatchOrEnqueue(RoutedRequest request) {
		switch (dispatch(request)) {
			case SENT -> {
			}
			case BUSY -> enqueue(request, request.deadline());
			case NO_WORKER -> enqueue(request, lastWait(request));
			case NO_HANDLER -> {
				if (this.returned - this.loop.now() > 0) {
					enqueue(request, sooner(this.returned, request.deadline()));
				}
				else {
					answer(request, ProblemType.NO_HANDLER, null);
				}
			}
		}
	}

	private Workers.Dispatch dispatch(RoutedRequest request) {
		request.token = this.inFlight.put(request);
		Workers.Dispatch result;
		try {
			result = workers().dispatch(request);
		}
		catch (RuntimeException | Error ex) { // a strategy of the user's own
			this.inFlight.remove(request.token);
			answer(request, ProblemType.NO_WORKER, "The routing strategy failed");
			this.transport.listener().loopFailed(Backend.NAME, ex);
			return Workers.Dispatch.SENT;
		}
		if (result == Workers.Dispatch.SENT) {
			request.attempts++;
			this.inFlightCount = this.inFlight.size() - this.givenUp;
			this.loop.schedule(request, request.deadline());
		}
		else {
			this.inFlight.remove(request.token);
		}
		return result;
	}

	private void enqueue(RoutedRequest request, long until) {
		if (until - this.loop.now() <= 0) {
			answer(request, ProblemType.NO_WORKER, null);
			return;
		}
		while (!this.waiting.hasRoomFor(request)) {
			RoutedRequest displaced = this.waiting.displacedBy(request);
			if (displaced == null) {
				answer(request, ProblemType.BUSY, "Too many requests wait for a worker");
				return;
			}
			answer(displaced, ProblemType.BUSY, "Other clients need their share of the requests that wait");
		}
		WaitingEvent begins = this.waiting.add(request);
		if (begins != null) {
			workers().await(begins);
		}
		this.waitingCount = this.waiting.size();
		waitUntil(request, until);
	}

	private void waitUntil(RoutedRequest request, long until) {
		request.waitsUntil = until;
		this.loop.schedule(request, until);
	}

	/** The time until which a request waits for the first worker of its event. */
	private long lastWait(RoutedRequest request) {
		long wait = request.waitsSince + this.settings.queue().longestWait().toNanos();
		long expected = later(this.returned, workers().expectedUntil(request.event()));
		return sooner(later(wait, expected), request.deadline());
	}

	private static long sooner(long one, long other) {
		return (one - other < 0) ? one : other;
	}

	private static long later(long one, long other) {
		return (one - other < 0) ? other : one;
	}

	/**
	 * Gives the next request that waits to a worker of a group.
	 * @param group the group
	 * @return whether a worker has it, so that there may be room for another one
	 */
	boolean offerNext(WorkerGroup group) {
		WaitingEvent event = group.next();
		RoutedRequest request = (event != null) ? next(event) : null;
		if (event == null || request == null || dispatch(request) != Workers.Dispatch.SENT) {
			return false;
		}
		this.waiting.served(event, request);
		group.served(event);
		checkDrained();
		return true;
	}

	private static @Nullable RoutedRequest next(WaitingEvent event) {
		var place = event.requests().peek();
		return (place != null) ? place.item() : null;
	}

	void timeIsUp(RoutedRequest request) {
		boolean outOfTime = request.deadline() - this.loop.now() <= 0;
		if (!request.isWaiting()) {
			giveUp(request);
		}
		else if (outOfTime) {
			answer(request, ProblemType.DEADLINE_EXCEEDED, null);
		}
		else if (!workers().isNoneFor(request.event())) {
			waitUntil(request, request.deadline());
		}
		else {
			this.waiting.remove(request);
			dispatchOrEnqueue(request);
			checkDrained();
		}
	}

	/**
	 * The client has given up by now, or is told to where it waits longer than a request
	 * is kept.
	 */
	private void giveUp(RoutedRequest request) {
		if (request.givenUp) {
			freed(request);
			return;
		}
		if (request.isCut()) {
			answer(request, ProblemType.DEADLINE_EXCEEDED, "No reply came within the router's own timeout");
		}
		else {
			this.listener.requestEnded(ProblemType.DEADLINE_EXCEEDED, request.age(this.loop.now()));
		}
		abandon(request);
	}

	/**
	 * Nobody waits for a request in flight any more. The worker does not know: the
	 * request counts as its load until its late reply, or for as long again as a request
	 * may take.
	 */
	private void abandon(RoutedRequest request) {
		request.connection().remove(request);
		if (request.worker == null) {
			freed(request);
		}
		else {
			request.givenUp = true;
			this.givenUp++;
			this.loop.schedule(request, this.loop.now() + this.settings.requestTimeout().toNanos());
			checkDrained();
		}
	}

	private void freed(RoutedRequest request) {
		KnownWorker worker = request.worker;
		end(request);
		workers().offer(worker);
	}

	/**
	 * The connection of a client is lost, and nobody waits for its requests any more;
	 * from the frontend's loop.
	 */
	void clientGone(ClientConnection connection) {
		this.loop.execute(() -> abandon(connection));
	}

	private void abandon(ClientConnection connection) {
		for (RoutedRequest request : connection.requests()) {
			this.listener.requestAbandoned(request.age(this.loop.now()));
			request.clientGone = true;
			if (request.isWaiting()) {
				this.loop.cancel(request);
				this.waiting.remove(request);
				connection.remove(request);
			}
			else {
				abandon(request);
			}
		}
		checkDrained();
	}

	/**
	 * Events have lost a worker. What waits does so for a worker that is busy, or for a
	 * while where none is left for its event.
	 */
	void workersLeft(Collection<WaitingEvent> events) {
		for (WaitingEvent event : events) {
			if (workers().isNoneFor(event.name())) {
				long until = later(this.loop.now() + this.settings.queue().longestWait().toNanos(),
						workers().expectedUntil(event.name()));
				for (RoutedRequest request : event.requests().items()) {
					if (until - request.waitsUntil < 0) {
						waitUntil(request, until);
					}
				}
			}
		}
	}

	/** The worker that had a request is gone. */
	void workerLost(RoutedRequest request) {
		end(request);
		if (request.givenUp) {
			return;
		}
		if (request.isIdempotent() && request.attempts < this.settings.maxAttempts()
				&& request.deadline() - this.loop.now() > 0) {
			request.waitsSince = this.loop.now();
			request.connection().add(request);
			dispatchOrEnqueue(request);
		}
		else {
			answer(request, ProblemType.WORKER_LOST, null);
		}
	}

	/** The request that a reply answers, {@code null} where there is none any more. */
	@Nullable RoutedRequest find(byte[] token) {
		return this.inFlight.get(token);
	}

	/** Passes a reply on, and tells whether it was not too late for a client. */
	boolean replied(RoutedRequest request, byte[][] frames, int delimiter) {
		KnownWorker worker = request.worker;
		end(request);
		if (!request.givenUp) {
			clients().reply(request.reply(frames, delimiter));
			this.listener.requestEnded(null, request.age(this.loop.now()));
		}
		else if (request.clientGone) {
			this.transport.listener().dropped(Frontend.NAME, DropReason.UNROUTABLE);
		}
		workers().offer(worker);
		return !request.givenUp || request.clientGone;
	}

	private void end(RoutedRequest request) {
		this.loop.cancel(request);
		request.connection().remove(request);
		this.inFlight.remove(request.token);
		this.givenUp -= request.givenUp ? 1 : 0;
		workers().release(request);
		checkDrained();
	}

	private void answer(RoutedRequest request, ProblemType type, @Nullable String detail) {
		end(request, type, request.error(type, detail));
	}

	private void end(RoutedRequest request, ProblemType type, byte[][] frames) {
		this.loop.cancel(request);
		this.waiting.remove(request);
		request.connection().remove(request);
		clients().reply(frames);
		this.listener.requestEnded(type, request.age(this.loop.now()));
		checkDrained();
	}

	int inFlight() {
		return this.inFlightCount;
	}

	int waitingSize() {
		return this.waitingCount;
	}

	/** The age of the oldest request, on the loop. */
	Duration oldest() {
		long now = this.loop.now();
		long oldest = 0;
		for (RoutedRequest request : this.inFlight.entries()) {
			oldest = request.givenUp ? oldest : Math.max(oldest, request.age(now));
		}
		for (RoutedRequest request : this.waiting.all()) {
			oldest = Math.max(oldest, request.age(now));
		}
		return Duration.ofNanos(oldest);
	}

	/**
	 * Takes no more requests.
	 * @return completed once those that are here have their answers
	 */
	CompletableFuture<Void> drain() {
		this.loop.execute(() -> {
			this.draining = true;
			checkDrained();
		});
		return this.drained;
	}

	private void checkDrained() {
		this.waitingCount = this.waiting.size();
		this.inFlightCount = this.inFlight.size() - this.givenUp;
		if (this.draining && this.inFlightCount == 0 && this.waitingCount == 0) {
			this.drained.complete(null);
		}
	}

	void close() {
		for (RoutedRequest request : this.waiting.drain()) {
			answer(request, ProblemType.NO_WORKER, "The router was stopped");
		}
		for (RoutedRequest request : this.inFlight.drain()) {
			if (!request.givenUp) {
				answer(request, ProblemType.WORKER_LOST, "The router was stopped before the worker had answered");
			}
		}
		this.drained.complete(null);
	}

}
