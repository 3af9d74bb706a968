package io.zmqf.autoconfigure;

import java.util.List;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.actuate.RoleListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * Tells the listeners which roles start and stop. They are looked up with the first role
 * that starts, because some of them look at all roles.
 */
class RoleAnnouncements {

	private final SingletonSupplier<RoleListener> listeners;

	RoleAnnouncements(ObjectProvider<RoleListener> listeners) {
		this.listeners = SingletonSupplier.of(() -> CompositeListener.roles(listeners.orderedStream().toList()));
	}

	void starting(String role, List<String> endpoints) {
		this.listeners.obtain().starting(role, endpoints);
	}

	void started(String role, List<String> endpoints) {
		this.listeners.obtain().started(role, endpoints);
	}

	void stopping(String role, List<String> endpoints) {
		this.listeners.obtain().stopping(role, endpoints);
	}

	void stopped(String role) {
		this.listeners.obtain().stopped(role);
	}

}
