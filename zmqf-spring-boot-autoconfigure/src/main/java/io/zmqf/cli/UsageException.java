package io.zmqf.cli;

/** The arguments can't be used; the message says why. */
final class UsageException extends RuntimeException {

	UsageException(String message) {
		super(message);
	}

}
