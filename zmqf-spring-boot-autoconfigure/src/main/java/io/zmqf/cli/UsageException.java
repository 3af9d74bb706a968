package io.zmqf.cli;

/** Thrown for invalid arguments. The message names the fault. */
final class UsageException extends IllegalArgumentException {

	UsageException(String message) {
		super(message);
	}

}
