package io.zmqf.annotation;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;

/** Spring's resolver, with failures that a caller may see. */
final class HeaderArgumentResolver extends HeaderMethodArgumentResolver {

	HeaderArgumentResolver(ConversionService conversionService, ConfigurableBeanFactory beanFactory) {
		super(conversionService, beanFactory);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		if (isLeftToItsDefault(parameter, message)) {
			return null;
		}
		try {
			return super.resolveArgument(parameter, message);
		}
		catch (ConversionException ex) {
			throw new UnreadableArgumentException(message, parameter,
					"The header does not fit parameter " + ParameterName.of(parameter), ex);
		}
	}

	/** A primitive of Kotlin that is optional has a default value. */
	private static boolean isLeftToItsDefault(MethodParameter parameter, Message<?> message) {
		if (!parameter.getParameterType().isPrimitive() || !parameter.isOptional()) {
			return false;
		}
		Header header = parameter.getParameterAnnotation(Header.class);
		String name = (header != null && !header.name().isEmpty()) ? header.name() : parameter.getParameterName();
		return name != null && !message.getHeaders().containsKey(name);
	}

	@Override
	protected void handleMissingValue(String headerName, MethodParameter parameter, Message<?> message) {
		throw new UnreadableArgumentException(message, parameter, "Header '" + headerName + "' is required", null);
	}

}
