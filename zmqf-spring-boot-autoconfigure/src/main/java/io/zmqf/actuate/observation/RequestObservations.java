package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.message.Message;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.StreamedReply;
import org.jspecify.annotations.Nullable;

/**
 * Observes the requests of clients and handlers. A handler's observation is current while
 * its method runs.
 *
 * @since 0.1.0
 */
public final class RequestObservations implements RequestInstrumentation {

	static final DefaultZmqClientRequestObservationConvention CLIENT_CONVENTION = new DefaultZmqClientRequestObservationConvention();

	static final DefaultZmqHandlerRequestObservationConvention HANDLER_CONVENTION = new DefaultZmqHandlerRequestObservationConvention();

	private final GuardedObservations observations;

	private final @Nullable ZmqClientRequestObservationConvention clients;

	private final @Nullable ZmqHandlerRequestObservationConvention handlers;

	/**
	 * Creates the observations.
	 * @param registry the registry of the observations
	 * @param clients the convention for clients, or {@code null} for the default
	 * @param handlers the convention for handlers, or {@code null} for the default
	 */
	public RequestObservations(ObservationRegistry registry, @Nullable ZmqClientRequestObservationConvention clients,
			@Nullable ZmqHandlerRequestObservationConvention handlers) {
		this.observations = new GuardedObservations(registry);
		this.clients = clients;
		this.handlers = handlers;
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		ObservationRegistry registry = this.observations.registry();
		Observation caller = registry.getCurrentObservation();
		Observation observation = this.observations.start(() -> ZmqObservation.CLIENT_REQUEST.observation(this.clients,
				CLIENT_CONVENTION, () -> new ZmqClientRequestObservationContext(client, event, headers), registry));
		return new ClientRequest(observation, (caller != null) ? caller : observation);
	}

	@Override
	public RequestHandler observe(RequestHandler handler) {
		return new ObservedHandler(handler,
				(request) -> new HandlerRequest(this.observations
					.start(() -> ZmqObservation.HANDLER_REQUEST.observation(this.handlers, HANDLER_CONVENTION,
							() -> new ZmqHandlerRequestObservationContext(request), this.observations.registry()))));
	}

	/** A client's request in progress. */
	private final class ClientRequest implements Observed {

		private final Observation observation;

		/**
		 * The observation in which callbacks run: the caller's if there is one, otherwise
		 * that of the request.
		 */
		private final Observation surrounding;

		ClientRequest(Observation observation, Observation surrounding) {
			this.observation = observation;
			this.surrounding = surrounding;
		}

		@Override
		public void end(@Nullable Throwable failure) {
			RequestObservations.this.observations.stop(this.observation, failure);
		}

		@Override
		public void items(long count) {
			if (this.observation.getContext() instanceof ZmqClientRequestObservationContext context) {
				context.setItemCount(count);
			}
		}

		@Override
		public void callBack(Runnable callbacks) {
			try (GuardedObservations.Scope scope = RequestObservations.this.observations.open(this.surrounding)) {
				callbacks.run();
			}
		}

	}

	/** A request in a handler. */
	private final class HandlerRequest implements ObservedHandler.Request {

		private final Observation observation;

		HandlerRequest(Observation observation) {
			this.observation = observation;
		}

		@Override
		public GuardedObservations.Scope open() {
			return RequestObservations.this.observations.open(this.observation);
		}

		@Override
		public void end(@Nullable Message reply, StreamedReply.@Nullable Items items, HandlerOutcome outcome) {
			if (this.observation.getContext() instanceof ZmqHandlerRequestObservationContext context) {
				if (reply != null) {
					context.setResponse(reply);
				}
				if (items != null) {
					context.setItemCount(items.count());
				}
				if (outcome.problem() != null) {
					context.setProblemStatus(outcome.problem());
				}
			}
			RequestObservations.this.observations.stop(this.observation, outcome.error());
		}

	}

}
