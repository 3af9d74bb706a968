package io.zmqf.annotation;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/** The request does not have what a parameter needs. */
final class UnreadableArgumentException extends MethodArgumentResolutionException {

	private final String detail;

	/**
	 * Creates the exception.
	 * @param message the request
	 * @param parameter the parameter
	 * @param detail the reason that the caller is told
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
