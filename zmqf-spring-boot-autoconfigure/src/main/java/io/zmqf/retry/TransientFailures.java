package io.zmqf.retry;

import java.util.Set;

import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqRemoteException;

/**
 * The failures after which the same request may succeed a moment later.
 *
 * @since 0.1.0
 */
public final class TransientFailures {

	private static final Set<ProblemType> PROBLEMS = Set.of(ProblemType.BUSY, ProblemType.WORKER_LOST,
			ProblemType.NO_WORKER);

	private TransientFailures() {
	}

	/**
	 * Whether a failure is transient.
	 * @param failure the failure of a request
	 * @return {@code true} for {@code busy}, {@code worker-lost} and {@code no-worker},
	 * and for a lost connection unless the request caused the loss
	 */
	public static boolean include(Throwable failure) {
		return (failure instanceof ZmqConnectionException lost && lost.isRepeatable())
				|| (failure instanceof ZmqRemoteException remote && PROBLEMS.stream().anyMatch(remote::is));
	}

}
