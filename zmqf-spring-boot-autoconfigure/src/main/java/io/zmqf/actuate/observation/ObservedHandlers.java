package io.zmqf.actuate.observation;

import java.util.function.UnaryOperator;

import io.micrometer.observation.ObservationRegistry;
import io.zmqf.worker.RequestHandler;
import org.jspecify.annotations.Nullable;

/** Has handlers observed. */
public final class ObservedHandlers implements UnaryOperator<RequestHandler> {

	private final ObservationRegistry registry;

	private final @Nullable ZmqHandlerRequestObservationConvention convention;

	/**
	 * Creates what observes handlers.
	 * @param registry where observations go
	 * @param convention how they are named and tagged, {@code null} for the default
	 */
	public ObservedHandlers(ObservationRegistry registry, @Nullable ZmqHandlerRequestObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Observes a handler.
	 * @param handler the handler
	 * @return one that does the same and is observed
	 */
	@Override
	public RequestHandler apply(RequestHandler handler) {
		return new ObservedHandler(handler, this.registry, this.convention);
	}

}
