package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;

/**
 * Stands between requests and their handler: sees and changes the request, answers in the
 * place of the handler, or observes the outcome. Beans of this type intercept the
 * requests of all handlers of their context and of child contexts, in their order; those
 * of the context that has the worker or server first.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqHandlerInterceptor {

	/**
	 * Passes on a request, or answers it.
	 * @param request the request, whose headers {@link Message#withHeaders} changes
	 * @param next the next interceptor, or the handler; called on the thread of this call
	 * @return the reply of the next one, or another one made by {@link Message#reply} or
	 * {@link Message#error}; now or later
	 * @throws Exception as a handler
	 */
	CompletionStage<Message> intercept(Message request, RequestHandler next) throws Exception;

	/**
	 * Puts interceptors in front of a handler.
	 * @param handler the handler
	 * @param interceptors the interceptors, the outermost first
	 * @return the handler itself where there are none
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
