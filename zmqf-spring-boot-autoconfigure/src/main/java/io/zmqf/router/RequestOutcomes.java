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
 * Ends requests: with the reply of their worker, with a problem, or without an answer.
 * Each end is reported to the listener, the meters and the tracing. Confined to the
 * backend's loop.
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

	/** Returns the meters by event, for an operator. */
	Map<String, EventMeter> meters() {
		return this.meters.activate(this.loop.now());
	}

	/** Rejects a request that arrives after the loop has closed. Thread-safe. */
	void refuse(RoutedRequest request) {
		clients().replies().answer(stopping(request));
		this.listener.requestEnded(ProblemType.NO_WORKER, 0);
	}

	/**
	 * Returns the error of a stopping router, which has not sent the request to any
	 * worker.
	 */
	static byte[][] stopping(RoutedRequest request) {
		return MessageCodec.error(request.frames(), request.delimiter(),
				ProblemType.NO_WORKER.of(request.event(), "The router is stopping"), Map.of(Headers.STOPPING, "true"));
	}

	/** Frees the place of a request at its worker, and offers it to the next request. */
	void freed(RoutedRequest request) {
		KnownWorker worker = request.worker;
		this.requests.release(request);
		this.requests.offer(worker);
	}

	/**
	 * Ends a request whose worker is lost, or dispatches it again if it is idempotent.
	 */
	void workerLost(RoutedRequest request) {
		this.requests.release(request);
		if (request.abandoned) {
			return;
		}
		if (request.gathering != null) {
			this.requests.gatherings().lost(request);
			return;
		}
		if (!request.isIdempotent() || !redispatch(request)) {
			answer(request, ProblemType.WORKER_LOST, null);
		}
	}

	/**
	 * Dispatches a request again, unless it has begun, or has no attempt or no time left.
	 */
	private boolean redispatch(RoutedRequest request) {
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
	 * Handles an error that is about the worker itself, and that a client would take for
	 * the router's: the worker is stopping and has not handled the request, or has
	 * connected to the wrong address.
	 */
	private boolean endRefused(RoutedRequest request, byte[][] error, int delimiter) {
		if (StoppingReply.matches(error)) {
			if (!redispatch(request)) {
				answer(request, ProblemType.NO_WORKER, "The worker accepts no more requests");
			}
			return true;
		}
		boolean misdirected = Misdirection.read(error, delimiter) != null;
		if (misdirected) {
			answer(request, ProblemType.HANDLER_FAILED, "The worker rejected the request as misdirected");
		}
		return misdirected;
	}

	/** Forwards a reply to its client. Returns {@code false} if it is late. */
	boolean replied(RoutedRequest request, byte[][] frames, int delimiter) {
		KnownWorker worker = request.worker;
		this.requests.release(request);
		if (request.abandoned && request.clientGone) {
			this.transport.listener().dropped(Frontend.NAME, DropReason.UNROUTABLE, request.reply(frames, delimiter));
		}
		else if (!request.abandoned && request.gathering != null) {
			this.requests.gatherings().answered(request, frames, delimiter);
		}
		else if (!request.abandoned
				&& !(MessageCodec.isError(frames, delimiter) && endRefused(request, frames, delimiter))) {
			reply(request, request.reply(frames, delimiter));
			this.listener.requestEnded(null, request.age(this.loop.now()));
			this.meters.ended(request, frames, delimiter, this.loop.now());
			this.tracing.ended(request, null, frames, this.loop.now());
		}
		this.requests.offer(worker);
		return !request.abandoned || request.clientGone;
	}

	/** Answers a request with a problem. */
	void answer(RoutedRequest request, ProblemType type, @Nullable String detail) {
		end(request, type, request.error(type, detail));
	}

	/**
	 * Ends a request with an answer of the router.
	 * @param request the request
	 * @param type the problem of the answer, or {@code null} if there is none
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

	/**
	 * Reports that a request in flight has exceeded its deadline. Its client no longer
	 * waits.
	 */
	void unanswered(RoutedRequest request) {
		long now = this.loop.now();
		this.listener.requestEnded(ProblemType.DEADLINE_EXCEEDED, request.age(now));
		this.meters.ended(request, ProblemType.DEADLINE_EXCEEDED.status(), now);
		this.tracing.unanswered(request, "no reply within its timeout", now);
	}

	/** Ends a stream with a problem before its worker does. */
	void endStream(RoutedRequest request, ProblemType type, String detail) {
		KnownWorker worker = request.worker;
		boolean unused = this.requests.abandoned().cancelAtWorker(request);
		this.requests.release(request);
		answer(request, type, detail);
		this.requests.offer(worker);
	}

	/**
	 * Sends a client a reply, or one worker's answer to a request to all. The end of a
	 * stream is sent after its items.
	 */
	void reply(RoutedRequest request, byte[][] frames) {
		RouterQuery own = request.connection().own();
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
