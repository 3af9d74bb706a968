package io.zmqf.autoconfigure;

import org.jspecify.annotations.Nullable;

/** A property can't be used as it is set. */
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
	 * @param value its value, {@code null} where it is not set
	 * @param reason the fault, as the end of a sentence that begins with property and
	 * value
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
	 * What is wrong.
	 * @param origin the place where the property is set, empty if it is not known
	 * @return a sentence with property and value
	 */
	String getDescription(String origin) {
		return describe(this.property, this.value) + origin + " " + this.reason + ".";
	}

	String getRemedy() {
		return this.remedy;
	}

}
