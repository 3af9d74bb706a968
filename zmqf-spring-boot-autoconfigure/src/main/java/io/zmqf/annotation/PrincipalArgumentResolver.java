package io.zmqf.annotation;

import java.security.Principal;
import java.util.Optional;

import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqPrincipal;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/** Resolves who sent a request. */
final class PrincipalArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		return type == ZmqPrincipal.class || type == Principal.class;
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		io.zmqf.message.Message request = ((RequestMessage) message).request();
		ZmqPrincipal sender = ZmqPrincipal.of(request.headers());
		if (sender == null && !parameter.isOptional()) {
			throw new ProblemException(ProblemType.FORBIDDEN.of(request.event(), null));
		}
		return (parameter.getParameterType() == Optional.class) ? Optional.ofNullable(sender) : sender;
	}

}
