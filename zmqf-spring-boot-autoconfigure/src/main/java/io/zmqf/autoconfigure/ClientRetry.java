package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.retry.RetryingRequest;

import org.springframework.core.retry.RetryPolicy;

/**
 * How a client makes idempotent requests again.
 *
 * @param policy what is tried again, when and how often
 * @param timeout how long a request waits unless it says otherwise
 */
record ClientRetry(RetryPolicy policy, Duration timeout) {

	/**
	 * Begins a request.
	 * @param requests makes the request of each attempt
	 * @param executor what makes later attempts where nobody waits
	 * @return the request
	 */
	RequestSpec begin(Supplier<RequestSpec> requests, Executor executor) {
		return new RetryingRequest(requests, this.timeout, this.policy, executor);
	}

}
