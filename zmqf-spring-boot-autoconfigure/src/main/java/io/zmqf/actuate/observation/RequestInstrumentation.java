package io.zmqf.actuate.observation;

import io.zmqf.client.RequestObserver;
import io.zmqf.worker.RequestHandler;

/**
 * Observes or measures the requests of clients and handlers.
 *
 * @since 0.1.0
 */
public interface RequestInstrumentation extends RequestObserver {

	/**
	 * Observes a handler.
	 * @param handler the handler
	 * @return a handler that delegates to it and is observed
	 */
	RequestHandler observe(RequestHandler handler);

}
