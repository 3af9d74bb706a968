package io.zmqf.actuate.observation;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.zmqf.message.Message;
import io.zmqf.worker.DelegatingRequestHandler;
import io.zmqf.worker.HandlingContext;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.StreamedReply;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose requests are observed or measured from arrival to answer.
 */
final class ObservedHandler extends DelegatingRequestHandler {

	private final Function<Message, Request> beginning;

	/**
	 * Creates a handler.
	 * @param handler the delegate
	 * @param beginning starts the observation of a request; it must not throw
	 */
	ObservedHandler(RequestHandler handler, Function<Message, Request> beginning) {
		super(handler);
		this.beginning = beginning;
	}

	/** An observed request. Its methods must not throw. */
	@FunctionalInterface
	interface Request {

		/**
		 * Makes the observation current on this thread.
		 * @return the scope to close, or {@code null} if there is none
		 */
		default GuardedObservations.@Nullable Scope open() {
			return null;
		}

		/**
		 * Ends the observation.
		 * @param reply the answer, or {@code null} if the handler failed
		 * @param items the items of a stream, or {@code null} for another answer
		 * @param outcome the outcome of the request
		 */
		void end(@Nullable Message reply, StreamedReply.@Nullable Items items, HandlerOutcome outcome);

	}

	@Override
	public CompletionStage<Message> handle(Message request) {
		Request observed = this.beginning.apply(request);
		CompletionStage<Message> answer;
		try (GuardedObservations.Scope scope = observed.open()) {
			answer = Objects.requireNonNull(delegate().handle(request), "The handler's answer");
		}
		catch (Throwable ex) {
			ObservedAnswer failed = new ObservedAnswer(observed, null);
			failed.end(null, ex);
			return failed;
		}
		StreamedReply.Items items = StreamedReply.items();
		if (answer instanceof CompletableFuture<Message> now && now.isDone() && !now.isCompletedExceptionally()) {
			end(observed, items, now.join(), null);
			return answer;
		}
		ObservedAnswer later = new ObservedAnswer(observed, items);
		answer.whenComplete(later::end);
		return later;
	}

	private static void end(Request observed, StreamedReply.@Nullable Items items, @Nullable Message reply,
			@Nullable Throwable failure) {
		Throwable missing = (items != null && reply != null) ? items.missing(reply) : null;
		Throwable cause = (missing != null) ? missing : failure;
		observed.end((missing != null) ? null : reply, items, HandlerOutcome.of(reply, cause));
	}

	/** An answer whose failure is reported within the handler's observation. */
	private static final class ObservedAnswer extends CompletableFuture<Message> implements HandlingContext {

		private final Request observed;

		private final StreamedReply.@Nullable Items items;

		ObservedAnswer(Request observed, StreamedReply.@Nullable Items items) {
			this.observed = observed;
			this.items = items;
		}

		void end(@Nullable Message reply, @Nullable Throwable failure) {
			try {
				ObservedHandler.end(this.observed, this.items, reply, failure);
			}
			finally {
				if (failure != null) {
					completeExceptionally(failure);
				}
				else {
					complete(reply);
				}
			}
		}

		@Override
		public void run(Runnable report) {
			try (GuardedObservations.Scope scope = this.observed.open()) {
				report.run();
			}
		}

	}

}
