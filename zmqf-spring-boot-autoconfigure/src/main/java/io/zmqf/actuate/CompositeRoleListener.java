package io.zmqf.actuate;

import java.util.Collection;
import java.util.List;

/** Several listeners to roles. */
final class CompositeRoleListener extends CompositeListener<RoleListener> implements RoleListener {

	CompositeRoleListener(Collection<? extends RoleListener> listeners) {
		super(listeners);
	}

	@Override
	public void starting(String role, List<String> endpoints) {
		tell((listener) -> listener.starting(role, endpoints));
	}

	@Override
	public void started(String role, List<String> endpoints) {
		tell((listener) -> listener.started(role, endpoints));
	}

	@Override
	public void stopping(String role, List<String> endpoints) {
		tell((listener) -> listener.stopping(role, endpoints));
	}

	@Override
	public void stopped(String role) {
		tell((listener) -> listener.stopped(role));
	}

}
