package io.zmqf.fault;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a request.
 *
 * @param id its id
 * @param kind {@link #ANSWERED}, the name of its error, or {@link #HUNG}
 * @param started the time at which it was sent, in nanoseconds
 * @param ended the time of its outcome, in nanoseconds
 */
record Outcome(long id, String kind, long started, long ended) {

	static final String ANSWERED = "answered";

	static final String TIMED_OUT = "timed-out";

	static final String HUNG = "hung";

	/** Never sent, or sent to a peer that was lost. */
	static final String CONNECTION = "connection";

	static String kind(long id, @Nullable Long reply, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		if (cause == null) {
			return (reply != null && reply == id) ? ANSWERED : "reply-of-another";
		}
		if (cause instanceof ZmqRemoteException remote) {
			return remote.getProblem().type().replace("urn:zmqf:", "");
		}
		if (cause instanceof ZmqTimeoutException) {
			return TIMED_OUT;
		}
		if (cause instanceof ZmqConnectionException) {
			return CONNECTION;
		}
		if (cause instanceof ZmqClosedException) {
			return "closed";
		}
		return (cause instanceof CancellationException) ? "cancelled" : cause.toString();
	}

	static String nameOf(ProblemType type) {
		return type.uri().replace("urn:zmqf:", "");
	}

	boolean is(String other) {
		return this.kind.equals(other);
	}

	long millis() {
		return (this.ended - this.started) / 1_000_000;
	}

}
