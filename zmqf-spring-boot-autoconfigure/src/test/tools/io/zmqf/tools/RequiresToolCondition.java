package io.zmqf.tools;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Evaluates {@link RequiresTool}.
 */
class RequiresToolCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		Optional<RequiresTool> annotation = AnnotationSupport.findAnnotation(context.getElement(), RequiresTool.class);
		return annotation.map((needs) -> evaluate(Console.OUT, name(context), needs.value()))
			.orElseGet(() -> ConditionEvaluationResult.enabled("needs no tool"));
	}

	static ConditionEvaluationResult evaluate(PrintStream console, String test, Tool... tools) {
		List<Tool> missing = Arrays.stream(tools).filter((tool) -> tool.problem() != null).toList();
		if (missing.isEmpty()) {
			return ConditionEvaluationResult.enabled("all tools can be used");
		}
		String wanted = missing.stream().map(Tool::problem).distinct().collect(Collectors.joining(", and "));
		if (missing.stream().anyMatch(Tool::isRequired)) {
			throw new IllegalStateException("zmqf.peers=required, but " + test + " needs " + wanted);
		}
		console.println("Skipped " + test + ", which needs " + wanted);
		return ConditionEvaluationResult.disabled("needs " + wanted);
	}

	private static String name(ExtensionContext context) {
		String type = context.getRequiredTestClass().getSimpleName();
		return context.getTestMethod().map((method) -> type + "." + method.getName()).orElse(type);
	}

}
