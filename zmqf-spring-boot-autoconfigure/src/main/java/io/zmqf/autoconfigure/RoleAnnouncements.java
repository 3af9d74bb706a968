package io.zmqf.autoconfigure;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.actuate.RoleListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * The listeners that are told which roles start and stop. They are looked up with the
 * first role that starts, because some of them look at all roles.
 */
class RoleAnnouncements {

	private final SingletonSupplier<RoleListener> listeners;

	RoleAnnouncements(ObjectProvider<RoleListener> listeners) {
		this.listeners = SingletonSupplier.of(() -> CompositeListener.roles(listeners.orderedStream().toList()));
	}

	RoleListener listener() {
		return this.listeners.obtain();
	}

}
