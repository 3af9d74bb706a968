package io.zmqf.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.function.SingletonSupplier;

/**
 * Logs the {@code zmqf.*} properties that have no effect, with the probably intended
 * name. Also logs if the roles run in memory.
 *
 * @param environment the environment with the properties
 * @param known a supplier of the known properties, called only if a {@code zmqf.*}
 * property is set
 * @param roles the roles of the application
 */
record PropertyReport(ConfigurableEnvironment environment, Supplier<KnownProperties> known,
		Roles roles) implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog("io.zmqf");

	private static final String PREFIX = "zmqf.";

	private static final String VARIABLE_PREFIX = "ZMQF_";

	/**
	 * The environment variables of a Kubernetes service whose name begins with
	 * {@code zmqf}.
	 */
	private static final Pattern SERVICE_LINK = Pattern
		.compile("ZMQF_.*_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

	/**
	 * Creates the report of an application.
	 * @param beanFactory the beans of the application
	 * @param environment the environment with the properties
	 * @return the report
	 */
	static PropertyReport of(ConfigurableListableBeanFactory beanFactory, ConfigurableEnvironment environment) {
		return new PropertyReport(environment, SingletonSupplier.of(() -> known(beanFactory))::obtain,
				Roles.of(beanFactory, environment));
	}

	private static KnownProperties known(ConfigurableListableBeanFactory beanFactory) {
		KnownProperties known = new KnownProperties();
		for (String name : beanFactory.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
			ConfigurationProperties annotation = beanFactory.findAnnotationOnBean(name, ConfigurationProperties.class);
			Class<?> type = beanFactory.getType(name, false);
			if (annotation != null && type != null && annotation.prefix().startsWith("zmqf")) {
				known.add(annotation.prefix(), type);
			}
		}
		return known;
	}

	/**
	 * Returns the report for a start that fails because of a missing client. Such a start
	 * ends before the report is logged.
	 * @param beanFactory the beans of the application
	 * @param environment the environment with the properties
	 * @return the lines of the report, each preceded by a line separator
	 */
	static String hints(BeanFactory beanFactory, Environment environment) {
		if (!(beanFactory instanceof ConfigurableListableBeanFactory beans)
				|| !(environment instanceof ConfigurableEnvironment configurable)
				|| beans.getBeanNamesForType(ZmqProperties.class, true, false).length == 0) {
			return "";
		}
		return of(beans, configurable).unknown()
			.values()
			.stream()
			.map((line) -> System.lineSeparator() + line)
			.collect(Collectors.joining());
	}

	@Override
	public void afterSingletonsInstantiated() {
		unknown().values().forEach(logger::warn);
		if (this.roles.inMemory()) {
			logger.info("Router, worker and client run in memory, because " + this.roles.reason()
					+ ". To connect to others, set zmqf.client.address, zmqf.worker.router, zmqf.server.address or "
					+ "zmqf.router.frontend and zmqf.router.backend; to activate no role, set zmqf.in-memory=never or "
					+ "zmqf.enabled=false");
		}
		else if (this.roles.active().isEmpty() && this.roles.clientNames().isEmpty()) {
			logger.info("No role is active, because " + this.roles.reason());
		}
	}

	/**
	 * Finds the properties that have no effect.
	 * @return the lines to log, by the names of the properties
	 */
	Map<String, String> unknown() {
		Map<String, String> unknown = new LinkedHashMap<>();
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable
					&& !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
				for (String name : enumerable.getPropertyNames()) {
					String line = line(name, enumerable);
					if (line != null) {
						unknown.putIfAbsent(name, line);
					}
				}
			}
		}
		return unknown;
	}

	private @Nullable String line(String name, EnumerablePropertySource<?> source) {
		boolean ofTheSystem = source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
				|| source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
		String meant;
		if (ofTheSystem && name.toUpperCase(Locale.ROOT).startsWith(VARIABLE_PREFIX)) {
			String variable = name.toUpperCase(Locale.ROOT);
			if (SERVICE_LINK.matcher(variable).matches()) {
				return null;
			}
			if (this.known.get().containsVariable(name)) {
				KnownProperties.MapEntry entry = this.known.get().entryOfVariable(name);
				return (entry == null || isSet(entry)) ? null
						: property(name, source) + " has no effect, " + why(entry);
			}
			meant = this.known.get().nearest(variable.toLowerCase(Locale.ROOT).replace('_', '.'));
		}
		else if (name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
			if (this.known.get().contains(elements(name, false)) || this.known.get().contains(elements(name, true))) {
				return null;
			}
			meant = this.known.get().nearest(name.replaceAll("\\[\\d+]", ""));
		}
		else {
			return null;
		}
		if (ofTheSystem && meant == null) { // may be intended for another program
			return null;
		}
		return property(name, source) + " is unknown and has no effect."
				+ ((meant != null) ? " Did you mean " + meant + "?" : "");
	}

	private static String property(String name, PropertySource<?> source) {
		Origin origin = OriginLookup.getOrigin(source, name);
		return "The property " + name + " (" + ((origin != null) ? origin : source.getName()) + ")";
	}

	/** Whether the entry is set in a source whose keys may contain dashes. */
	private boolean isSet(KnownProperties.MapEntry entry) {
		return Binder.get(this.environment)
			.bind(entry.map(), Bindable.mapOf(String.class, Object.class))
			.map((entries) -> entries.keySet()
				.stream()
				.anyMatch((key) -> entry.key().equalsIgnoreCase(key.replace('_', '-'))))
			.orElse(false);
	}

	private static String why(KnownProperties.MapEntry entry) {
		String word = entry.key().replace("-", "");
		return "because no other property of " + entry
				+ " is set, and a variable can't contain the dashes of a name. Write " + word.toUpperCase(Locale.ROOT)
				+ " for the name " + word + ", or set " + entry + "." + entry.property()
				+ " in a file, where its value may be a placeholder for the variable.";
	}

	/**
	 * Returns the elements of a name. A number in brackets is an index of a list or a key
	 * of a map.
	 */
	private static List<String> elements(String name, boolean indexes) {
		ConfigurationPropertyName adapted = ConfigurationPropertyName.adapt(name, '.');
		return IntStream.range(0, adapted.getNumberOfElements())
			.filter((i) -> indexes || !adapted.isNumericIndex(i))
			.mapToObj((i) -> adapted.getElement(i, ConfigurationPropertyName.Form.UNIFORM))
			.toList();
	}

}
