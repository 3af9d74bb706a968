package io.zmqf.annotation;

import io.zmqf.service.InvalidMethodException;
import org.jspecify.annotations.Nullable;

/**
 * A method is declared as a handler and can't be one.
 *
 * @since 0.1.0
 */
public final class InvalidHandlerException extends InvalidMethodException {

	InvalidHandlerException(String description, String action, @Nullable Throwable cause) {
		super(description, action, cause);
	}

}
