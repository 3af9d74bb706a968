package io.zmqf.worker;

import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;

/** A handler that calls an interceptor, which can call the next handler. */
final class InterceptedHandler extends DelegatingRequestHandler {

	private final ZmqHandlerInterceptor interceptor;

	InterceptedHandler(ZmqHandlerInterceptor interceptor, RequestHandler next) {
		super(next);
		this.interceptor = interceptor;
	}

	@Override
	public CompletionStage<Message> handle(Message request) throws Exception {
		CompletionStage<Message> answer = this.interceptor.intercept(request, delegate());
		if (answer == null) {
			throw new IllegalStateException(this.interceptor + " returned null in place of a future");
		}
		return answer;
	}

}
