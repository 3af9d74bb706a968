package io.zmqf.actuate.observation;

import org.jspecify.annotations.Nullable;

/** How a request ended, in few words. */
final class RequestStatus {

	static final String OK = "ok";

	private RequestStatus() {
	}

	/**
	 * The status of a request.
	 * @param problem the status of the problem that is the answer, whoever chose it,
	 * {@code null} for another answer
	 * @return the number as text, {@code other} where it is none that a problem has, or
	 * {@link #OK}
	 */
	static String of(@Nullable Integer problem) {
		if (problem == null) {
			return OK;
		}
		return (problem >= 400 && problem <= 599) ? problem.toString() : "other";
	}

}
