package io.zmqf.annotation;

import io.zmqf.service.InvalidMethodException;

/**
 * Thrown if two handlers are declared for the same event.
 *
 * @since 0.1.0
 */
public final class DuplicateHandlerException extends InvalidMethodException {

	DuplicateHandlerException(String event, String first, String second, IllegalStateException cause) {
		super("Event '" + event + "' has two handlers: " + first + " and " + second,
				"Change the event of one @ZmqHandler, or remove a handler: an event has one handler.", cause);
	}

}
