package io.zmqf.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.zmqf.message.Cancellation;
import io.zmqf.message.Message;

/**
 * A handler that cancels the delegate's future reply when the request is cancelled.
 * Replies with a stream of items cancel their source themselves.
 */
final class CancelledHandler extends DelegatingRequestHandler {

	private CancelledHandler(RequestHandler handler) {
		super(handler);
	}

	static RequestHandler of(RequestHandler handler) {
		return (handler instanceof CancelledHandler) ? handler : new CancelledHandler(handler);
	}

	@Override
	public CompletionStage<Message> handle(Message request) throws Exception {
		CompletionStage<Message> answer = delegate().handle(request);
		if (answer instanceof CompletableFuture<Message> future && !future.isDone() && !StreamedReply.hasBegun()) {
			Cancellation.current().onCancel(() -> future.cancel(true));
		}
		return answer;
	}

}
