package io.zmqf.cli;

/** The arguments can't be used; the message says why. */
final class UsageException extends IllegalArgumentException {

	UsageException(String message) {
		super(message);
	}

}
