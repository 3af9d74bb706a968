package io.zmqf.actuate;

import java.util.List;

/**
 * Is told which roles of an application start and stop, on the thread that does it.
 *
 * @since 0.1.0
 */
public interface RoleListener {

	/**
	 * A role will bind its addresses when the application starts. Clients of the same
	 * application may ask for it before.
	 * @param role its name, as in {@link #started(String, List)}
	 * @param endpoints the addresses that it will bind, with port 0 for one that the
	 * system chooses
	 */
	default void starting(String role, List<String> endpoints) {
	}

	/**
	 * A role has started.
	 * @param role its name: {@code router}, {@code worker}, {@code server}, that of a
	 * client, {@code heartbeat-receiver} or {@code heartbeat-sender}
	 * @param endpoints the endpoints that it has bound, with the real ports, or connects
	 * to
	 */
	default void started(String role, List<String> endpoints) {
	}

	/**
	 * A role begins to stop.
	 * @param role its name
	 * @param endpoints the endpoints where it is bound or connects
	 */
	default void stopping(String role, List<String> endpoints) {
	}

	/**
	 * A role has stopped.
	 * @param role its name
	 */
	default void stopped(String role) {
	}

}
