package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;

import io.zmqf.message.Deadline;
import io.zmqf.service.ExchangeMethod;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves the time that the caller still waits, where a method answers a declared
 * request: its caller gives a timeout there.
 */
final class RemainingTimeArgumentResolver implements HandlerMethodArgumentResolver {

	/** For callers that wait without end. */
	private static final Duration LONGEST = Duration.ofDays(365);

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Method method = parameter.getMethod();
		return parameter.nestedIfOptional().getNestedParameterType() == Duration.class
				&& !parameter.hasParameterAnnotation(Payload.class) && method != null
				&& ExchangeMethod.isImplementedBy(method, parameter.getContainingClass());
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		Deadline deadline = Deadline.current();
		Duration remaining = (deadline != null) ? deadline.remaining() : null;
		if (parameter.getParameterType() == Optional.class) {
			return Optional.ofNullable(remaining);
		}
		return (remaining != null || parameter.isOptional()) ? remaining : LONGEST;
	}

}
