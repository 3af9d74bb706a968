package io.zmqf.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a client makes idempotent requests again.
 *
 * @param enabled Whether requests that are marked idempotent are made again after a
 * failure that may pass, within their timeout.
 * @param maxRetries Number of attempts after the first one.
 * @param delay Pause before the first of these attempts.
 * @param jitter How much longer or shorter than its measure a pause may be, by chance.
 * @param multiplier Factor by which each pause is longer than the one before.
 * @param maxDelay Longest pause.
 * @since 0.1.0
 */
public record RetryProperties(boolean enabled, @DefaultValue("5") int maxRetries, @DefaultValue("50ms") Duration delay,
		@DefaultValue("25ms") Duration jitter, @DefaultValue("2") double multiplier,
		@DefaultValue("1s") Duration maxDelay) {
}
