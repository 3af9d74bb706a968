package io.zmqf.autoconfigure;

import org.jspecify.annotations.Nullable;

/** Thrown if a property has an invalid value or conflicts with another property. */
class PropertyException extends RuntimeException {

	private final String property;

	private final @Nullable Object value;

	private final String reason;

	private final String remedy;

	PropertyException(String property, @Nullable Object value, String reason, String remedy) {
		this(property, value, reason, remedy, null);
	}

	/**
	 * Creates the exception.
	 * @param property the name of the property
	 * @param value the value of the property, or {@code null} if it is not set or must
	 * not be shown
	 * @param reason the fault, as the end of a sentence that begins with the property and
	 * the value
	 * @param remedy the instructions that remedy the fault
	 * @param cause the cause of the fault
	 */
	PropertyException(String property, @Nullable Object value, String reason, String remedy,
			@Nullable Throwable cause) {
		super(describe(property, value) + " " + reason + ". " + remedy, cause);
		this.property = property;
		this.value = value;
		this.reason = reason;
		this.remedy = remedy;
	}

	private static String describe(String property, @Nullable Object value) {
		return (value != null) ? property + "=" + value : property;
	}

	String getProperty() {
		return this.property;
	}

	@Nullable Object getValue() {
		return this.value;
	}

	/**
	 * Returns the description of the fault.
	 * @param origin the place where the property is set, or an empty string if it is
	 * unknown
	 * @return a sentence with the property and its value
	 */
	String getDescription(String origin) {
		return describe(this.property, this.value) + origin + " " + this.reason + ".";
	}

	String getRemedy() {
		return this.remedy;
	}

}
