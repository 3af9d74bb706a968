package io.zmqf.router;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.message.TokenTable;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The router's socket for workers, and the owner of all requests: each is here from its
 * arrival to its one answer.
 */
final class Backend implements SocketHandler {

	private static final String NAME = "zmqf-router-backend";

	/**
	 * Workers of a router before this one, that was here until now, are back by then:
	 * they try again at least once in a second.
	 */
	private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final RouterSettings settings;

	private final Transport transport;

	private final SocketLoop loop;

	private final Workers workers;

	private final RouterListener listener;

	private final TokenTable<RoutedRequest> inFlight = new TokenTable<>();

	private final WaitingRequests waiting;

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	/** When all workers that were here before are back. */
	private final long returned;

	private @Nullable Frontend frontend;

	/** Those in flight whose clients have given up. */
	private int givenUp;

	private boolean draining;

	/** The sizes that others may look at. */
	private volatile int inFlightCount;

	private volatile int waitingCount;

	Backend(RouterSettings settings, Transport transport, RouterListener listener) {
		this.settings = settings;
		this.transport = transport;
		this.listener = listener;
		this.waiting = new WaitingRequests(settings.queue());
		SocketSettings.Type type = (settings.strategy() != null) ? SocketSettings.Type.ROUTER
				: SocketSettings.Type.DEALER;
		SocketSettings socket = SocketSettings.binding(type, settings.backend())
			.withLimits(settings.limits())
			.withSecurity(settings.workerSecurity());
		this.loop = transport.create(NAME, (settings.strategy() != null) ? socket.withPeerLoss() : socket, this);
		this.workers = (settings.strategy() != null)
				? new AddressedWorkers(this.loop, settings.strategy(), this, listener) : new ProxiedWorkers(this.loop);
		this.returned = this.loop.now() + (mayReturn(settings) ? RETURN_NANOS : 0);
	}

	/** Workers of the same process don't outlive their router. */
	private static boolean mayReturn(RouterSettings settings) {
		return !(settings.backend() instanceof Endpoint.Inproc) && !settings.queue().longestWait().isZero();
	}

	void answerBy(Frontend clients) {
		this.frontend = clients;
	}

	SocketLoop loop() {
		return this.loop;
	}

	/** Takes a request over; from the frontend's loop. */
	void submit(RoutedRequest request) {
		this.loop.execute(request);
	}

	/** Answers a request that came too late to be taken over; from any thread. */
	void refuse(RoutedRequest request) {
		clients().reply(request.error(ProblemType.NO_WORKER, "The router is stopping"));
	}

	void accept(RoutedRequest request) {
		if (this.draining) {
			answer(request, ProblemType.NO_WORKER, "The router is stopping");
		}
		else if (request.deadline() - this.loop.now() <= 0) {
			answer(request, ProblemType.DEADLINE_EXCEEDED, null);
		}
		else if (this.waiting.has(request.event())) {
			enqueue(request, this.workers.isNoneFor(request.event()) ? lastWait(request) : request.deadline());
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
				if (mayHandlerReturn()) {
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
			result = this.workers.dispatch(request);
		}
		catch (RuntimeException | Error ex) { // a strategy of the user's own
			this.inFlight.remove(request.token);
			answer(request, ProblemType.NO_WORKER, "The routing strategy failed");
			this.transport.listener().loopFailed(NAME, ex);
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
		}
		else if (!this.waiting.hasRoomFor(request)) {
			answer(request, ProblemType.BUSY, "Too many requests wait for a worker");
		}
		else {
			this.waiting.add(request);
			this.waitingCount = this.waiting.size();
			waitUntil(request, until);
		}
	}

	private void waitUntil(RoutedRequest request, long until) {
		request.waitsUntil = until;
		this.loop.schedule(request, until);
	}

	private boolean mayHandlerReturn() {
		return this.returned - this.loop.now() > 0;
	}

	/** How long a request waits for the first worker of its event. */
	private long lastWait(RoutedRequest request) {
		long wait = request.waitsSince + this.settings.queue().longestWait().toNanos();
		return sooner((wait - this.returned < 0) ? this.returned : wait, request.deadline());
	}

	private static long sooner(long one, long other) {
		return (one - other < 0) ? one : other;
	}

	/** Gives waiting requests to the workers that have room by now. */
	void offerWaiting() {
		this.waiting.offer((request) -> switch (dispatch(request)) {
			case SENT -> true;
			case NO_HANDLER -> {
				if (mayHandlerReturn()) {
					yield false;
				}
				answer(request, ProblemType.NO_HANDLER, null);
				yield true;
			}
			case BUSY, NO_WORKER -> false;
		});
		checkDrained();
	}

	void timeIsUp(RoutedRequest request) {
		boolean outOfTime = request.deadline() - this.loop.now() <= 0;
		if (!this.waiting.contains(request)) {
			giveUp(request);
		}
		else if (!outOfTime && !this.workers.isNoneFor(request.event())) {
			waitUntil(request, request.deadline());
		}
		else {
			this.waiting.remove(request);
			if (outOfTime) {
				answer(request, ProblemType.DEADLINE_EXCEEDED, null);
			}
			else {
				dispatchOrEnqueue(request);
				offerWaiting();
			}
		}
	}

	/**
	 * The client has given up by now, or is told to where it did not say how long it
	 * waits. The worker has not: the request counts as its load until its late reply, or
	 * for as long again as a request may take.
	 */
	private void giveUp(RoutedRequest request) {
		if (!request.givenUp && request.saysTimeout()) {
			this.listener.requestEnded(ProblemType.DEADLINE_EXCEEDED, request.age(this.loop.now()));
		}
		else if (!request.givenUp) {
			answer(request, ProblemType.DEADLINE_EXCEEDED, "No reply came within the router's own timeout");
		}
		if (request.givenUp || request.worker == null) {
			end(request);
			offerWaiting();
		}
		else {
			request.givenUp = true;
			this.givenUp++;
			this.loop.schedule(request, this.loop.now() + this.settings.requestTimeout().toNanos());
			checkDrained();
		}
	}

	/**
	 * What waits does so for a worker that is busy, or for a while where none is left for
	 * its event.
	 */
	void workerLeft() {
		long until = this.loop.now() + this.settings.queue().longestWait().toNanos();
		for (RoutedRequest request : this.waiting.all()) {
			if (until - request.waitsUntil < 0 && this.workers.isNoneFor(request.event())) {
				waitUntil(request, until);
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
			dispatchOrEnqueue(request);
		}
		else {
			answer(request, ProblemType.WORKER_LOST, null);
		}
	}

	@Override
	public void onMessage(byte[][] frames) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			int addresses = this.workers.replyAddresses();
			RoutedRequest request = (delimiter == addresses) ? this.inFlight.get(frames[addresses - 1]) : null;
			if (request != null && frames.length > delimiter + 2 && this.workers.isFrom(request, frames)) {
				end(request);
				replied(request, frames, delimiter);
				offerWaiting();
			}
			else if (delimiter == addresses - 1 && frames.length > delimiter + 1) {
				this.workers.control(frames, MessageCodec.event(frames[delimiter + 1]));
			}
			else {
				this.transport.listener()
					.dropped(NAME, (delimiter == addresses) ? DropReason.LATE_REPLY : DropReason.MALFORMED);
			}
		}
		catch (MalformedMessageException ex) {
			this.transport.listener().dropped(NAME, DropReason.MALFORMED);
		}
	}

