package io.zmqf.service;

import org.jspecify.annotations.Nullable;

/**
 * A method is declared as a request or as its handler, and can't be one.
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
	 * @param cause the cause, {@code null} for none
	 */
	public InvalidMethodException(String description, String action, @Nullable Throwable cause) {
		super(description + ". " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * The method and the reason.
	 * @return the reason, without a full stop
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * The remedy.
	 * @return one or more sentences
	 */
	public String getAction() {
		return this.action;
	}

}
