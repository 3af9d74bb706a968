package io.zmqf.autoconfigure;

import java.util.Set;

import io.zmqf.client.ZmqClient;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Explains why no client can be injected. The application has no client, or only named
 * clients, which require a qualifier.
 */
class NoSuchClientFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> implements Ordered {

	/** A class name, because the class can't be loaded without Reactor. */
	private static final String REACTIVE = "io.zmqf.reactive.ReactiveZmqClient";

	private final BeanFactory beanFactory;

	private final Environment environment;

	NoSuchClientFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	/** Runs before Boot's analyzer, which reports the type only. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 100;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		ResolvableType type = cause.getResolvableType();
		Class<?> wanted = (type != null) ? type.resolve() : null;
		// Boot explains which bean is not unique
		if (wanted == null || cause instanceof NoUniqueBeanDefinitionException
				|| !(wanted == ZmqClient.class || wanted.getName().equals(REACTIVE))) {
			return null;
		}
		String name = wanted.getSimpleName();
		if (!this.environment.getProperty("zmqf.enabled", Boolean.class, true)) {
			return new FailureAnalysis("A bean needs a " + name + ", but zmqf.enabled=false disables all clients.",
					"Remove zmqf.enabled, or inject an ObjectProvider<" + name + ">.", rootFailure);
		}
		String hints = PropertyReport.hints(this.beanFactory, this.environment);
		Set<String> names = Roles.of(this.beanFactory, this.environment).clientNames();
		if (names.isEmpty()) {
			return new FailureAnalysis(
					"A bean needs a " + name
							+ ", but the application has none: zmqf.client.address is not set, and the "
							+ "application has no router or server of its own." + hints,
					"Set zmqf.client.address to a router's frontend or a server, such as tcp://router-host:5555.",
					rootFailure);
		}
		String first = names.iterator().next();
		if (wanted != ZmqClient.class) {
			return new FailureAnalysis(
					"A bean needs a " + name + ", but the application has only the named clients "
							+ String.join(", ", names) + ", by zmqf.clients.<name>." + hints,
					"Create one for a named client: " + name + ".of(client), with @Qualifier(\"" + first
							+ "\") ZmqClient client. Or set zmqf.client.address, which declares the client without a "
							+ "qualifier.",
					rootFailure);
		}
		return new FailureAnalysis(
				"A bean needs a ZmqClient without a qualifier, or with an unknown one. The application has only "
						+ "the named clients " + String.join(", ", names) + ", by zmqf.clients.<name>." + hints,
				"Inject @Qualifier(\"" + first + "\") ZmqClient, or set zmqf.client.address, which declares the client "
						+ "without a qualifier. A Map<String, ZmqClient> holds all clients by their names.",
				rootFailure);
	}

}
