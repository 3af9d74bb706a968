package io.zmqf.annotation;

import io.zmqf.service.InvalidMethodException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a method is declared as a handler but is not a valid one.
 *
 * @since 0.1.0
 */
public final class InvalidHandlerException extends InvalidMethodException {

	InvalidHandlerException(String description, String action, @Nullable Throwable cause) {
		super(description, action, cause);
	}

}
