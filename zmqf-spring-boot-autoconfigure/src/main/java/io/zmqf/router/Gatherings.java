package io.zmqf.router;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.message.Events;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemType;
import io.zmqf.transport.SocketLoop;
import org.jspecify.annotations.Nullable;

/**
 * The open requests to all workers of an event. A worker gets its part once it has room.
 * Parts take turns with requests that any worker can handle. Confined to the backend's
 * loop.
 */
final class Gatherings {

	/**
	 * The divisor for the number of open requests of one client: a quarter of the limit
	 * for all.
	 */
	private static final int SHARE = 4;

	private final RouterSettings.Queue limits;

	private final RequestDispatcher requests;

	private final SocketLoop loop;

	private final Set<Gathering> open = new LinkedHashSet<>();

	private final Map<Object, Share> clients = new HashMap<>();

	/** The parts that wait for room at their workers. */
	private final Set<RoutedRequest> waiting = new LinkedHashSet<>();

	private long bytes;

	/** The number and memory of one client's requests. */
	private static final class Share {

		private int number;

		private long bytes;

	}

	Gatherings(RouterSettings.Queue limits, RequestDispatcher requests, SocketLoop loop) {
		this.limits = limits;
		this.requests = requests;
		this.loop = loop;
	}

	/** The parts that wait for room at their workers. */
	Set<RoutedRequest> waiting() {
		return this.waiting;
	}

	/**
	 * Sends a request to all workers of its event.
	 * @param request the request
	 * @param workers the workers
	 * @param report the router's own answers to queries
	 */
	void begin(RoutedRequest request, Workers workers, RouterReport report) {
		boolean query = Events.isQuery(request.event());
		List<KnownWorker> handling = workers.handling(request.event());
		List<KnownWorker> addressees = (handling != null) ? handling : List.of();
		if (handling == null && !query) {
			this.requests.outcomes()
				.answer(request, ProblemType.NO_HANDLER,
						"The router's strategy is 'proxy', which does not support requests to all workers");
		}
		else if (!query && addressees.isEmpty()) {
			boolean none = workers.withoutWorkers(request.event()) == Workers.Dispatch.NO_WORKER;
			this.requests.outcomes().answer(request, none ? ProblemType.NO_WORKER : ProblemType.NO_HANDLER, null);
		}
		else if (!hasRoomFor(request, addressees.size())) {
			this.requests.outcomes()
				.answer(request, ProblemType.BUSY, "Too many requests to all workers are in flight");
		}
		else {
			begin(new Gathering(request, addressees.size()), addressees, query ? report : null);
		}
	}

	private boolean hasRoomFor(RoutedRequest request, int parts) {
		Share own = this.clients.get(request.connection().client());
		int number = (own != null) ? own.number : 0;
		return this.open.size() < this.limits.capacity() && number * SHARE < this.limits.capacity()
				&& Gathering.bytes(request, parts) <= room(own);
	}

	/**
	 * Returns the memory that a client may still use, in bytes. A client may have as much
	 * as is left for others.
	 */
	private long room(@Nullable Share own) {
		return this.limits.maxSize() - this.bytes - ((own != null) ? own.bytes : 0);
	}

	private Share share(Gathering gathering) {
		return this.clients.computeIfAbsent(gathering.request().connection().client(), (client) -> new Share());
	}

	private void count(Share share, long change) {
		share.bytes += change;
		this.bytes += change;
	}

	private void begin(Gathering gathering, List<KnownWorker> addressees, @Nullable RouterReport report) {
		RoutedRequest request = gathering.request();
		request.gathering = gathering;
		this.open.add(gathering);
		Share share = share(gathering);
		share.number++;
		count(share, gathering.bytes());
		this.loop.schedule(request, request.deadline());
		if (report != null) {
			answer(gathering, report);
		}
		for (KnownWorker worker : addressees) {
			dispatch(gathering.part(worker), worker, report != null);
		}
		endIfComplete(gathering);
	}

	/** Adds the router's own answer to a query. */
	private void answer(Gathering gathering, RouterReport report) {
		RoutedRequest own = gathering.part(report.nodeId());
		report.answer(Message.NO_ENVELOPE, own.event(), own.frames()[own.delimiter() + 2])
			.thenAccept((answer) -> this.loop.execute(() -> answered(own, answer, 0)));
	}

