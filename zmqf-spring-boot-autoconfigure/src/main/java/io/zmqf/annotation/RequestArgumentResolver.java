package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;

import io.zmqf.message.Deadline;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.service.ExchangeMethod;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Resolves the original request and its sender. For the implementation of a declared
 * request, a {@code Duration} is the caller's remaining time, as it is the timeout of the
 * caller. The continuation of a suspending function remains empty.
 */
final class RequestArgumentResolver implements HandlerMethodArgumentResolver {

	/** The remaining time of callers that wait without a limit. */
	private static final Duration LONGEST = Duration.ofDays(365);

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		return parameter.getParameterType() == io.zmqf.message.Message.class || type == ZmqPrincipal.class
				|| type == Principal.class || isRemainingTime(parameter, type)
				|| parameter.getParameterType().getName().equals("kotlin.coroutines.Continuation");
	}

	private static boolean isRemainingTime(MethodParameter parameter, Class<?> type) {
		Method method = parameter.getMethod();
		return type == Duration.class && !parameter.hasParameterAnnotation(Payload.class) && method != null
				&& ExchangeMethod.isImplementedBy(method, parameter.getContainingClass());
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		io.zmqf.message.Message request = ((RequestMessage) message).request();
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		if (type == io.zmqf.message.Message.class) {
			return request;
		}
		Object value = (type == Duration.class) ? remaining(parameter)
				: Principal.class.isAssignableFrom(type) ? sender(parameter, request) : null;
		return (parameter.getParameterType() == Optional.class) ? Optional.ofNullable(value) : value;
	}

	private static @Nullable Duration remaining(MethodParameter parameter) {
		Deadline deadline = Deadline.current();
		return (deadline != null) ? deadline.remaining() : parameter.isOptional() ? null : LONGEST;
	}

	private static @Nullable ZmqPrincipal sender(MethodParameter parameter, io.zmqf.message.Message request) {
		ZmqPrincipal sender = ZmqPrincipal.of(request.headers());
		if (sender == null && !parameter.isOptional()) {
			throw new ProblemException(ProblemType.FORBIDDEN.of(request.event(), null));
		}
		return sender;
	}

}
