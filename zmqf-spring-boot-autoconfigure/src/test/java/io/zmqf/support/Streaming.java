package io.zmqf.support;

import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

import io.zmqf.message.Message;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.StreamedReply;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/**
 * A handler that answers with many items.
 *
 * @param reply the reply to a request
 * @param isBlocking whether it needs a thread
 */
public record Streaming(Function<Message, CompletionStage<Message>> reply,
		boolean isBlocking) implements RequestHandler {

	/**
	 * A handler that returns a publisher.
	 * @param items the items of the reply to each request
	 * @return the handler
	 */
	public static Streaming flux(Function<Message, Flux<?>> items) {
		return new Streaming((request) -> {
			Flow.Publisher<?> publisher = JdkFlowAdapter.publisherToFlowPublisher(items.apply(request));
			return StreamedReply.of(request, publisher, Echo.JSON::write);
		}, true);
	}

	/**
	 * A handler that returns an iterator.
	 * @param items the items of the reply to each request
	 * @param onClose called at their end
	 * @return the handler
	 */
	public static Streaming iterator(Function<Message, Iterator<?>> items, Runnable onClose) {
		return new Streaming(
				(request) -> StreamedReply.of(request, items.apply(request), onClose, Runnable::run, Echo.JSON::write),
				true);
	}

	/**
	 * The same handler on the loop of its connection.
	 * @return a handler that does not block
	 */
	public Streaming onLoop() {
		return new Streaming(this.reply, false);
	}

	@Override
	public CompletionStage<Message> handle(Message request) {
		return this.reply.apply(request);
	}

	@Override
	public boolean isStreaming() {
		return true;
	}

}
