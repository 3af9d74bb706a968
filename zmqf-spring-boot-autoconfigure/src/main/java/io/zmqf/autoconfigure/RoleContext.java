package io.zmqf.autoconfigure;

import java.time.Duration;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.actuate.RoleListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.util.function.SingletonSupplier;

/**
 * What the lifecycles of all roles have in common. The listeners are looked up with the
 * first role that starts, because some of them look at all roles.
 */
class RoleContext {

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(1);

	private final SingletonSupplier<RoleListener> listeners;

	private final Duration stopTimeout;

	RoleContext(ObjectProvider<RoleListener> listeners, LifecycleProperties properties) {
		this.listeners = SingletonSupplier
			.of(() -> CompositeListener.of(RoleListener.class, listeners.orderedStream().toList()));
		Duration phase = properties.getTimeoutPerShutdownPhase();
		Duration margin = phase.dividedBy(10);
		this.stopTimeout = phase.minus((margin.compareTo(LONGEST_MARGIN) < 0) ? margin : LONGEST_MARGIN);
	}

	/** The listeners that are notified when roles start and stop. */
	RoleListener listener() {
		return this.listeners.obtain();
	}

	/** A little less than the application waits for a phase to stop. */
	Duration stopTimeout() {
		return this.stopTimeout;
	}

}
