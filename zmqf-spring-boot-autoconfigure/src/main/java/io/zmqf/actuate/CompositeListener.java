package io.zmqf.actuate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;

import io.zmqf.heartbeat.NodeListener;
import io.zmqf.router.RouterListener;
import io.zmqf.transport.TransportListener;
import io.zmqf.worker.WorkerListener;
import org.apache.commons.logging.LogFactory;

/**
 * Combines several listeners, which are notified in order. An exception of one affects
 * neither the others nor the calling thread. The first exception is logged.
 *
 * @since 0.1.0
 */
public final class CompositeListener {

	/** The supported listener types. Their methods return nothing. */
	public static final List<Class<?>> TYPES = List.of(TransportListener.class, RouterListener.class,
			WorkerListener.class, NodeListener.class, RoleListener.class);

	private CompositeListener() {
	}

	/**
	 * Combines listeners.
	 * @param <L> the type of the listeners
	 * @param type one of {@link #TYPES}
	 * @param listeners the listeners in the order of notification
	 * @return a listener that notifies all of them
	 */
	public static <L> L of(Class<L> type, Collection<? extends L> listeners) {
		List<L> all = List.copyOf(listeners);
		FirstFailure failure = new FirstFailure(LogFactory.getLog(CompositeListener.class));
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, notice, arguments) -> {
				if (notice.getDeclaringClass() == Object.class) {
					return notice.invoke(all, arguments);
				}
				for (L listener : all) {
					try {
						notice.invoke(listener, arguments);
					}
					catch (Throwable ex) {
						failure.log("Listener " + listener,
								(ex instanceof InvocationTargetException thrown) ? thrown.getTargetException() : ex);
					}
				}
				return null;
			}));
	}

}
