package io.zmqf.retry;

import java.time.Duration;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOff;

/**
 * A policy for one request, whose attempts and pauses together have so much time.
 *
 * @param policy the policy, which decides what is tried again, when and how often
 * @param time the time that is left
 */
record DeadlineRetryPolicy(RetryPolicy policy, Duration time) implements RetryPolicy {

	@Override
	public boolean shouldRetry(Throwable failure) {
		return this.policy.shouldRetry(failure);
	}

	@Override
	public Duration getTimeout() {
		return (this.time.toMillis() > 0) ? this.time : Duration.ofMillis(1); // 0 is none
	}

	@Override
	public BackOff getBackOff() {
		return this.policy.getBackOff();
	}

}