	/**
	 * Sends a worker its part, or lets it wait for room. Queries don't wait: full workers
	 * answer them too.
	 */
	private void dispatch(RoutedRequest part, KnownWorker worker, boolean query) {
		if (!query && (!worker.hasRoom() || worker.parts.size() > 0)) {
			await(part, worker);
		}
		else if (this.requests.dispatch(part, worker) != Workers.Dispatch.SENT) {
			if (worker.isAvailable()) {
				await(part, worker);
			}
			else { // the worker is lost
				gathering(part).misses(part);
			}
		}
	}

	private void await(RoutedRequest part, KnownWorker worker) {
		part.awaited = worker;
		part.placeAtWorker = worker.parts.add(part.connection().client(), part, 1 + part.bytes());
		this.waiting.add(part);
	}

	private void leaveQueue(RoutedRequest part) {
		if (part.placeAtWorker != null && part.awaited != null) {
			part.awaited.parts.remove(part.placeAtWorker);
			part.placeAtWorker = null;
			part.awaited = null;
			this.waiting.remove(part);
		}
	}

	/**
	 * Sends a worker the next part that waits for it.
	 * @return {@code true} if a part was sent
	 */
	boolean offerNext(KnownWorker worker) {
		FairQueue.Place<RoutedRequest> next = worker.parts.peek();
		if (next == null || this.requests.dispatch(next.item(), worker) != Workers.Dispatch.SENT) {
			return false;
		}
		worker.parts.served(next);
		next.item().placeAtWorker = null;
		next.item().awaited = null;
		this.waiting.remove(next.item());
		return true;
	}

	/** Ends the parts that wait for a worker that leaves or is lost. */
	void workerLeft(KnownWorker worker) {
		for (RoutedRequest part : worker.parts.items()) {
			leaveQueue(part);
			lost(part);
		}
	}

	/** Ends a part whose worker is lost. It is not sent to another worker. */
	void lost(RoutedRequest part) {
		Gathering gathering = gathering(part);
		gathering.misses(part);
		endIfComplete(gathering);
	}

	/** Forwards the answer to a part. */
	void answered(RoutedRequest part, byte[][] frames, int delimiter) {
		Gathering gathering = gathering(part);
		if (!this.open.contains(gathering)) {
			return;
		}
		long before = gathering.bytes();
		Share share = share(gathering);
		gathering.answered(part, frames, delimiter, room(share));
		count(share, gathering.bytes() - before);
		passOn(gathering);
	}

	/** Adds credit for answers. */
	void credit(RoutedRequest request, int answers) {
		Gathering gathering = gathering(request);
		gathering.grant(answers);
		passOn(gathering);
	}

	private void passOn(Gathering gathering) {
		long before = gathering.bytes();
		for (byte[][] answer; (answer = gathering.next()) != null;) {
			this.requests.outcomes().reply(gathering.request(), answer);
		}
		count(share(gathering), gathering.bytes() - before);
		endIfComplete(gathering);
	}

	/** Ends a request at its deadline. */
	void timeIsUp(RoutedRequest request) {
		Gathering gathering = gathering(request);
		leaveParts(gathering, this.requests.abandoned()::expire);
		end(gathering);
	}

	/** Cancels a request without an answer. */
	void cancel(RoutedRequest request) {
		Gathering gathering = gathering(request);
		if (forget(gathering)) {
			this.requests.forget(request);
			leaveParts(gathering, this.requests.abandoned()::stop);
		}
	}

	/** Removes the waiting parts, and applies an action to those in flight. */
	private void leaveParts(Gathering gathering, Consumer<RoutedRequest> handed) {
		for (RoutedRequest part : gathering.open()) {
			if (part.placeAtWorker != null) {
				leaveQueue(part);
			}
			else if (part.worker != null) {
				handed.accept(part);
			}
		}
	}

	private void endIfComplete(Gathering gathering) {
		if (gathering.isComplete()) {
			end(gathering);
		}
	}

	private void end(Gathering gathering) {
		if (forget(gathering)) {
			this.requests.outcomes().end(gathering.request(), null, gathering.end());
		}
	}

	/** Removes a request. Returns {@code false} if it has already ended. */
	private boolean forget(Gathering gathering) {
		if (!this.open.remove(gathering)) {
			return false;
		}
		Share share = share(gathering);
		count(share, -gathering.bytes());
		share.number--;
		if (share.number == 0) {
			this.clients.remove(gathering.request().connection().client());
		}
		return true;
	}

	private static Gathering gathering(RoutedRequest part) {
		return Objects.requireNonNull(part.gathering, "Not part of a request to all workers");
	}

	/** Ends all requests. Workers without an answer count as missing. */
	void close() {
		for (Gathering gathering : new ArrayList<>(this.open)) {
			gathering.open().forEach(this::leaveQueue);
			end(gathering);
		}
	}

}
