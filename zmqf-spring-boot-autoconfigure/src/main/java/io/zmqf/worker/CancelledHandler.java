package io.zmqf.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.zmqf.message.Cancellation;
import io.zmqf.message.Message;

/**
 * A handler whose answer that is still to come is cancelled with the request; many items
 * see to that themselves.
 */
final class CancelledHandler implements RequestHandler {

	private final RequestHandler handler;

	CancelledHandler(RequestHandler handler) {
		this.handler = handler;
	}

	@Override
	public CompletionStage<Message> handle(Message request) throws Exception {
		CompletionStage<Message> answer = this.handler.handle(request);
		if (answer instanceof CompletableFuture<Message> future && !future.isDone() && !StreamedReply.hasBegun()) {
			Cancellation.current().onCancel(() -> future.cancel(true));
		}
		return answer;
	}

	@Override
	public boolean isBlocking() {
		return this.handler.isBlocking();
	}

	@Override
	public boolean isInterruptible() {
		return this.handler.isInterruptible();
	}

	@Override
	public boolean isStreaming() {
		return this.handler.isStreaming();
	}

	@Override
	public String description() {
		return this.handler.description();
	}

	@Override
	public HandlerSignature signature() {
		return this.handler.signature();
	}

	@Override
	public String toString() {
		return description();
	}

}
