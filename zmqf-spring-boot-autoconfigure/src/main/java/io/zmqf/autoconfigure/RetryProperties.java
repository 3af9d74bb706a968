package io.zmqf.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for the retries of idempotent requests.
 *
 * @param enabled Whether to retry idempotent requests after a transient failure, within
 * their timeout.
 * @param maxRetries Maximum number of retries.
 * @param delay Pause before the first retry.
 * @param jitter Maximum random deviation of a pause.
 * @param multiplier Factor by which each pause is longer than the previous one.
 * @param maxDelay Maximum pause.
 * @since 0.1.0
 */
public record RetryProperties(boolean enabled, @DefaultValue("5") int maxRetries, @DefaultValue("50ms") Duration delay,
		@DefaultValue("25ms") Duration jitter, @DefaultValue("2") double multiplier,
		@DefaultValue("1s") Duration maxDelay) {
}
