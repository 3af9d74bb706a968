package io.zmqf.actuate.observation;

import org.jspecify.annotations.Nullable;

/** The values of the tag {@code status}. */
final class RequestStatus {

	static final String OK = "ok";

	private RequestStatus() {
	}

	/**
	 * Returns the status of a request.
	 * @param problem the status of the problem in the answer, or {@code null} for another
	 * answer
	 * @return the number as text, {@code other} if it is not a valid status, or
	 * {@link #OK}
	 */
	static String of(@Nullable Integer problem) {
		if (problem == null) {
			return OK;
		}
		return (problem >= 400 && problem <= 599) ? problem.toString() : "other";
	}

}
