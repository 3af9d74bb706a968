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
 * What the lifecycles of all roles have in common. The listeners are looked up with the
 * first role that starts, because some of them look at all roles.
 */
class RoleContext {

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(1);

	private final SingletonSupplier<RoleListener> listeners;

	private final Duration stopTimeout;

	private final Supplier<Transport> transport;

	RoleContext(ObjectProvider<RoleListener> listeners, LifecycleProperties properties, Supplier<Transport> transport) {
		this.transport = transport;
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

	/**
	 * Stops a role on a thread of its own, in the place of the caller, who may handle a
	 * request and is not waited for. A caller that holds an event loop stops it at once.
	 * @param thread the name of the thread
	 * @param stop the end of the role
	 * @param callback a callback for when it has ended
	 */
	void stop(String thread, Runnable stop, Runnable callback) {
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

	/** A little less than the application waits for a phase to stop. */
	Duration stopTimeout() {
		return this.stopTimeout;
	}

}
