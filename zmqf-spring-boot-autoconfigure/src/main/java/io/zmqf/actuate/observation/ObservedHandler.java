package io.zmqf.actuate.observation;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.zmqf.message.Message;
import io.zmqf.worker.DelegatingRequestHandler;
import io.zmqf.worker.HandlingContext;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.StreamedReply;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose requests are observed or measured from their arrival to their answer.
 */
final class ObservedHandler extends DelegatingRequestHandler {

	private final Function<Message, Request> beginning;

	/**
	 * Creates a handler.
	 * @param handler the handler that is observed
	 * @param beginning the function that begins to observe a request; it does not throw
	 */
	ObservedHandler(RequestHandler handler, Function<Message, Request> beginning) {
		super(handler);
		this.beginning = beginning;
	}

	/** A request that is observed. Its methods don't throw. */
	@FunctionalInterface
	interface Request {

		/**
		 * Makes the observation the current one of this thread.
		 * @return the scope to close, {@code null} for none
		 */
		default GuardedObservations.@Nullable Scope open() {
			return null;
		}

		/**
		 * The request has its answer.
		 * @param reply the answer, {@code null} where the handler has failed
		 * @param items the number of the items of a stream, {@code null} for another
		 * answer
		 * @param outcome the outcome of the request
		 */
		void end(@Nullable Message reply, @Nullable LongSupplier items, HandlerOutcome outcome);

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
		LongSupplier items = StreamedReply.itemCount();
		if (answer instanceof CompletableFuture<Message> now && now.isDone() && !now.isCompletedExceptionally()) {
			observed.end(now.join(), items, HandlerOutcome.of(now.join(), null));
			return answer;
		}
		ObservedAnswer later = new ObservedAnswer(observed, items);
		answer.whenComplete(later::end);
		return later;
	}

	/** An answer whose failure is reported in the context of the handler. */
	private static final class ObservedAnswer extends CompletableFuture<Message> implements HandlingContext {

		private final Request observed;

		private final @Nullable LongSupplier items;

		ObservedAnswer(Request observed, @Nullable LongSupplier items) {
			this.observed = observed;
			this.items = items;
		}

		void end(@Nullable Message reply, @Nullable Throwable failure) {
			try {
				this.observed.end(reply, this.items, HandlerOutcome.of(reply, failure));
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
