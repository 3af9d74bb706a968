package io.zmqf.autoconfigure;

import java.util.Map;

import io.zmqf.actuate.observation.HandlerObserver;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.RequestObserver.Observed;
import io.zmqf.worker.RequestHandler;

/**
 * Observes or measures the requests of clients and of handlers.
 *
 * @param requests the observer of clients
 * @param handlers the observer of handlers
 */
record RequestInstrumentation(RequestObserver requests,
		HandlerObserver handlers) implements RequestObserver, HandlerObserver {

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		return this.requests.begin(client, event, headers);
	}

	@Override
	public RequestHandler observe(RequestHandler handler) {
		return this.handlers.observe(handler);
	}

}
