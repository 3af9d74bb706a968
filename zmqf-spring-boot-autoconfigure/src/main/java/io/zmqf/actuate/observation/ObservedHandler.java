package io.zmqf.actuate.observation;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.worker.RequestHandler;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose requests are observed from their arrival to their answer. The
 * observation is current while the handler's method runs.
 */
final class ObservedHandler implements RequestHandler {

	private static final ZmqHandlerRequestObservationConvention DEFAULT_CONVENTION = new DefaultZmqHandlerRequestObservationConvention();

	private static final int FAILED = ProblemType.HANDLER_FAILED.status();

	private final RequestHandler handler;

	private final ObservationRegistry registry;

	private final @Nullable ZmqHandlerRequestObservationConvention convention;

	ObservedHandler(RequestHandler handler, ObservationRegistry registry,
			@Nullable ZmqHandlerRequestObservationConvention convention) {
		this.handler = handler;
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public CompletionStage<Message> handle(Message request) throws Exception {
		ZmqHandlerRequestObservationContext context = new ZmqHandlerRequestObservationContext(request);
		Observation observation = ZmqObservation.HANDLER_REQUEST
			.observation(this.convention, DEFAULT_CONVENTION, () -> context, this.registry)
			.start();
		CompletionStage<Message> answer;
		try (Observation.Scope scope = observation.openScope()) {
			answer = Objects.requireNonNull(this.handler.handle(request), "The handler's answer");
		}
		catch (Throwable ex) {
			end(observation, context, null, ex);
			throw ex;
		}
		if (answer instanceof CompletableFuture<Message> now && now.isDone() && !now.isCompletedExceptionally()) {
			end(observation, context, now.join(), null);
			return answer;
		}
		return answer.whenComplete((reply, failure) -> end(observation, context, reply, failure));
	}

	private static void end(Observation observation, ZmqHandlerRequestObservationContext context,
			@Nullable Message reply, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (reply != null && cause == null) {
			context.setResponse(reply);
			if (reply.isError()) {
				context.setProblemStatus(Problem.fromJson(reply.data()).status());
			}
		}
		else {
			int status = (cause instanceof ProblemException chosen) ? chosen.getProblem().status() : FAILED;
			context.setProblemStatus(status);
			if (cause != null && status >= FAILED) { // the rest is the caller's failure
				observation.error(cause);
			}
		}
		observation.stop();
	}

	@Override
	public boolean isBlocking() {
		return this.handler.isBlocking();
	}

	@Override
	public String description() {
		return this.handler.description();
	}

	@Override
	public String toString() {
		return description();
	}

}
