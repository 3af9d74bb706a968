package io.zmqf.actuate.observation;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

import io.micrometer.observation.Observation;
import io.zmqf.message.Message;
import io.zmqf.worker.DelegatingRequestHandler;
import io.zmqf.worker.HandlingContext;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.StreamedReply;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose requests are observed from their arrival to their answer. The
 * observation is current while the handler's method runs.
 */
final class ObservedHandler extends DelegatingRequestHandler {

	private final ObservedHandlers observed;

	private final GuardedObservations observations;

	ObservedHandler(RequestHandler handler, ObservedHandlers observed) {
		super(handler);
		this.observed = observed;
		this.observations = observed.observations();
	}

	@Override
	public CompletionStage<Message> handle(Message request) {
		Observation observation = this.observed.begin(request);
		CompletionStage<Message> answer;
		try (GuardedObservations.Scope scope = this.observations.open(observation)) {
			answer = Objects.requireNonNull(delegate().handle(request), "The handler's answer");
		}
		catch (Throwable ex) {
			return new ObservedAnswer(observation, null, ex);
		}
		LongSupplier items = StreamedReply.itemCount();
		if (answer instanceof CompletableFuture<Message> now && now.isDone() && !now.isCompletedExceptionally()) {
			end(observation, items, now.join(), null);
			return answer;
		}
		ObservedAnswer later = new ObservedAnswer(observation, items);
		answer.whenComplete(later::end);
		return later;
	}

	/** An answer whose failure is reported in the context of the handler. */
	private final class ObservedAnswer extends CompletableFuture<Message> implements HandlingContext {

		private final Observation observation;

		private final @Nullable LongSupplier items;

		ObservedAnswer(Observation observation, @Nullable LongSupplier items) {
			this.observation = observation;
			this.items = items;
		}

		ObservedAnswer(Observation observation, @Nullable Message reply, @Nullable Throwable failure) {
			this(observation, null);
			end(reply, failure);
		}

		void end(@Nullable Message reply, @Nullable Throwable failure) {
			try {
				ObservedHandler.this.end(this.observation, this.items, reply, failure);
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
			try (GuardedObservations.Scope scope = ObservedHandler.this.observations.open(this.observation)) {
				report.run();
			}
		}

	}

	private void end(Observation observation, @Nullable LongSupplier items, @Nullable Message reply,
			@Nullable Throwable failure) {
		HandlerOutcome outcome = HandlerOutcome.of(reply, failure);
		if (observation.getContext() instanceof ZmqHandlerRequestObservationContext context) {
			if (reply != null && failure == null) {
				context.setResponse(reply);
			}
			if (items != null) {
				context.setItemCount(items.getAsLong());
			}
			if (outcome.problem() != null) {
				context.setProblemStatus(outcome.problem());
			}
		}
		this.observations.stop(observation, outcome.error());
	}

}
