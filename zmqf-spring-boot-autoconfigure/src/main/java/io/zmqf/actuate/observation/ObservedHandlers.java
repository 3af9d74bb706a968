package io.zmqf.actuate.observation;

import java.util.function.UnaryOperator;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.message.Message;
import io.zmqf.worker.RequestHandler;
import org.jspecify.annotations.Nullable;

/** Has handlers observed. */
public final class ObservedHandlers implements UnaryOperator<RequestHandler> {

	static final DefaultZmqHandlerRequestObservationConvention DEFAULT_CONVENTION = new DefaultZmqHandlerRequestObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ZmqHandlerRequestObservationConvention convention;

	private final @Nullable Onlookers<MeasuredHandlers> onlookers;

	/**
	 * Creates what observes handlers.
	 * @param registry where observations go
	 * @param convention how they are named and tagged, {@code null} for the default
	 */
	public ObservedHandlers(ObservationRegistry registry, @Nullable ZmqHandlerRequestObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
		this.onlookers = (convention == null)
				? new Onlookers<>(registry, DEFAULT_CONVENTION.getName(), MeasuredHandlers::new) : null;
	}

	/**
	 * A request comes to a handler.
	 * @param request the request
	 * @return its observation
	 */
	Observation begin(Message request) {
		MeasuredHandlers measured = (this.onlookers != null) ? this.onlookers.none() : null;
		if (measured != null) {
			return new MeasuredHandling(this.registry, measured, request);
		}
		return ZmqObservation.HANDLER_REQUEST
			.observation(this.convention, DEFAULT_CONVENTION, () -> new ZmqHandlerRequestObservationContext(request),
					this.registry)
			.start();
	}

	/**
	 * Observes a handler.
	 * @param handler the handler
	 * @return one that does the same and is observed
	 */
	@Override
	public RequestHandler apply(RequestHandler handler) {
		return new ObservedHandler(handler, this);
	}

}
