package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.util.StringUtils;
import org.springframework.validation.SmartValidator;

/**
 * Resolves all other parameters, which take the data of the request by their types. The
 * metadata of a parameter is cached.
 */
final class PayloadArgumentResolver implements HandlerMethodArgumentResolver {

	private final JsonMapper mapper;

	private final @Nullable SmartValidator validator;

	private final @Nullable MethodValidations methods;

	private final Map<MethodParameter, PayloadParameter> parameters = new ConcurrentHashMap<>();

	PayloadArgumentResolver(JsonMapper mapper, @Nullable SmartValidator validator,
			@Nullable MethodValidations methods) {
		this.mapper = mapper;
		this.validator = validator;
		this.methods = methods;
	}

	@Override
	public boolean supportsParameter(MethodParameter parameter) {
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		return annotation == null || !StringUtils.hasText(annotation.expression());
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) {
		PayloadParameter cached = this.parameters.get(parameter);
		if (cached == null) {
			cached = PayloadParameter.of(parameter, this.mapper, validation(parameter));
			this.parameters.put(parameter, cached);
		}
		return cached.resolve((RequestMessage) message);
	}

	private @Nullable PayloadValidation validation(MethodParameter parameter) {
		Method method = parameter.getMethod();
		boolean superseded = this.methods != null && method != null
				&& this.methods.supersede(parameter.getContainingClass(), method);
		return PayloadValidation.of(parameter, this.validator, superseded);
	}

}
