package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.function.Supplier;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.actuate.RoleListener;
import io.zmqf.message.Cancellation;
import io.zmqf.transport.Transport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.util.function.SingletonSupplier;

/**
 * Services that the lifecycles of all roles share. The listeners are looked up when the
 * first role starts, because some of them depend on all roles.
 */
class RoleContext {

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(1);

	private final SingletonSupplier<RoleListener> listeners;

	private final Duration stopTimeout;

	private final Supplier<Transport> transport;

	private volatile Runnable beforeStop = () -> {
	};

	RoleContext(ObjectProvider<RoleListener> listeners, LifecycleProperties properties, Supplier<Transport> transport) {
		this.transport = transport;
		this.listeners = SingletonSupplier
			.of(() -> CompositeListener.of(RoleListener.class, listeners.orderedStream().toList()));
		Duration phase = properties.getTimeoutPerShutdownPhase();
		Duration margin = phase.dividedBy(10);
		this.stopTimeout = phase.minus((margin.compareTo(LONGEST_MARGIN) < 0) ? margin : LONGEST_MARGIN);
	}

	/** Returns the listener of the starts and stops of roles. */
	RoleListener listener() {
		return this.listeners.obtain();
	}

	/**
	 * Sets an action that runs on the calling thread before each stop of a role.
	 * @param action the action
	 */
	void beforeStop(Runnable action) {
		this.beforeStop = action;
	}

	/**
	 * Stops a role on a new thread, with the cancellation of the request that the caller
	 * handles. The role does not wait for that request. A caller that blocks an event
	 * loop stops the role itself.
	 * @param thread the name of the thread
	 * @param stop stops the role
	 * @param callback the callback to run after the stop
	 */
	void stop(String thread, Runnable stop, Runnable callback) {
		this.beforeStop.run();
		Cancellation handled = Cancellation.current();
		Runnable task = () -> {
			try (Cancellation.Scope scope = Cancellation.open(handled)) {
				stop.run();
			}
			finally {
				callback.run();
			}
		};
		if (this.transport.get().isBlocked()) {
			task.run();
		}
		else {
			new Thread(task, thread).start();
		}
	}

	/**
	 * Returns the maximum time to stop a role, slightly less than the timeout of a
	 * shutdown phase.
	 */
	Duration stopTimeout() {
		return this.stopTimeout;
	}

}
