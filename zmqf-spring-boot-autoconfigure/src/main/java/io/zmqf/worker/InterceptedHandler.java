package io.zmqf.worker;

import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;

/**
 * A handler behind an interceptor.
 *
 * @param interceptor the interceptor
 * @param next the handler, or a further interceptor
 */
record InterceptedHandler(ZmqHandlerInterceptor interceptor, RequestHandler next) implements RequestHandler {

	@Override
	public CompletionStage<Message> handle(Message request) throws Exception {
		return this.interceptor.intercept(request, this.next);
	}

	@Override
	public boolean isBlocking() {
		return this.next.isBlocking();
	}

	@Override
	public boolean isInterruptible() {
		return this.next.isInterruptible();
	}

	@Override
	public boolean isStreaming() {
		return this.next.isStreaming();
	}

	@Override
	public String description() {
		return this.next.description();
	}

	@Override
	public HandlerSignature signature() {
		return this.next.signature();
	}

}
