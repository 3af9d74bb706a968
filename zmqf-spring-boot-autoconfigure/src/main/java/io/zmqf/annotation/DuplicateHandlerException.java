package io.zmqf.annotation;

/**
 * Two handlers want the same event, of which the application has to choose one.
 *
 * @since 0.1.0
 */
public final class DuplicateHandlerException extends IllegalStateException {

	private final String event;

	private final String first;

	private final String second;

	DuplicateHandlerException(String event, String first, String second, IllegalStateException cause) {
		super("Two handlers for event '" + event + "': " + first + " and " + second, cause);
		this.event = event;
		this.first = first;
		this.second = second;
	}

	/**
	 * The event.
	 * @return its name
	 */
	public String getEvent() {
		return this.event;
	}

	/**
	 * The handler that was found first.
	 * @return its description
	 */
	public String getFirst() {
		return this.first;
	}

	/**
	 * The handler that was found second.
	 * @return its description
	 */
	public String getSecond() {
		return this.second;
	}

}
