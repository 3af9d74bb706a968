package io.zmqf.autoconfigure;

import io.zmqf.service.InvalidMethodException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Names the method that is no request and no handler, the reason and the remedy. */
class InvalidMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidMethodException cause) {
		return new FailureAnalysis(cause.getDescription() + ".", cause.getAction(), rootFailure);
	}

}
