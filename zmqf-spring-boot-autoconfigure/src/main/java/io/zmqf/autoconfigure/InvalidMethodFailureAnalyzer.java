package io.zmqf.autoconfigure;

import io.zmqf.service.InvalidMethodException;
import io.zmqf.service.MissingClientException;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Reports the method that is neither a valid request method nor a valid handler, with the
 * reason and the remedy.
 */
class InvalidMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidMethodException> {

	private final BeanFactory beanFactory;

	private final Environment environment;

	InvalidMethodFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidMethodException cause) {
		String hints = (cause instanceof MissingClientException)
				? PropertyReport.hints(this.beanFactory, this.environment) : "";
		return new FailureAnalysis(cause.getDescription() + "." + hints, cause.getAction(), rootFailure);
	}

}
