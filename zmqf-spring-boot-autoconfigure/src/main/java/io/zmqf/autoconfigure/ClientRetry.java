package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.zmqf.client.RequestSender;
import io.zmqf.message.BoundedTime;
import io.zmqf.message.Cancellation;
import io.zmqf.retry.RetryingSender;
import io.zmqf.retry.TransientFailures;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;

/**
 * The settings of a client for retries of idempotent requests.
 *
 * @param policy the policy, which decides on retries, their delays and their number
 * @param timeout the maximum time to wait for a reply, unless the request has its own
 */
record ClientRetry(RetryPolicy policy, Duration timeout) {

	/**
	 * Creates the settings from properties.
	 * @param prefix the prefix of the client's properties
	 * @param client the client's properties
	 * @return the settings, or {@code null} if requests are not retried
	 */
	static @Nullable ClientRetry of(String prefix, ClientProperties client) {
		RetryProperties retry = client.retry();
		PropertyValidation.requireAtLeast(prefix + ".retry.max-retries", retry.maxRetries(), 0);
		PropertyValidation.requireAtLeast(prefix + ".retry.delay", retry.delay(), Duration.ZERO);
		PropertyValidation.requireAtLeast(prefix + ".retry.jitter", retry.jitter(), Duration.ZERO);
		PropertyValidation.requireAtLeast(prefix + ".retry.multiplier", retry.multiplier(), 1.0);
		PropertyValidation.requireAtLeast(prefix + ".retry.max-delay", retry.maxDelay(),
				PropertyValidation.ONE_MILLISECOND);
		if (!retry.enabled()) {
			return null;
		}
		RetryPolicy policy = RetryPolicy.builder()
			.maxRetries(retry.maxRetries())
			.delay(BoundedTime.of(retry.delay()))
			.jitter(BoundedTime.of(retry.jitter()))
			.multiplier(retry.multiplier())
			.maxDelay(BoundedTime.of(retry.maxDelay()))
			.predicate(TransientFailures::include)
			.build();
		return new ClientRetry(policy, client.timeout());
	}

	/**
	 * Creates the sender of a request with retries.
	 * @param senders a supplier of the sender of each attempt
	 * @param executor the executor of the retries of asynchronous requests
	 * @param end the cancellation of retries when the client is destroyed
	 * @return the sender
	 */
	RequestSender around(Supplier<RequestSender> senders, Executor executor, Cancellation end) {
		return new RetryingSender(senders, this.timeout, this.policy, executor, end);
	}

}
