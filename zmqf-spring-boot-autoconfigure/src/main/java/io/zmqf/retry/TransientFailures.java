package io.zmqf.retry;

import java.util.Set;

import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqRemoteException;

/**
 * The failures that the same request may not meet a moment later: a connection that was
 * lost, and answers that say that nobody was there or had the time.
 *
 * @since 0.1.0
 */
public final class TransientFailures {

	private static final Set<ProblemType> PROBLEMS = Set.of(ProblemType.BUSY, ProblemType.WORKER_LOST,
			ProblemType.NO_WORKER);

	private TransientFailures() {
	}

	/**
	 * Whether a failure may pass.
	 * @param failure the failure of a request
	 * @return {@code true} for a lost connection that the request is not the reason of,
	 * and for {@code busy}, {@code worker-lost} and {@code no-worker}
	 */
	public static boolean include(Throwable failure) {
		return (failure instanceof ZmqConnectionException lost && lost.isRepeatable())
				|| (failure instanceof ZmqRemoteException remote && PROBLEMS.stream().anyMatch(remote::is));
	}

}
