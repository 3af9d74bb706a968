package io.zmqf.annotation;

import java.util.List;

import io.zmqf.message.Problem;
import io.zmqf.message.Problem.FieldError;
import io.zmqf.message.ProblemType;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.ObjectError;

/** From what a request lacks to what its caller gets to see of it. */
final class ArgumentProblems {

	private ArgumentProblems() {
	}

	/**
	 * The problem of a request whose arguments could not be resolved.
	 * @param event the event of the request
	 * @param failure what a resolver threw
	 * @return the problem, or {@code null} where it is not the request's fault
	 */
	static @Nullable Problem of(String event, Throwable failure) {
		if (failure instanceof UnreadableArgumentException unreadable) {
			return ProblemType.MALFORMED.of(event, unreadable.getDetail());
		}
		if (failure instanceof MethodArgumentNotValidException invalid) {
			String detail = "Parameter " + ParameterName.of(invalid.getMethodParameter()) + " is not valid";
			return ProblemType.MALFORMED.of(event, detail).withErrors(fields(invalid.getBindingResult()));
		}
		return null;
	}

	private static List<FieldError> fields(@Nullable BindingResult result) {
		return (result != null) ? result.getAllErrors().stream().map(ArgumentProblems::field).toList() : List.of();
	}

	private static FieldError field(ObjectError error) {
		String path = (error instanceof org.springframework.validation.FieldError field) ? field.getField() : "";
		String message = error.getDefaultMessage();
		return new FieldError(path, (message != null) ? message : "is not valid");
	}

}
