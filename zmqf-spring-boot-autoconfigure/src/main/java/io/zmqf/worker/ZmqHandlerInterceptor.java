package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;

/**
 * An interceptor of requests to handlers. It can change the request, reply instead of the
 * handler, or observe the outcome. Beans of this type intercept the requests of all
 * handlers of their application context and its child contexts, in their order. Those of
 * the context with the worker or server come first.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqHandlerInterceptor {

	/**
	 * Passes a request on, or replies to it.
	 * @param request the request; {@link Message#withHeaders} changes its headers
	 * @param next the next interceptor or the handler, to be called on the thread of this
	 * call
	 * @return the future reply of {@code next}, or another one created by
	 * {@link Message#reply} or {@link Message#error}
	 * @throws Exception under the same rules as {@link RequestHandler#handle}
	 */
	CompletionStage<Message> intercept(Message request, RequestHandler next) throws Exception;

	/**
	 * Wraps a handler with interceptors.
	 * @param handler the handler
	 * @param interceptors the interceptors, outermost first
	 * @return the wrapped handler, or the handler itself if there are no interceptors
	 */
	static RequestHandler around(RequestHandler handler, Iterable<? extends ZmqHandlerInterceptor> interceptors) {
		List<ZmqHandlerInterceptor> inwards = new ArrayList<>();
		interceptors.forEach((interceptor) -> inwards.add(0, interceptor));
		RequestHandler intercepted = inwards.isEmpty() ? handler : CancelledHandler.of(handler);
		for (ZmqHandlerInterceptor interceptor : inwards) {
			intercepted = new InterceptedHandler(interceptor, intercepted);
		}
		return intercepted;
	}

}
