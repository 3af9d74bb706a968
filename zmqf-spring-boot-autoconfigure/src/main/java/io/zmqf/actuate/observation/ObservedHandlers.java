package io.zmqf.actuate.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.message.Message;
import io.zmqf.worker.RequestHandler;
import org.jspecify.annotations.Nullable;

/**
 * Observes the requests of handlers.
 *
 * @since 0.1.0
 */
public final class ObservedHandlers implements HandlerObserver {

	static final DefaultZmqHandlerRequestObservationConvention DEFAULT_CONVENTION = new DefaultZmqHandlerRequestObservationConvention();

	private final GuardedObservations observations;

	private final @Nullable ZmqHandlerRequestObservationConvention convention;

	/**
	 * Creates what observes handlers.
	 * @param registry the registry of the observations
	 * @param convention the convention of names and tags, {@code null} for the default
	 */
	public ObservedHandlers(ObservationRegistry registry, @Nullable ZmqHandlerRequestObservationConvention convention) {
		this.observations = new GuardedObservations(registry);
		this.convention = convention;
	}

	/**
	 * A request comes to a handler.
	 * @param request the request
	 * @return its observation
	 */
	Observation begin(Message request) {
		return this.observations
			.start(() -> ZmqObservation.HANDLER_REQUEST.observation(this.convention, DEFAULT_CONVENTION,
					() -> new ZmqHandlerRequestObservationContext(request), this.observations.registry()));
	}

	GuardedObservations observations() {
		return this.observations;
	}

	@Override
	public RequestHandler observe(RequestHandler handler) {
		return new ObservedHandler(handler, this);
	}

}
