package io.zmqf.transport.nio;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import io.zmqf.transport.TransportListener;

/**
 * Creates listeners whose exceptions don't reach event loops and roles. They are reported
 * as failures of the loop.
 */
final class SafeListener {

	private static final String FAILURE = "loopFailed";

	private SafeListener() {
	}

	static TransportListener of(TransportListener listener) {
		Class<TransportListener> type = TransportListener.class;
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, notice, arguments) -> {
				try {
					return notice.invoke(listener, arguments);
				}
				catch (Throwable ex) {
					if (!notice.getName().equals(FAILURE)) {
						String source = (arguments[0] instanceof String name) ? name : "";
						loopFailed(listener, source,
								(ex instanceof InvocationTargetException thrown) ? thrown.getTargetException() : ex);
					}
					return null;
				}
			}));
	}

	/** Tells a failure, and throws nothing where the heap is full, as the proxy may. */
	static void loopFailed(TransportListener listener, String source, Throwable failure) {
		try {
			listener.loopFailed(source, failure);
		}
		catch (Throwable ex) {
			// the report itself has failed, mostly for lack of memory
		}
	}

}
