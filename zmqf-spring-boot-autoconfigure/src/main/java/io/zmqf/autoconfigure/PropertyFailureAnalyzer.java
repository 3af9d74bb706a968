package io.zmqf.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Reports which property is invalid, where it is set and how to correct it. */
class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<PropertyException> {

	private final Environment environment;

	PropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PropertyException cause) {
		return new FailureAnalysis(cause.getDescription(origin(cause)), cause.getRemedy(), rootFailure);
	}

	private String origin(PropertyException cause) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(cause.getProperty(), '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			found = (found != null) ? found : element(source, name, String.valueOf(cause.getValue()));
			if (found != null && found.getOrigin() != null) {
				return " (from " + found.getOrigin() + ")";
			}
		}
		return "";
	}

	/** Returns the element of a list property that has the given value. */
	private static @Nullable ConfigurationProperty element(ConfigurationPropertySource source,
			ConfigurationPropertyName name, String value) {
		for (int i = 0;; i++) {
			ConfigurationProperty element = source.getConfigurationProperty(name.append("[" + i + "]"));
			if (element == null || value.equals(String.valueOf(element.getValue()))) {
				return element;
			}
		}
	}

}
