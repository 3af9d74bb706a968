package io.zmqf.autoconfigure;

import java.time.Duration;

/**
 * How a client makes idempotent requests again.
 *
 * @since 0.1.0
 */
public class RetryProperties {

	/**
	 * Whether requests that are marked idempotent are made again after a failure that may
	 * pass, within their timeout.
	 */
	private boolean enabled;

	/**
	 * Number of attempts after the first one.
	 */
	private int maxRetries = 5;

	/**
	 * Pause before the first of these attempts.
	 */
	private Duration delay = Duration.ofMillis(50);

	/**
	 * How much longer or shorter than its measure a pause may be, by chance.
	 */
	private Duration jitter = Duration.ofMillis(25);

	/**
	 * Factor by which each pause is longer than the one before.
	 */
	private double multiplier = 2;

	/**
	 * Longest pause.
	 */
	private Duration maxDelay = Duration.ofSeconds(1);

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public int getMaxRetries() {
		return this.maxRetries;
	}

	public void setMaxRetries(int maxRetries) {
		this.maxRetries = maxRetries;
	}

	public Duration getDelay() {
		return this.delay;
	}

	public void setDelay(Duration delay) {
		this.delay = delay;
	}

	public Duration getJitter() {
		return this.jitter;
	}

	public void setJitter(Duration jitter) {
		this.jitter = jitter;
	}

	public double getMultiplier() {
		return this.multiplier;
	}

	public void setMultiplier(double multiplier) {
		this.multiplier = multiplier;
	}

	public Duration getMaxDelay() {
		return this.maxDelay;
	}

	public void setMaxDelay(Duration maxDelay) {
		this.maxDelay = maxDelay;
	}

}
