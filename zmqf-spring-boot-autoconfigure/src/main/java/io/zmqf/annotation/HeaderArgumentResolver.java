package io.zmqf.annotation;

import java.util.Map;

import io.zmqf.service.ExchangeMethod;
import io.zmqf.service.HeaderConversion;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringValueResolver;

/** Spring's resolver of headers, with failures that may be sent to the caller. */
final class HeaderArgumentResolver extends HeaderMethodArgumentResolver {

	private static final Log logger = LogFactory.getLog(HeaderArgumentResolver.class);

	private static final RequestMessage WITHOUT_HEADERS = new RequestMessage(
			new io.zmqf.message.Message(new byte[0][], "any", io.zmqf.message.Message.NO_DATA, Map.of()));

	private final StringValueResolver placeholders;

	HeaderArgumentResolver(ConversionService conversionService, ConfigurableBeanFactory beanFactory) {
		super(conversionService, beanFactory);
		this.placeholders = beanFactory::resolveEmbeddedValue;
	}

	/**
	 * Checks the name and the default value of a header, as no sender can correct them.
	 * Expressions are not evaluated, as their value may differ for each request.
	 * @param parameter the parameter
	 * @param description the name of the parameter with its method, for the exception
	 * @throws InvalidHandlerException if a placeholder has no value, or if the default
	 * value does not fit the type of the parameter
	 */
	void requireUsable(MethodParameter parameter, String description) {
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header == null) {
			return;
		}
		requireResolved(header.name(), description);
		String value = header.defaultValue();
		if (ValueConstants.DEFAULT_NONE.equals(value)) {
			return;
		}
		requireResolved(value, description);
		if (!(header.name() + value).contains("#{") && !isLeftToItsDefault(parameter, WITHOUT_HEADERS)) {
			requireFit(value, parameter, description);
		}
	}

	private void requireResolved(String text, String description) {
		ExchangeMethod.resolve(text, this.placeholders,
				(cause) -> new InvalidHandlerException(
						description + " has the placeholder '" + text + "', which has no value",
						"Set the property, or add a default to the placeholder, as in ${orders.tenant:acme}.", cause));
	}

	private void requireFit(String value, MethodParameter parameter, String description) {
		Exception cause = null;
		try {
			Object argument = resolveArgument(parameter, WITHOUT_HEADERS);
			if (ClassUtils.isAssignableValue(parameter.getParameterType(), argument)) {
				return;
			}
		}
		catch (Exception ex) {
			cause = ex;
		}
		if (cause instanceof UnreadableArgumentException && !HeaderConversion.isOfText(cause.getCause())) {
			logger.warn(description + " has the default value '" + value + "', which can't be converted at startup",
					cause.getCause());
			return;
		}
		throw new InvalidHandlerException(
				description + " has the default value '" + value + "', which is not of type "
						+ parameter.getParameterType().getSimpleName(),
				"Change the default value, or the type of the parameter.", cause);
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

	/**
	 * Whether a header of an optional primitive is missing. Such a parameter has a
	 * default value in Kotlin.
	 */
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
