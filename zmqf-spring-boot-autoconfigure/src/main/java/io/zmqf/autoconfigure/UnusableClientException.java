package io.zmqf.autoconfigure;

/**
 * Thrown if the default client can't be used with the configuration of the application.
 * This is an error only if the client is used.
 */
class UnusableClientException extends RuntimeException {

	UnusableClientException(PropertyException cause) {
		super(cause.getMessage(), cause);
	}

}
