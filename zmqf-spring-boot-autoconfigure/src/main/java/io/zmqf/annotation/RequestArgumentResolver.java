package io.zmqf.annotation;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/** Resolves the request as it came. */
final class RequestArgumentResolver implements HandlerMethodArgumentResolver {

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		return parameter.getParameterType() == io.zmqf.message.Message.class;
	}

	@Override
	public Object resolveArgument(MethodParameter parameter, Message<?> message) {
		return ((RequestMessage) message).request();
	}

}
