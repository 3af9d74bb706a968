package io.zmqf.actuate;

import java.util.List;

/**
 * Listens to the roles of an application as they start and stop. Methods are called on
 * the thread that starts or stops the role.
 *
 * @since 0.1.0
 */
public interface RoleListener {

	/**
	 * Called when a role will bind its addresses at the start of the application. Clients
	 * in the same application may connect before that.
	 * @param role the role, as in {@link #started(String, List)}
	 * @param endpoints the endpoints that it will bind, with port 0 if the system chooses
	 * the port
	 */
	default void starting(String role, List<String> endpoints) {
	}

	/**
	 * Called when a role has started.
	 * @param role {@code router}, {@code worker}, {@code server}, the role of a client,
	 * {@code heartbeat-receiver} or {@code heartbeat-sender}
	 * @param endpoints the endpoints that it is bound to, with the actual ports, or
	 * connects to
	 */
	default void started(String role, List<String> endpoints) {
	}

	/**
	 * Called when a role begins to stop.
	 * @param role the role
	 * @param endpoints the endpoints that it is bound or connects to
	 */
	default void stopping(String role, List<String> endpoints) {
	}

	/**
	 * Called when a role has stopped.
	 * @param role the role
	 */
	default void stopped(String role) {
	}

}
