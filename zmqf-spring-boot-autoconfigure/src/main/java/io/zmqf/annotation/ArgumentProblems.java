package io.zmqf.annotation;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqf.message.Problem;
import io.zmqf.message.Problem.FieldError;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.context.MessageSourceResolvable;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.validation.method.ParameterValidationResult;

/** Converts failures to resolve the arguments of a request to problems. */
final class ArgumentProblems {

	private static final int MAX_ERRORS = 100;

	private static final int MAX_NAMES = 10;

	private ArgumentProblems() {
	}

	/**
	 * Returns the problem of a request whose arguments could not be resolved.
	 * @param event the event of the request
	 * @param failure the exception of a resolver or a validator
	 * @return the problem, or {@code null} if the request is not the cause
	 */
	static @Nullable Problem of(String event, Throwable failure) {
		if (failure instanceof UnreadableArgumentException unreadable) {
			return ProblemType.MALFORMED.of(event, unreadable.getDetail());
		}
		if (failure instanceof MethodArgumentNotValidException invalid) {
			return invalid(event, "Parameter " + ParameterName.of(invalid.getMethodParameter()),
					fields(invalid.getBindingResult()));
		}
		if (failure instanceof MethodValidationException invalid && !invalid.isForReturnValue()) {
			return invalid(event, parameters(invalid), fields(invalid));
		}
		return null;
	}

	private static Problem invalid(String event, String what, List<FieldError> errors) {
		List<String> names = errors.stream()
			.map(FieldError::field)
			.filter((name) -> !name.isEmpty())
			.distinct()
			.sorted()
			.toList();
		String more = (names.size() > MAX_NAMES) ? " and " + (names.size() - MAX_NAMES) + " more" : "";
		String fields = names.isEmpty() ? ""
				: names.stream().limit(MAX_NAMES).collect(Collectors.joining(", ", ": ", more));
		return ProblemType.MALFORMED.of(event, what + " is not valid" + fields)
			.withErrors(errors.stream().limit(MAX_ERRORS).toList());
	}

	private static List<FieldError> fields(@Nullable BindingResult result) {
		return (result != null) ? result.getAllErrors().stream().map(ArgumentProblems::field).toList() : List.of();
	}

	private static FieldError field(ObjectError error) {
		String path = (error instanceof org.springframework.validation.FieldError field) ? field.getField() : "";
		return new FieldError(path, message(error));
	}

	private static String message(MessageSourceResolvable error) {
		String message = error.getDefaultMessage();
		return (message != null) ? message : "is not valid";
	}

	private static String parameters(MethodValidationException invalid) {
		List<String> names = invalid.getParameterValidationResults()
			.stream()
			.map((result) -> ParameterName.of(result.getMethodParameter()))
			.distinct()
			.toList();
		return names.isEmpty() ? "The request" : "Parameter " + String.join(", ", names);
	}

	private static List<FieldError> fields(MethodValidationException invalid) {
		Stream<FieldError> ofParameters = invalid.getParameterValidationResults()
			.stream()
			.flatMap((result) -> result.getResolvableErrors()
				.stream()
				.map((error) -> new FieldError(ViolationPath.of(result, error), message(error))));
		Stream<FieldError> across = invalid.getCrossParameterValidationResults()
			.stream()
			.map((error) -> new FieldError("", message(error)));
		return Stream.concat(ofParameters, across).toList();
	}

}
