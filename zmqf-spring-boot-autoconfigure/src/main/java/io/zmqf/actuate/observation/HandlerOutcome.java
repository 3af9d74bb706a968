package io.zmqf.actuate.observation;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request in the hands of a handler.
 *
 * @param problem the status of the problem that is the answer, or {@code null} for
 * another answer
 * @param error the exception that is the handler's own failure, or {@code null} if there
 * is none; what has a lower status is the caller's
 */
record HandlerOutcome(@Nullable Integer problem, @Nullable Throwable error) {

	/** What HTTP servers call the end of a request whose client is gone. */
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
