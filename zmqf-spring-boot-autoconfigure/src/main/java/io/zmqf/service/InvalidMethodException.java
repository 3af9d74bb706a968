package io.zmqf.service;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a method can't be the request or the handler that it is declared as.
 *
 * @since 0.1.0
 */
public class InvalidMethodException extends IllegalStateException {

	private final String description;

	private final String action;

	/**
	 * Creates the exception.
	 * @param description the method and the reason, without a full stop
	 * @param action the remedy
	 * @param cause the cause, or {@code null} if there is none
	 */
	public InvalidMethodException(String description, String action, @Nullable Throwable cause) {
		super(description + ". " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * Returns the method and the reason.
	 * @return the description, without a full stop
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * Returns the remedy.
	 * @return one or more sentences
	 */
	public String getAction() {
		return this.action;
	}

}
