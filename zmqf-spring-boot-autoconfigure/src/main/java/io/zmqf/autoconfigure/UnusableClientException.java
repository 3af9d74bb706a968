package io.zmqf.autoconfigure;

/**
 * A client that is there without having been asked for can't be used as the application
 * is set up. That is no mistake until somebody uses it.
 */
class UnusableClientException extends RuntimeException {

	UnusableClientException(PropertyException cause) {
		super(cause.getMessage(), cause);
	}

}
