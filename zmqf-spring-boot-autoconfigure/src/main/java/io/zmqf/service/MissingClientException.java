package io.zmqf.service;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the application has no client to send the requests of an interface.
 *
 * @since 0.1.0
 */
public final class MissingClientException extends InvalidMethodException {

	MissingClientException(String description, String action, @Nullable Throwable cause) {
		super(description, action, cause);
	}

}
