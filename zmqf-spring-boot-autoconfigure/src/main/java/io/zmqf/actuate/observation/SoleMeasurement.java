package io.zmqf.actuate.observation;

import java.util.List;
import java.util.Objects;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;

/** What becomes of requests whose observations nobody sees but their meters. */
final class SoleMeasurement {

	private final RequestMeterObservationHandler handler;

	private final List<ObservationFilter> filters;

	/**
	 * As it is when a request begins: who comes later has not seen that, and need not see
	 * its end.
	 */
	private final ObservationRegistry registry = ObservationRegistry.create();

	/**
	 * Creates it.
	 * @param handler who measures
	 * @param filters what adds the same to all observations
	 */
	SoleMeasurement(RequestMeterObservationHandler handler, List<ObservationFilter> filters) {
		this.handler = handler;
		this.filters = filters;
		this.registry.observationConfig().observationHandler(handler);
		filters.forEach(this.registry.observationConfig()::observationFilter);
	}

	RequestMeterObservationHandler handler() {
		return this.handler;
	}

	/**
	 * The observation of a request that has begun without one.
	 * @param convention how it is named and tagged
	 * @param context its context
	 * @param parent the observation that was current when it began
	 * @param running its measurement, {@code null} if that is over
	 * @return an observation that has started
	 */
	<T extends Observation.Context> Observation observation(ObservationConvention<T> convention, T context,
			@Nullable ObservationView parent, @Nullable Running running) {
		Observation observation = Observation.createNotStarted(convention, () -> context, this.registry);
		context.setParentObservation(parent);
		start(convention, context);
		RequestState.of(context).measurement = running;
		return observation;
	}

	/**
	 * The context of a request at its beginning.
	 * @param convention how it is named and tagged
	 * @param context the context of a request that may have never been
	 * @return the same
	 */
	static <T extends Observation.Context> T start(ObservationConvention<T> convention, T context) {
		context.setName(Objects.requireNonNull(convention.getName()));
		context.addLowCardinalityKeyValues(convention.getLowCardinalityKeyValues(context));
		return context;
	}

	/**
	 * The context of a request at its end.
	 * @param context that of its beginning
	 * @return what the filters made of it
	 */
	Observation.Context filtered(Observation.Context context) {
		Observation.Context filtered = context;
		for (ObservationFilter filter : this.filters) {
			filtered = filter.map(filtered);
		}
		return filtered;
	}

}
