package io.zmqf.actuate.observation;

/** How a request ended, in few words. */
final class RequestStatus {

	static final String OK = "ok";

	private RequestStatus() {
	}

	/**
	 * The status of a problem, whoever chose it.
	 * @param status a number, mostly as HTTP has them
	 * @return the number as text, or {@code other} where it is none that a problem has
	 */
	static String of(int status) {
		return (status >= 400 && status <= 599) ? Integer.toString(status) : "other";
	}

}
