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
 * A request and its one answer, which whoever is first gives: its handler, its deadline
 * or its refusal. Each answer is measured.
 */
abstract class AnswerableRequest extends ReceivedRequest {

	private static final int MAX_CAUSES = 16;

	/** The answer to a request that nobody waits for. */
	private static final byte[][] NO_ANSWER = {};

	private static final AtomicReferenceFieldUpdater<AnswerableRequest, byte @Nullable [][]> ANSWER = AtomicReferenceFieldUpdater
		.newUpdater(AnswerableRequest.class, byte[][].class, "answer");

	private final WorkerConnection connection;

	private volatile byte @Nullable [][] answer;

	/** When a thread began to handle it, 0 before; of that thread until the answer. */
	private long begun;

	AnswerableRequest(WorkerConnection connection, HandlerRegistry.@Nullable Registration registration, byte[][] frames,
			int delimiter, long arrived, @Nullable UnaryOperator<Map<String, String>> vouching) {
		super(registration, frames, delimiter, arrived, vouching);
		this.connection = connection;
	}

	/** The connection that it came by. */
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

	/** A thread begins to handle it, at the time that is returned. */
	final long begin() {
		this.begun = System.nanoTime();
		context().listener().requestBegun(waitNanos());
		if (context().tracing().tracesGiven()) {
			context().tracing().given(trace(0, null));
		}
		return this.begun;
	}

	/** The time from its arrival until a thread began to handle it. */
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

	/** Gives the one answer; on any thread, and nothing where there is one already. */
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

	/** The answer is there, on the thread that gave it. */
	abstract void answered();

	/** A handler can make a reply that can't be written; its caller still waits. */
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
			// a stream that its node ends as it stops has been answered
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
	 * Answers with a reply. One that a peer would not take would end the connection, with
	 * all that others have on it.
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

	/** Answers with a problem, whatever the request says; on any thread. */
	final void refuse(ProblemType type, @Nullable String detail) {
		context().listener().requestRefused(type);
		answer(error(type, eventIfReadable(), detail));
	}

	/**
	 * Gives a request its answer at its deadline, and stops its handler; on the loop.
	 * @return whether it had no answer before
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
	 * Ends a request that nobody waits for, without an answer; on the loop.
	 * @return whether it had no answer before
	 */
	final boolean end() {
		if (!ANSWER.compareAndSet(this, null, NO_ANSWER)) {
			return false;
		}
		stop();
		return true;
	}

	/** Stops the handler, and returns whether it had begun. */
	abstract boolean stop();

	private void measure(byte[][] reply) {
		HandlerRegistry.Registration known = registration();
		if (known != null) {
			known.meter().answered(System.nanoTime() - arrived(), MessageCodec.status(reply, delimiter()), frames());
		}
	}

	/** Its way has ended, so many nanoseconds after its arrival. */
	final void traceEnd(long nanos) {
		if (context().tracing().tracesEnd(nanos, null)) {
			byte[][] reply = this.answer;
			String outcome = (reply != null && reply != NO_ANSWER) ? RequestTrace.outcome(reply)
					: "nobody waits for its reply";
			context().tracing().ended(trace(nanos, outcome), null);
		}
	}

	private RequestTrace trace(long nanos, @Nullable String outcome) {
		HandlerRegistry.Registration known = registration();
		boolean handled = this.begun != 0 && known != null;
		long waited = handled ? waitNanos() : nanos;
		return new RequestTrace(this.connection.name(), RequestReference.of(frames()), null,
				(handled && known != null) ? known.handler().description() : null, null, waited,
				Math.max(0, nanos - waited), outcome);
	}

}
