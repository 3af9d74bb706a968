package io.zmqf.autoconfigure;

import java.util.Arrays;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.actuate.observation.RequestMeters;
import io.zmqf.actuate.observation.ZmqClientRequestObservationConvention;
import io.zmqf.actuate.observation.ZmqHandlerRequestObservationConvention;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsProperties;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;

/**
 * Decides by the beans of the application whether meters replace observations. They do if
 * only Boot's meter handler would receive the observations.
 */
final class MeterInstrumentation {

	private static final String BOOT = "org.springframework.boot.micrometer.";

	/** The types of beans that handle, filter, name or reject observations. */
	private static final List<Class<?>> ONLOOKERS = List.of(ObservationHandler.class, ObservationFilter.class,
			ObservationPredicate.class, GlobalObservationConvention.class, ObservationRegistryCustomizer.class,
			ZmqClientRequestObservationConvention.class, ZmqHandlerRequestObservationConvention.class);

	private MeterInstrumentation() {
	}

	/**
	 * Creates the meters.
	 * @param always {@code true} for meters regardless of other beans for observations
	 * @param beanFactory the beans of the application
	 * @return the meters, or {@code null} if requests are observed, or if there is no
	 * unique meter registry
	 */
	static @Nullable RequestMeters create(boolean always, ConfigurableListableBeanFactory beanFactory) {
		if (!always && !isSufficient(beanFactory)) {
			return null;
		}
		MeterRegistry registry = beanFactory.getBeanProvider(MeterRegistry.class).getIfUnique();
		MetricsProperties properties = beanFactory.getBeanProvider(MetricsProperties.class).getIfAvailable();
		return (registry != null)
				? new RequestMeters(registry, properties == null
						|| !properties.getObservations().getIgnoredMeters().contains(IgnoredMeters.LONG_TASK_TIMER))
				: null;
	}

	private static boolean isSufficient(ConfigurableListableBeanFactory beanFactory) {
		ObservationProperties properties = beanFactory.getBeanProvider(ObservationProperties.class).getIfAvailable();
		return properties != null && properties.getEnable().isEmpty() && properties.getKeyValues().isEmpty()
				&& Arrays.stream(beanFactory.getBeanNamesForType(ObservationRegistry.class))
					.allMatch((name) -> isOfBoot(beanFactory, name))
				&& beanFactory.getBeanNamesForType(DefaultMeterObservationHandler.class).length > 0
				&& ONLOOKERS.stream()
					.flatMap((type) -> Arrays.stream(beanFactory.getBeanNamesForType(type, true, false)))
					.allMatch((name) -> isHarmless(beanFactory, name));
	}

	/**
	 * Whether a bean has no effect on observations. Boot's own predicate and filter have
	 * none, as the properties that they apply are empty.
	 */
	private static boolean isHarmless(ConfigurableListableBeanFactory beanFactory, String name) {
		Class<?> type = beanFactory.getType(name, false);
		return type == DefaultMeterObservationHandler.class
				|| type != null && type.getName().startsWith(BOOT) && !ObservationHandler.class.isAssignableFrom(type)
						&& !ObservationRegistryCustomizer.class.isAssignableFrom(type);
	}

	private static boolean isOfBoot(ConfigurableListableBeanFactory beanFactory, String name) {
		if (!beanFactory.containsBeanDefinition(name)) {
			return false;
		}
		BeanDefinition definition = beanFactory.getBeanDefinition(name);
		String origin = (definition.getFactoryBeanName() != null) ? definition.getFactoryBeanName()
				: definition.getBeanClassName();
		return origin != null && origin.startsWith(BOOT);
	}

}
