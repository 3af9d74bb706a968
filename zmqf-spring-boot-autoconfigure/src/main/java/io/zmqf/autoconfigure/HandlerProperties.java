package io.zmqf.autoconfigure;

import java.time.Duration;

import io.zmqf.worker.WorkerSettings;

/**
 * What workers and servers have in common.
 *
 * @since 0.1.0
 */
public abstract class HandlerProperties {

	/**
	 * Number of requests that are handled at once.
	 */
	private int concurrency = WorkerSettings.DEFAULT_CONCURRENCY;

	/**
	 * Longest time that a request counts, also where its client says nothing of time.
	 */
	private Duration maxTimeout = WorkerSettings.DEFAULT_MAX_TIMEOUT;

	/**
	 * Largest number of items of a handler that returns many in the reply to a client
	 * that takes no stream.
	 */
	private int maxCollected = WorkerSettings.DEFAULT_MAX_COLLECTED;

	HandlerProperties() {
	}

	public int getConcurrency() {
		return this.concurrency;
	}

	public void setConcurrency(int concurrency) {
		this.concurrency = concurrency;
	}

	public Duration getMaxTimeout() {
		return this.maxTimeout;
	}

	public void setMaxTimeout(Duration maxTimeout) {
		this.maxTimeout = maxTimeout;
	}

	public int getMaxCollected() {
		return this.maxCollected;
	}

	public void setMaxCollected(int maxCollected) {
		this.maxCollected = maxCollected;
	}

}
