package io.zmqf.actuate.observation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What Micrometer's own registry does not show: who is registered with it, now and later.
 * Nothing is ever taken out of these collections.
 *
 * @param handlers who is told of observations
 * @param predicates who says which there are
 * @param filters who changes them at their end
 * @param conventions who names them instead of their defaults
 */
record RegistryInterior(Collection<ObservationHandler<?>> handlers, Collection<ObservationPredicate> predicates,
		Collection<ObservationFilter> filters, Collection<GlobalObservationConvention<?>> conventions) {

	private static final Log logger = LogFactory.getLog(RegistryInterior.class);

	private static final Class<?> OWN = ObservationRegistry.create().getClass();

	private static final @Nullable MethodHandle SCOPE = scopeConstructor();

	/**
	 * Looks into a registry.
	 * @param registry the registry
	 * @return what is in it, or {@code null} where that cannot be known
	 */
	static @Nullable RegistryInterior of(ObservationRegistry registry) {
		if (registry.getClass() != OWN || SCOPE == null) {
			return null;
		}
		try {
			Map<String, Object> all = new HashMap<>();
			for (Field field : ObservationRegistry.ObservationConfig.class.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers())) {
					field.setAccessible(true);
					all.put(field.getName(), field.get(registry.observationConfig()));
				}
			}
			RegistryInterior interior = new RegistryInterior(take(all, "observationHandlers"),
					take(all, "observationPredicates"), take(all, "observationFilters"),
					take(all, "observationConventions"));
			if (all.isEmpty()) { // more would be somebody that is not known here
				return interior;
			}
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Who observes requests cannot be known", ex);
		}
		return null;
	}

	@SuppressWarnings("unchecked")
	private static <T> Collection<T> take(Map<String, Object> all, String name) throws NoSuchFieldException {
		if (all.remove(name) instanceof Collection<?> registered) {
			return (Collection<T>) registered;
		}
		throw new NoSuchFieldException(name);
	}

	/**
	 * Makes an observation current. Scopes of a class of one's own cannot be:
	 * Micrometer's take those around them for their own kind.
	 * @param registry where it is current
	 * @param observation which
	 * @return the scope
	 */
	static Observation.Scope open(ObservationRegistry registry, Observation observation) {
		try {
			return (Observation.Scope) Objects.requireNonNull(SCOPE).invokeExact(registry, observation);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable MethodHandle scopeConstructor() {
		try {
			Class<?> scope = Class.forName("io.micrometer.observation.SimpleObservation$SimpleScope");
			return MethodHandles.privateLookupIn(scope, MethodHandles.lookup())
				.findConstructor(scope, MethodType.methodType(void.class, ObservationRegistry.class, Observation.class))
				.asType(MethodType.methodType(Observation.Scope.class, ObservationRegistry.class, Observation.class));
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("No observation can be current without Micrometer's", ex);
			return null;
		}
	}

	/** How many are registered: a number that only grows. */
	int size() {
		return this.handlers.size() + this.predicates.size() + this.filters.size() + this.conventions.size();
	}

}
