package io.zmqf.router;

import io.zmqf.message.Printable;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTrace;
import io.zmqf.message.RequestTracing;
import org.jspecify.annotations.Nullable;

/**
 * Traces requests in the router, if tracing is enabled. A failure of the tracing does not
 * affect the request. Confined to the backend's loop, except {@link #refused}.
 *
 * @param tracing the receiver of the traces
 */
record RoutedRequestTracing(RequestTracing tracing) {

	private static final String NODE = "zmqf-router";

	/** Traces the dispatch of a request to a worker. */
	void dispatched(RoutedRequest request, long now) {
		KnownWorker worker = request.worker;
		request.receiver = (worker != null) ? worker.id() : "a worker";
		request.dispatchedAt = now;
		try {
			if (this.tracing.tracesDispatched()) {
				this.tracing.dispatched(trace(request, now, null));
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/**
	 * Traces the answer to a request.
	 * @param problem the router's own problem, or {@code null} for the reply of a worker
	 * @param reply the frames of the answer
	 */
	void ended(RoutedRequest request, @Nullable ProblemType problem, byte[][] reply, long end) {
		ended(request, problem, reply, null, end);
	}

	/** Traces the end of a request without an answer. */
	void unanswered(RoutedRequest request, String reason, long end) {
		ended(request, null, null, reason, end);
	}

	private void ended(RoutedRequest request, @Nullable ProblemType problem, byte @Nullable [][] reply,
			@Nullable String reason, long end) {
		try {
			long now = request.answeredAt(end);
			if (this.tracing.tracesEnd(request.age(now), problem)) {
				this.tracing.ended(trace(request, now, (reply != null) ? RequestTrace.outcome(reply) : reason),
						problem);
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/**
	 * Traces a rejected message that did not become a request. Called on the frontend's
	 * loop.
	 * @param answer the frames of the answer
	 */
	void refused(byte[][] frames, ProblemType problem, byte[][] answer) {
		try {
			if (this.tracing.tracesEnd(0, problem)) {
				this.tracing.ended(new RequestTrace(NODE, RequestReference.of(frames), Printable.of(frames[0]), null,
						null, 0, 0, RequestTrace.outcome(answer)), problem);
			}
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/** Reports a failure of the tracing, such as a logger that throws. */
	private static void failed(Throwable failure) {
		Thread thread = Thread.currentThread();
		thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
	}

	private static RequestTrace trace(RoutedRequest request, long now, @Nullable String outcome) {
		boolean dispatched = request.receiver != null;
		long age = request.age(now);
		long served = dispatched ? Math.min(age, now - request.dispatchedAt) : 0;
		return new RequestTrace(NODE, RequestReference.of(request.frames()), request.connection().peer().toString(),
				request.receiver, dispatched ? RequestReference.id(request.token) : null, age - served, served,
				outcome);
	}

}
