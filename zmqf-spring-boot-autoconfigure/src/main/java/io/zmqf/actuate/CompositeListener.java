package io.zmqf.actuate;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.zmqf.client.RequestObserver;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.router.RouterListener;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.internal.PassingListener;
import io.zmqf.worker.WorkerListener;
import org.apache.commons.logging.LogFactory;

/**
 * Several listeners, told one after the other. One that throws harms neither the others
 * nor who tells it; its first exception is logged.
 *
 * @param <L> the type of the listeners
 * @since 0.1.0
 */
public abstract class CompositeListener<L> {

	private final List<L> listeners;

	private final FirstFailure failure = new FirstFailure(LogFactory.getLog(CompositeListener.class));

	CompositeListener(Collection<? extends L> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Several listeners to sockets.
	 * @param listeners the listeners, which are notified in this order
	 * @return one that tells them all
	 */
	public static TransportListener transport(Collection<? extends TransportListener> listeners) {
		CompositeListener<TransportListener> all = new CompositeListener<>(listeners) {
		};
		return new PassingListener() {

			@Override
			protected void pass(String source, Consumer<TransportListener> notice) {
				all.tell(notice);
			}

		};
	}

	/**
	 * Several listeners to a router.
	 * @param listeners the listeners, which are notified in this order
	 * @return one that tells them all
	 */
	public static RouterListener router(Collection<? extends RouterListener> listeners) {
		return new CompositeRouterListener(listeners);
	}

	/**
	 * Several listeners to a worker or a server.
	 * @param listeners the listeners, which are notified in this order
	 * @return one that tells them all
	 */
	public static WorkerListener worker(Collection<? extends WorkerListener> listeners) {
		return new CompositeWorkerListener(listeners);
	}

	/**
	 * Several listeners to heartbeats.
	 * @param listeners the listeners, which are notified in this order
	 * @return one that tells them all
	 */
	public static NodeListener nodes(Collection<? extends NodeListener> listeners) {
		return new CompositeNodeListener(listeners);
	}

	/**
	 * Several listeners to roles.
	 * @param listeners the listeners, which are notified in this order
	 * @return one that tells them all
	 */
	public static RoleListener roles(Collection<? extends RoleListener> listeners) {
		return new CompositeRoleListener(listeners);
	}

	/**
	 * Several observers of requests.
	 * @param observers the observers; the first one to begin is the last one to end
	 * @return one that has them all observe
	 */
	public static RequestObserver requests(Collection<? extends RequestObserver> observers) {
		return observers.isEmpty() ? RequestObserver.NONE : new CompositeRequestObserver(List.copyOf(observers));
	}

	final void tell(Consumer<L> notice) {
		for (L listener : this.listeners) {
			try {
				notice.accept(listener);
			}
			catch (Throwable ex) {
				this.failure.log("Listener " + listener, ex);
			}
		}
	}

}
