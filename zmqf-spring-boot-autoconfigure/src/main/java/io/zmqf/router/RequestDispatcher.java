package io.zmqf.router;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StoppingReply;
import io.zmqf.message.TokenTable;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The owner of all requests: each is here from its arrival to its one answer, waiting for
 * a worker or in flight. Belongs to the backend's loop.
 */
final class RequestDispatcher {

	private final RouterSettings settings;

	private final Transport transport;

	private final SocketLoop loop;

	private final RouterListener listener;

	private final RoutedRequestTracing tracing;

	private final TokenTable<RoutedRequest> inFlight = new TokenTable<>();

	private final RequestQueue queue;

	private final GivenUpRequests givenUp;

	private final RouterDrain drain = new RouterDrain();

	private final EventMeters meters = new EventMeters();

	private final Gatherings gatherings;

	private final WorkerWords words;

	private @Nullable Workers workers;

	private @Nullable Frontend frontend;

	RequestDispatcher(RouterSettings settings, SocketLoop loop, Transport transport, RouterListener listener,
			RoutedRequestTracing tracing) {
		this.settings = settings;
		this.loop = loop;
		this.transport = transport;
		this.listener = listener;
		this.tracing = tracing;
		this.queue = new RequestQueue(settings, this, loop);
		this.givenUp = new GivenUpRequests(settings, this, loop, listener, tracing);
		this.gatherings = new Gatherings(settings.queue(), this, loop);
		this.words = new WorkerWords(loop, (worker) -> workers().offer(worker));
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

	Gatherings gatherings() {
		return this.gatherings;
	}

	/** What workers are told of requests that they have. */
	WorkerWords words() {
		return this.words;
	}

	WaitingRequests waiting() {
		return this.queue.waiting();
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
		if (this.drain.hasBegun()) {
			end(request, ProblemType.NO_WORKER, request.stopping());
		}
		else if (request.deadline() - this.loop.now() <= 0) {
			answer(request, ProblemType.DEADLINE_EXCEEDED, null);
		}
		else if (request.isToAll()) {
			this.gatherings.begin(request, workers(), clients().report());
			counted();
		}
		else if (waiting().of(request.event()) != null) {
			enqueue(request);
		}
		else {
			dispatchOrEnqueue(request);
		}
	}

	private void dispatchOrEnqueue(RoutedRequest request) {
		switch (dispatch(request)) {
			case SENT -> {
			}
			case BUSY, NO_WORKER -> enqueue(request);
			case NO_HANDLER -> {
				this.queue.addForReturn(request, workers());
				counted();
			}
		}
	}

	private void enqueue(RoutedRequest request) {
		this.queue.add(request, workers());
		counted();
	}

	private Workers.Dispatch dispatch(RoutedRequest request) {
		request.token = this.inFlight.put(request);
		Workers.Dispatch result;
		try {
			result = workers().dispatch(request);
		}
		catch (Throwable ex) { // a strategy of the user's own
			this.inFlight.remove(request.token);
			answer(request, ProblemType.NO_WORKER, "The routing strategy failed");
			this.transport.listener().loopFailed(Backend.NAME, ex);
			return Workers.Dispatch.SENT;
		}
		if (result == Workers.Dispatch.SENT) {
			request.attempts++;
			counted();
			this.loop.schedule(request, request.deadline());
			this.tracing.given(request, this.loop.now());
		}
		else {
			this.inFlight.remove(request.token);
		}
		return result;
	}

	/** Gives one worker its part of a request to all. */
	Workers.Dispatch dispatch(RoutedRequest part, KnownWorker worker) {
		part.token = this.inFlight.put(part);
		Workers.Dispatch result = workers().dispatch(part, worker);
		if (result == Workers.Dispatch.SENT) {
			counted();
		}
		else {
			this.inFlight.remove(part.token);
		}
		return result;
	}

	/**
	 * Gives a worker the next request that waits for it, or for any worker of its group.
	 * @param worker the worker, which is in a group
	 * @return whether it has one, so that there may be room for another one
	 */
	boolean offerNext(KnownWorker worker) {
		WorkerGroup group = Objects.requireNonNull(worker.group);
		if (worker.parts.size() == 0) {
			return offerNext(group);
		}
		worker.partsTurn = !worker.partsTurn;
		return worker.partsTurn ? this.gatherings.offerNext(worker) || offerNext(group)
				: offerNext(group) || this.gatherings.offerNext(worker);
	}

	/**
	 * Gives the next request that waits to a worker of a group.
	 * @param group the group
	 * @return whether a worker has it, so that there may be room for another one
	 */
	boolean offerNext(WorkerGroup group) {
		RoutedRequest request = RequestQueue.next(group);
		if (request == null || dispatch(request) != Workers.Dispatch.SENT) {
			return false;
		}
		this.queue.served(request, group);
		counted();
		return true;
	}

	void timeIsUp(RoutedRequest request) {
		if (request.isGathering()) {
			this.gatherings.timeIsUp(request);
			counted();
			return;
		}
		boolean outOfTime = request.isOverdue(this.loop.now());
		if (!request.isWaiting() && !outOfTime && !request.givenUp) { // items came
			this.loop.schedule(request, request.deadline());
		}
		else if (!request.isWaiting()) {
			this.givenUp.timeIsUp(request);
			counted();
		}
		else if (outOfTime) {
			answer(request, ProblemType.DEADLINE_EXCEEDED, null);
		}
		else if (!workers().isNoneFor(request.event())) {
			this.queue.waitUntil(request, request.deadline());
		}
		else {
			this.queue.remove(request);
			dispatchOrEnqueue(request);
			counted();
		}
	}

	/** The place of a request at its worker is free. */
	void freed(RoutedRequest request) {
		KnownWorker worker = request.worker;
		end(request);
		workers().offer(worker);
	}

	/** The connection of a client is lost; from the frontend's loop. */
	void clientGone(ClientConnection connection) {
		this.loop.execute(() -> {
			this.givenUp.clientGone(connection);
			counted();
		});
	}

	/** The client of a request waits no more. */
	void cancel(RoutedRequest request) {
		this.givenUp.cancel(request);
		counted();
	}

	/** Events that wait may have no worker any more. */
	void workersLeft(Collection<WaitingEvent> events) {
		this.queue.workersLeft(events, workers());
	}

	/** The worker that had a request is gone. */
	void workerLost(RoutedRequest request) {
		end(request);
		if (request.givenUp) {
			return;
		}
		if (request.gathering != null) {
			this.gatherings.lost(request);
			return;
		}
		if (!request.isIdempotent() || !giveAgain(request)) {
			answer(request, ProblemType.WORKER_LOST, null);
		}
	}

	/** Gives a request to another worker, now or later, if it may have another one. */
	private boolean giveAgain(RoutedRequest request) {
		if (request.hasBegun() || request.attempts >= this.settings.maxAttempts()
				|| request.deadline() - this.loop.now() <= 0) {
			return false;
		}
		request.waitsSince = this.loop.now();
		request.connection().add(request);
		dispatchOrEnqueue(request);
		return true;
	}

	/**
	 * Ends a request whose worker has said of itself what a client would take for the
	 * router's: that it stops, and has not handled the request, or that it is at another
	 * address.
	 */
	private boolean endRefused(RoutedRequest request, byte[][] error, int delimiter) {
		if (StoppingReply.matches(error)) {
			if (!giveAgain(request)) {
				answer(request, ProblemType.NO_WORKER, "Its worker takes no requests any more");
			}
			return true;
		}
		boolean misdirected = Misdirection.read(error, delimiter) != null;
		if (misdirected) {
			answer(request, ProblemType.HANDLER_FAILED, "Its worker says that it is at another address");
		}
		return misdirected;
	}

	/** The request that a reply answers, {@code null} where there is none any more. */
	@Nullable RoutedRequest find(byte[] token) {
		return this.inFlight.get(token);
	}

	/** Passes a reply on, and tells whether it was not too late for a client. */
	boolean replied(RoutedRequest request, byte[][] frames, int delimiter) {
		KnownWorker worker = request.worker;
		end(request);
		if (request.gathering == null && !request.givenUp && MessageCodec.isError(frames, delimiter)
				&& endRefused(request, frames, delimiter)) {
			workers().offer(worker);
			return true;
		}
		if (request.gathering != null && !request.givenUp) {
			this.gatherings.answered(request, frames, delimiter);
		}
		else if (!request.givenUp) {
			reply(request, request.reply(frames, delimiter));
			this.listener.requestEnded(null, request.age(this.loop.now()));
			this.meters.ended(request, frames, delimiter, this.loop.now());
		}
		else if (request.clientGone) {
			this.transport.listener().dropped(Frontend.NAME, DropReason.UNROUTABLE, request.reply(frames, delimiter));
		}
		workers().offer(worker);
		if (!request.givenUp && request.gathering == null) {
			this.tracing.ended(request, null, frames, this.loop.now());
		}
		return !request.givenUp || request.clientGone;
	}

	private void end(RoutedRequest request) {
		this.loop.cancel(request);
		request.connection().remove(request);
		this.inFlight.remove(request.token);
		this.givenUp.ended(request);
		workers().release(request);
		counted();
	}

	/** The end of a request to all. */
	void gathered(RoutedRequest request, byte[][] frames) {
		forget(request);
		reply(request, frames);
		this.listener.requestEnded(null, request.age(this.loop.now()));
		this.meters.ended(request, 0, this.loop.now());
		this.tracing.ended(request, null, frames, this.loop.now());
	}

	/** What becomes of requests that nobody waits for. */
	GivenUpRequests givenUp() {
		return this.givenUp;
	}

	void answer(RoutedRequest request, ProblemType type, @Nullable String detail) {
		end(request, type, request.error(type, detail));
	}

	private void end(RoutedRequest request, ProblemType type, byte[][] frames) {
		forget(request);
		reply(request, frames);
		this.listener.requestEnded(type, request.age(this.loop.now()));
		counted();
		this.meters.ended(request, type.status(), this.loop.now());
		this.tracing.ended(request, type, frames, this.loop.now());
	}

	/** The client of a request in flight has given up by now. */
	void unanswered(RoutedRequest request) {
		long now = this.loop.now();
		this.listener.requestEnded(ProblemType.DEADLINE_EXCEEDED, request.age(now));
		this.meters.ended(request, ProblemType.DEADLINE_EXCEEDED.status(), now);
		this.tracing.unanswered(request, "no reply within its timeout", now);
	}

	/**
	 * Gives a client a reply, or an answer of one of all. The end of a stream comes after
	 * its items, and what else a client of streams gets is not dropped because of them.
	 */
	void reply(RoutedRequest request, byte[][] frames) {
		OwnQuestion own = request.connection().own();
		if (own != null) {
			own.receive(frames);
		}
		else if (request.stream() != null) {
			clients().endOfStream(frames);
		}
		else if (request.connection().hasStreams()) {
			clients().replyBehindItems(frames);
		}
		else {
			clients().reply(frames);
		}
	}

	/** Passes on an item of a stream. */
	void passOn(RoutedRequest request, byte[][] item) {
		clients().item(request, item);
	}

	/** A stream can't go on, although its worker has not ended it. */
	void endStream(RoutedRequest request, ProblemType type, String detail) {
		KnownWorker worker = request.worker;
		boolean unused = this.givenUp.tellWorker(request);
		end(request);
		answer(request, type, detail);
		workers().offer(worker);
	}

	/** A request waits no more, neither here nor for its time. */
	void forget(RoutedRequest request) {
		this.loop.cancel(request);
		this.queue.remove(request);
		request.connection().remove(request);
	}

	/** The numbers of the requests; from any thread. */
	RouterDrain counts() {
		return this.drain;
	}

	/** The age of the oldest request, on the loop. */
	Duration oldest() {
		long now = this.loop.now();
		return Duration
			.ofNanos(all().stream().filter((each) -> !each.givenUp).mapToLong((each) -> each.age(now)).max().orElse(0));
	}

	private List<RoutedRequest> all() {
		List<RoutedRequest> all = this.inFlight.entries();
		all.addAll(this.queue.all());
		all.addAll(this.gatherings.waiting());
		return all;
	}

	/** What there is, for an operator who looks; on the loop. */
	RouterReport.Counted report() {
		return RouterReport.count(all(), this.meters.look(this.loop.now()), this.loop.now());
	}

	/** The oldest requests, on the loop. */
	List<OpenRequest> oldest(int size) {
		long now = this.loop.now();
		List<RoutedRequest> all = this.inFlight.entries();
		all.addAll(this.queue.all());
		return all.stream()
			.filter((each) -> !each.givenUp)
			.sorted(Comparator.comparingLong((each) -> -each.age(now)))
			.limit(size)
			.map((each) -> each.describe(now))
			.toList();
	}

	/**
	 * Takes no more requests.
	 * @return completed once those that are here have their answers
	 */
	CompletableFuture<Void> drain() {
		this.loop.execute(() -> {
			this.drain.begin();
			counted();
		});
		return this.drain.drained();
	}

	private void counted() {
		this.drain.counted(this.inFlight.size() - this.givenUp.size(),
				this.queue.size() + this.gatherings.waitingSize());
	}

	void close() {
		this.gatherings.close();
		for (RoutedRequest request : this.queue.all()) {
			answer(request, ProblemType.NO_WORKER, "The router was stopped");
		}
		for (RoutedRequest request : this.inFlight.drain()) {
			if (!request.givenUp && request.gathering == null) {
				answer(request, ProblemType.WORKER_LOST, "The router was stopped before the worker had answered");
			}
		}
		this.drain.end();
	}

}
