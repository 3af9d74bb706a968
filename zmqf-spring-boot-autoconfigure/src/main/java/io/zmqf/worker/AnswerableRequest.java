package io.zmqf.worker;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;

import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTrace;
import org.jspecify.annotations.Nullable;

/**
 * A request and its only reply. The first of handler, deadline and rejection sets it;
 * later ones are ignored. The meter of the handler records the reply.
 */
abstract class AnswerableRequest extends ReceivedRequest {

	private static final int MAX_CAUSES = 16;

	/** The marker for a request that ends without a reply. */
	private static final byte[][] NO_ANSWER = {};

	private static final AtomicReferenceFieldUpdater<AnswerableRequest, byte @Nullable [][]> ANSWER = AtomicReferenceFieldUpdater
		.newUpdater(AnswerableRequest.class, byte[][].class, "answer");

	private final WorkerConnection connection;

	private volatile byte @Nullable [][] answer;

	/**
	 * The time at which a thread began to handle the request, or 0 before. Owned by that
	 * thread until the reply is set.
	 */
	private long begun;

	AnswerableRequest(WorkerConnection connection, HandlerRegistry.@Nullable Registration registration, byte[][] frames,
			int delimiter, long arrived, @Nullable UnaryOperator<Map<String, String>> vouching) {
		super(registration, frames, delimiter, arrived, vouching);
		this.connection = connection;
	}

	/** Returns the connection that received the request. */
	final WorkerConnection connection() {
		return this.connection;
	}

	private WorkerContext context() {
		return this.connection.context();
	}

	@Override
	final long longestNanos() {
		return context().settings().maxTimeout().toNanos();
	}

	/** Records that this thread begins to handle the request, and returns the time. */
	final long begin() {
		this.begun = System.nanoTime();
		context().listener().requestBegun(waitNanos());
		if (context().tracing().tracesDispatched()) {
			context().tracing().dispatched(trace(0, null));
		}
		return this.begun;
	}

	/** Returns the time from the arrival until a thread began to handle the request. */
	private long waitNanos() {
		return this.begun - arrived();
	}

	final boolean isAnswered() {
		return this.answer != null;
	}

	final byte[][] answerFrames() {
		byte[][] reply = this.answer;
		if (reply == null) {
			throw new IllegalStateException("Not answered yet");
		}
		return reply;
	}

	/** Sets the reply, unless one is set already. Called on any thread. */
	final void answer(byte[][] reply) {
		if (ANSWER.compareAndSet(this, null, reply)) {
			try {
				measure(reply);
			}
			finally {
				answered();
			}
		}
	}

	/** Called after the reply is set, on the thread that has set it. */
	abstract void answered();

	/**
	 * Encodes and sets the reply of the handler. If it cannot be encoded, an error is set
	 * instead, because the caller waits.
	 */
	final void answerOrFail(Message request, Message reply, @Nullable CompletionStage<Message> result) {
		byte[][] replyFrames;
		try {
			Objects.requireNonNull(reply.data(), "The reply's data");
			replyFrames = MessageCodec.reply(frames(), delimiter(), request.event(), reply);
		}
		catch (RuntimeException ex) {
			fail(request, ex, result);
			return;
		}
		answerWithinLimits(request.event(), replyFrames);
	}

	final void fail(Message request, @Nullable Throwable failure, @Nullable CompletionStage<Message> result) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof ProblemException chosen) {
			answerWithinLimits(request.event(),
					MessageCodec.encode(request.error(chosen.getProblem().withEvent(request.event()))));
			return;
		}
		Runnable report = () -> context().failed(frames(), cause);
		try {
			// a stream that the stopping node has ended has its reply already
			if ((isCancelled() || isAnswered()) && isEndByCancellation(cause)) {
				return;
			}
			if (result instanceof HandlingContext context) {
				context.run(report);
			}
			else {
				report.run();
			}
		}
		finally {
			answer(error(ProblemType.HANDLER_FAILED, request.event(), null));
		}
	}

	private static boolean isEndByCancellation(@Nullable Throwable failure) {
		int depth = 0;
		for (Throwable cause = failure; cause != null && depth < MAX_CAUSES; cause = cause.getCause(), depth++) {
			if (cause instanceof InterruptedException || cause instanceof CancellationException
					|| cause instanceof ClosedByInterruptException || cause instanceof InterruptedIOException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Sets the reply, or an error if the reply is too large. A peer closes the connection
	 * when a message is over its limits, and other requests share the connection.
	 */
	private void answerWithinLimits(String event, byte[][] reply) {
		String excess = context().excess(reply, delimiter());
		if (excess == null) {
			answer(reply);
			return;
		}
		try {
			context().listener().replyTooLarge(event, excess);
		}
		finally {
			answer(error(ProblemType.TOO_LARGE, event, "The reply has " + excess));
		}
	}

	/** Rejects the request with a problem. Called on any thread. */
	final void refuse(ProblemType type, @Nullable String detail) {
		context().listener().requestRefused(type);
		answer(error(type, eventIfReadable(), detail));
	}

	/**
	 * Sets the error for a request whose deadline has passed, and stops its handler.
	 * Called on the event loop.
	 * @return {@code true} if the request had no reply before
	 */
	final boolean expire() {
		if (this.answer != null) {
			return false;
		}
		byte[][] late = error(ProblemType.DEADLINE_EXCEEDED, eventIfReadable(), null);
		if (!ANSWER.compareAndSet(this, null, late)) {
			return false;
		}
		try {
			measure(late);
		}
		finally {
			if (!stop()) {
				context().listener().requestRefused(ProblemType.DEADLINE_EXCEEDED);
			}
		}
		return true;
	}

	/**
	 * Ends a cancelled request without a reply, and stops its handler. Called on the
	 * event loop.
	 * @return {@code true} if the request had no reply before
	 */
	final boolean end() {
		if (!ANSWER.compareAndSet(this, null, NO_ANSWER)) {
			return false;
		}
		stop();
		return true;
	}

	/** Stops the handler. Returns {@code true} if it had begun. */
	abstract boolean stop();

	private void measure(byte[][] reply) {
		HandlerRegistry.Registration registration = registration();
		if (registration != null) {
			registration.meter()
				.answered(System.nanoTime() - arrived(), MessageCodec.status(reply, delimiter()), frames());
		}
	}

	/**
	 * Reports the end of the request to the tracing, with its total time in nanoseconds.
	 */
	final void traceEnd(long nanos) {
		if (context().tracing().tracesEnd(nanos, null)) {
			byte[][] reply = this.answer;
			String outcome = (reply != null && reply != NO_ANSWER) ? RequestTrace.outcome(reply)
					: "ended without a reply";
			context().tracing().ended(trace(nanos, outcome), null);
		}
	}

	private RequestTrace trace(long nanos, @Nullable String outcome) {
		HandlerRegistry.Registration registration = registration();
		boolean handled = this.begun != 0 && registration != null;
		long waited = handled ? waitNanos() : nanos;
		return new RequestTrace(this.connection.name(), RequestReference.of(frames()), null,
				(handled && registration != null) ? registration.handler().description() : null, null, waited,
				Math.max(0, nanos - waited), outcome);
	}

}
