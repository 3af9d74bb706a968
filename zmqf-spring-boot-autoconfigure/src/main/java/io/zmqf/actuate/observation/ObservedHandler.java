package io.zmqf.actuate.observation;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.micrometer.observation.Observation;
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

	private static final int FAILED = ProblemType.HANDLER_FAILED.status();

	private final RequestHandler handler;

	private final ObservedHandlers observed;

	ObservedHandler(RequestHandler handler, ObservedHandlers observed) {
		this.handler = handler;
		this.observed = observed;
	}

	@Override
	public CompletionStage<Message> handle(Message request) throws Exception {
		Observation observation = this.observed.begin(request);
		CompletionStage<Message> answer;
		try (Observation.Scope scope = observation.openScope()) {
			answer = Objects.requireNonNull(this.handler.handle(request), "The handler's answer");
		}
		catch (Throwable ex) {
			end(observation, null, ex);
			throw ex;
		}
		if (answer instanceof CompletableFuture<Message> now && now.isDone() && !now.isCompletedExceptionally()) {
			end(observation, now.join(), null);
			return answer;
		}
		return answer.whenComplete((reply, failure) -> end(observation, reply, failure));
	}

	private static void end(Observation observation, @Nullable Message reply, @Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		Message answer = (cause == null) ? reply : null;
		if (answer != null && !answer.isError() && observation instanceof MeasuredHandling measured
				&& measured.end(answer)) {
			return;
		}
		if (observation.getContext() instanceof ZmqHandlerRequestObservationContext context) {
			if (answer != null) {
				answered(context, answer);
			}
			else {
				failed(context, observation, cause);
			}
		}
		observation.stop();
	}

	private static void answered(ZmqHandlerRequestObservationContext context, Message answer) {
		context.setResponse(answer);
		if (answer.isError()) {
			context.setProblemStatus(Problem.fromJson(answer.data()).status());
		}
	}

	/** What has a lower status is the caller's failure. */
	private static void failed(ZmqHandlerRequestObservationContext context, Observation observation,
			@Nullable Throwable cause) {
		int status = (cause instanceof ProblemException chosen) ? chosen.getProblem().status() : FAILED;
		context.setProblemStatus(status);
		if (cause != null && status >= FAILED) {
			observation.error(cause);
		}
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