	private void replied(RoutedRequest request, byte[][] frames, int delimiter) {
		if (request.givenUp) {
			this.transport.listener().dropped(NAME, DropReason.LATE_REPLY);
		}
		else {
			clients().reply(request.reply(frames, delimiter));
			this.listener.requestEnded(null, request.age(this.loop.now()));
		}
	}

	private void end(RoutedRequest request) {
		this.loop.cancel(request);
		this.inFlight.remove(request.token);
		this.givenUp -= request.givenUp ? 1 : 0;
		this.workers.release(request);
		checkDrained();
	}

	private void answer(RoutedRequest request, ProblemType type, @Nullable String detail) {
		this.loop.cancel(request);
		clients().reply(request.error(type, detail));
		this.listener.requestEnded(type, request.age(this.loop.now()));
		checkDrained();
	}

	@Override
	public void onWritable() {
		offerWaiting();
	}

	@Override
	public void onPeerGone(byte[] identity) {
		this.workers.gone(identity, "it disconnected");
	}

	/** How things are; from any thread. */
	RouterStatus status(SocketStatus clients) {
		return new RouterStatus(clients, this.loop.status(), this.inFlightCount, this.waitingCount,
				this.settings.strategy() != null, this.workers.snapshot().stream().map(KnownWorker::status).toList());
	}

	/** How long the oldest request is here; from any thread. */
	CompletableFuture<Duration> oldest() {
		return this.loop.ask(() -> {
			long oldest = this.loop.now();
			for (RoutedRequest request : this.inFlight.entries()) {
				oldest = request.givenUp ? oldest : Math.min(oldest, request.arrived());
			}
			for (RoutedRequest request : this.waiting.all()) {
				oldest = Math.min(oldest, request.arrived());
			}
			return Duration.ofNanos(this.loop.now() - oldest);
		}, Duration.ZERO);
	}

	/** What heartbeats tell of a worker; from any thread. */
	void workerAlive(byte[] identity, boolean understandsQuestions) {
		this.loop.execute(() -> this.workers.alive(identity, understandsQuestions));
	}

	/** What heartbeats tell of a worker; from any thread. */
	void workerSilent(byte[] identity) {
		this.loop.execute(() -> this.workers.gone(identity, "it missed its heartbeats"));
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
		if (this.draining && this.inFlight.size() == this.givenUp && this.waiting.size() == 0) {
			this.drained.complete(null);
		}
	}

	@Override
	public void onClose() {
		for (RoutedRequest request : this.waiting.drain()) {
			answer(request, ProblemType.NO_WORKER, "The router was stopped");
		}
		for (RoutedRequest request : this.inFlight.drain()) {
			if (request.givenUp) {
				continue;
			}
			answer(request, ProblemType.WORKER_LOST, "The router was stopped before the worker had answered");
		}
		this.drained.complete(null);
	}

	private Frontend clients() {
		if (this.frontend == null) {
			throw new IllegalStateException("No frontend yet");
		}
		return this.frontend;
	}

}
