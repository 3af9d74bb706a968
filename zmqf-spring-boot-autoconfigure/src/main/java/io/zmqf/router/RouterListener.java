package io.zmqf.router;

import java.util.Set;

/** Is told what happens in a router, on its loop. Neither blocks nor throws. */
public interface RouterListener {

	/** Nobody listens. */
	RouterListener NONE = new RouterListener() {
	};

	/**
	 * A worker takes requests from now on.
	 * @param worker its identity
	 * @param events what it handles, empty where it did not say
	 */
	default void workerJoined(String worker, Set<String> events) {
	}

	/**
	 * A worker takes no more requests.
	 * @param worker its identity
	 * @param reason why
	 */
	default void workerLeft(String worker, String reason) {
	}

}
