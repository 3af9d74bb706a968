package io.zmqf.autoconfigure;

import io.zmqf.annotation.DuplicateHandlerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which two methods want the same event. */
class DuplicateHandlerFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateHandlerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateHandlerException cause) {
		String description = """
				Event '%s' has two handlers:
				    - %s
				    - %s""".formatted(cause.getEvent(), cause.getFirst(), cause.getSecond());
		return new FailureAnalysis(description,
				"Give one of them another event in its @ZmqHandler, or remove it: an event has one handler.",
				rootFailure);
	}

}
