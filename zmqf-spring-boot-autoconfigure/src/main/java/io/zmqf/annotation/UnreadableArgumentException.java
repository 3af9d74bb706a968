package io.zmqf.annotation;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/** Thrown if an argument can't be read from the request. */
final class UnreadableArgumentException extends MethodArgumentResolutionException {

	private final String detail;

	/**
	 * Creates the exception.
	 * @param message the request
	 * @param parameter the parameter
	 * @param detail the reason, which is sent to the caller
	 * @param cause the exception of the reader, or {@code null}
	 */
	UnreadableArgumentException(Message<?> message, MethodParameter parameter, String detail,
			@Nullable Throwable cause) {
		super(message, parameter, detail, cause);
		this.detail = detail;
	}

	String getDetail() {
		return this.detail;
	}

}
