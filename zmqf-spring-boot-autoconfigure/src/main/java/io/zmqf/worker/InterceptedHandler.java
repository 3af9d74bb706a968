package io.zmqf.worker;

import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;

/** A handler behind an interceptor. */
final class InterceptedHandler extends DelegatingRequestHandler {

	private final ZmqHandlerInterceptor interceptor;

	InterceptedHandler(ZmqHandlerInterceptor interceptor, RequestHandler next) {
		super(next);
		this.interceptor = interceptor;
	}

	@Override
	public CompletionStage<Message> handle(Message request) throws Exception {
		return this.interceptor.intercept(request, delegate());
	}

}
