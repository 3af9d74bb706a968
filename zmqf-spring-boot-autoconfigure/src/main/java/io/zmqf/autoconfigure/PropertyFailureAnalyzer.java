package io.zmqf.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says which property is wrong, where it is set and what to do about it. */
class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<PropertyException> {

	private final Environment environment;

	PropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PropertyException cause) {
		return new FailureAnalysis(cause.getDescription(origin(cause.getProperty())), cause.getRemedy(), rootFailure);
	}

	private String origin(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			var found = source.getConfigurationProperty(name);
			if (found != null && found.getOrigin() != null) {
				return " (from " + found.getOrigin() + ")";
			}
		}
		return "";
	}

}
