package io.zmqf.annotation;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;

/** Spring's resolver, with failures that a caller may see. */
final class HeaderArgumentResolver extends HeaderMethodArgumentResolver {

	HeaderArgumentResolver(ConversionService conversionService, ConfigurableBeanFactory beanFactory) {
		super(conversionService, beanFactory);
	}

	@Override
	public @Nullable Object resolveArgument(MethodParameter parameter, Message<?> message) throws Exception {
		try {
			return super.resolveArgument(parameter, message);
		}
		catch (ConversionException ex) {
			throw new UnreadableArgumentException(message, parameter,
					"The header does not fit parameter " + ParameterName.of(parameter), ex);
		}
	}

	@Override
	protected void handleMissingValue(String headerName, MethodParameter parameter, Message<?> message) {
		throw new UnreadableArgumentException(message, parameter, "Header '" + headerName + "' is required", null);
	}

}
