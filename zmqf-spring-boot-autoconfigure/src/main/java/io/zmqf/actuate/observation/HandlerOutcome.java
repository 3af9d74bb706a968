package io.zmqf.actuate.observation;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request in a handler.
 *
 * @param problem the status of the problem in the answer, or {@code null} for another
 * answer
 * @param error the exception if the handler itself failed; {@code null} also for a
 * problem with a lower status, which is the caller's fault
 */
record HandlerOutcome(@Nullable Integer problem, @Nullable Throwable error) {

	/** The status that HTTP servers use if the client disconnects before the response. */
	private static final int CANCELLED = 499;

	private static final int FAILED = ProblemType.HANDLER_FAILED.status();

	private static final HandlerOutcome REPLIED = new HandlerOutcome(null, null);

	static HandlerOutcome of(@Nullable Message reply, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause == null && reply != null) {
			return reply.isError() ? new HandlerOutcome(Problem.fromJson(reply.data()).status(), null) : REPLIED;
		}
		if (cause instanceof CancellationException || cause instanceof InterruptedException) {
			return new HandlerOutcome(CANCELLED, null);
		}
		int status = (cause instanceof ProblemException chosen) ? chosen.getProblem().status() : FAILED;
		return new HandlerOutcome(status, (status >= FAILED) ? cause : null);
	}

}
