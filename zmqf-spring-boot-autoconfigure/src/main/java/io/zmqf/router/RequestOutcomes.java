package io.zmqf.router;

import java.util.Map;
import java.util.Objects;

import io.zmqf.info.EventMeter;
import io.zmqf.message.Headers;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StoppingReply;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * How requests end: with the reply of their worker or with a problem, which their clients
 * get, or without either. The listener, the meters and the traces learn of each end.
 * Belongs to the backend's loop.
 */
final class RequestOutcomes {

	private final RequestDispatcher requests;

	private final Transport transport;

	private final SocketLoop loop;

	private final RouterListener listener;

	private final RoutedRequestTracing tracing;

	private final EventMeters meters = new EventMeters();

	private @Nullable Frontend frontend;

	RequestOutcomes(RequestDispatcher requests, SocketLoop loop, Transport transport, RouterListener listener,
			RoutedRequestTracing tracing) {
		this.requests = requests;
		this.loop = loop;
		this.transport = transport;
		this.listener = listener;
		this.tracing = tracing;
	}

	void answerBy(Frontend clients) {
		this.frontend = clients;
	}

	Frontend clients() {
		return Objects.requireNonNull(this.frontend, "No frontend yet");
	}

	/** The meters of events, for an operator who looks. */
	Map<String, EventMeter> meters() {
		return this.meters.look(this.loop.now());
	}

	/** Answers a request that came too late to be taken over; from any thread. */
	void refuse(RoutedRequest request) {
		clients().replies().answer(stopping(request));
		this.listener.requestEnded(ProblemType.NO_WORKER, 0);
	}

	/** The answer of a router that stops: it has not given the request to anybody. */
	static byte[][] stopping(RoutedRequest request) {
		return MessageCodec.error(request.frames(), request.delimiter(),
				ProblemType.NO_WORKER.of(request.event(), "The router is stopping"), Map.of(Headers.STOPPING, "true"));
	}

	/** The place of a request at its worker is free. */
	void freed(RoutedRequest request) {
		KnownWorker worker = request.worker;
		this.requests.release(request);
		this.requests.offer(worker);
	}

	/** The worker that had a request is gone. */
	void workerLost(RoutedRequest request) {
		this.requests.release(request);
		if (request.givenUp) {
			return;
		}
		if (request.gathering != null) {
			this.requests.gatherings().lost(request);
			return;
		}
		if (!request.isIdempotent() || !giveAgain(request)) {
			answer(request, ProblemType.WORKER_LOST, null);
		}
	}

	/** Gives a request to another worker, now or later, if it may have another one. */
	private boolean giveAgain(RoutedRequest request) {
		if (request.hasBegun() || request.attempts >= this.requests.settings().maxAttempts()
				|| request.deadline() - this.loop.now() <= 0) {
			return false;
		}
		request.waitsSince = this.loop.now();
		request.connection().add(request);
		this.requests.dispatchOrEnqueue(request);
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

	/** Passes a reply on, and tells whether it was not too late for a client. */
	boolean replied(RoutedRequest request, byte[][] frames, int delimiter) {
		KnownWorker worker = request.worker;
		this.requests.release(request);
		if (request.givenUp && request.clientGone) {
			this.transport.listener().dropped(Frontend.NAME, DropReason.UNROUTABLE, request.reply(frames, delimiter));
		}
		else if (!request.givenUp && request.gathering != null) {
			this.requests.gatherings().answered(request, frames, delimiter);
		}
		else if (!request.givenUp
				&& !(MessageCodec.isError(frames, delimiter) && endRefused(request, frames, delimiter))) {
			reply(request, request.reply(frames, delimiter));
			this.listener.requestEnded(null, request.age(this.loop.now()));
			this.meters.ended(request, frames, delimiter, this.loop.now());
			this.tracing.ended(request, null, frames, this.loop.now());
		}
		this.requests.offer(worker);
		return !request.givenUp || request.clientGone;
	}

	/** Answers a request with a problem. */
	void answer(RoutedRequest request, ProblemType type, @Nullable String detail) {
		end(request, type, request.error(type, detail));
	}

	/**
	 * Ends a request with an answer of the router.
	 * @param request the request
	 * @param type the problem of the answer, {@code null} for none
	 * @param frames the answer
	 */
	void end(RoutedRequest request, @Nullable ProblemType type, byte[][] frames) {
		this.requests.forget(request);
		reply(request, frames);
		this.listener.requestEnded(type, request.age(this.loop.now()));
		this.requests.counted();
		this.meters.ended(request, (type != null) ? type.status() : 0, this.loop.now());
		this.tracing.ended(request, type, frames, this.loop.now());
	}

	/** The client of a request in flight has given up by now. */
	void unanswered(RoutedRequest request) {
		long now = this.loop.now();
		this.listener.requestEnded(ProblemType.DEADLINE_EXCEEDED, request.age(now));
		this.meters.ended(request, ProblemType.DEADLINE_EXCEEDED.status(), now);
		this.tracing.unanswered(request, "no reply within its timeout", now);
	}

	/** A stream can't go on, although its worker has not ended it. */
	void endStream(RoutedRequest request, ProblemType type, String detail) {
		KnownWorker worker = request.worker;
		boolean unused = this.requests.givenUp().tellWorker(request);
		this.requests.release(request);
		answer(request, type, detail);
		this.requests.offer(worker);
	}

	/**
	 * Gives a client a reply, or an answer of one of all. The end of a stream comes after
	 * its items.
	 */
	void reply(RoutedRequest request, byte[][] frames) {
		OwnQuestion own = request.connection().own();
		RoutedStream stream = request.stream();
		if (own != null) {
			own.receive(frames);
		}
		else if (stream != null) {
			clients().replies().endOfStream(request, stream, frames);
		}
		else {
			clients().replies().reply(frames, request.deadline());
		}
	}

}
