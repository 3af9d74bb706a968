package io.zmqf.actuate.observation;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Knows when nobody sees the observations of requests but
 * {@link RequestMeterObservationHandler}: then they need not be made, only measured.
 *
 * @param <M> what measures then
 */
final class Onlookers<M> {

	/** Looks at nothing but the name, and adds nothing but what is the same for all. */
	private static final String BOOTS_PROPERTIES = "org.springframework.boot.micrometer.observation.autoconfigure."
			+ "PropertiesObservationFilterPredicate";

	/** Observations can be had without meters. */
	private static final boolean METERS = ClassUtils.isPresent(
			"io.micrometer.core.instrument.observation.MeterObservationHandler", Onlookers.class.getClassLoader());

	private static final Observation.Context NO_CONTEXT = new Observation.Context();

	private final @Nullable RegistryInterior registered;

	private final String name;

	private final Function<SoleMeasurement, M> maker;

	private volatile Known<M> known = new Known<>(-1, null);

	/**
	 * Looks at a registry.
	 * @param registry the registry
	 * @param name the name of the observations, as long as nobody else may name them
	 * @param maker makes what measures
	 */
	Onlookers(ObservationRegistry registry, String name, Function<SoleMeasurement, M> maker) {
		this.registered = METERS ? RegistryInterior.of(registry) : null;
		this.name = name;
		this.maker = maker;
	}

	/**
	 * What measures a request that nobody sees; who is registered with the registry may
	 * have changed since it was asked for the last one.
	 * @return what measures, {@code null} for a request that has to be observed
	 */
	@Nullable M none() {
		if (this.registered == null) {
			return null;
		}
		Known<M> known = this.known;
		int size = this.registered.size();
		if (known.size() != size) {
			SoleMeasurement sole = sole(this.registered);
			known = new Known<>(size, (sole != null) ? this.maker.apply(sole) : null);
			this.known = known;
		}
		return (known.measures() != null && isEnabled(this.registered.predicates())) ? known.measures() : null;
	}

	private boolean isEnabled(Collection<ObservationPredicate> predicates) {
		for (ObservationPredicate predicate : predicates) {
			if (!predicate.test(this.name, NO_CONTEXT)) {
				return false;
			}
		}
		return true;
	}

	private static @Nullable SoleMeasurement sole(RegistryInterior registered) {
		if (registered.conventions().isEmpty() && registered.handlers().size() == 1
				&& onlyBoots(registered.predicates()) && onlyBoots(registered.filters())) {
			@Nullable ObservationHandler<?> handler = registered.handlers().iterator().next();
			if (handler.getClass() == FirstMatchingCompositeObservationHandler.class) {
				handler = firstOf((FirstMatchingCompositeObservationHandler) handler);
			}
			if (handler instanceof RequestMeterObservationHandler meters && meters.isInPlace()) {
				return new SoleMeasurement(meters, List.copyOf(registered.filters()));
			}
		}
		return null;
	}

	private static @Nullable ObservationHandler<?> firstOf(FirstMatchingCompositeObservationHandler composite) {
		return composite.getHandlers().isEmpty() ? null : composite.getHandlers().get(0);
	}

	private static boolean onlyBoots(Collection<?> registered) {
		return registered.stream().allMatch((each) -> each.getClass().getName().equals(BOOTS_PROPERTIES));
	}

	/** What follows from so many that are registered. */
	private record Known<M>(int size, @Nullable M measures) {
	}

}
