package io.zmqf.autoconfigure;

import java.time.Duration;

import io.zmqf.router.RouterSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * The router between clients and workers.
 *
 * @since 0.1.0
 */
public class RouterProperties {

	/**
	 * Address to bind for clients, such as "tcp://*:5555".
	 */
	private @Nullable String frontend;

	/**
	 * Address to bind for workers, such as "tcp://*:5556".
	 */
	private @Nullable String backend;

	/**
	 * How a worker is chosen for a request.
	 */
	private Strategy strategy = Strategy.LEAST_IN_FLIGHT;

	/**
	 * Number of requests that may wait for a worker.
	 */
	private int queueCapacity = RouterSettings.DEFAULT_QUEUE_CAPACITY;

	/**
	 * Size of all requests together that may wait for a worker. 64 MB by default, or an
	 * eighth of the heap where that is less. Replies that wait for clients that take
	 * nothing for now may have as much again.
	 */
	private DataSize queueMaxSize = DataSize.ofBytes(RouterSettings.DEFAULT_QUEUE_MAX_SIZE);

	/**
	 * Number of workers that are given an idempotent request, one after the loss of the
	 * other.
	 */
	private int maxAttempts = RouterSettings.DEFAULT_MAX_ATTEMPTS;

	/**
	 * How long a request waits while there is no worker for it at all.
	 */
	private Duration queueWait = RouterSettings.DEFAULT_QUEUE_WAIT;

	/**
	 * How long a request is kept whose client does not say how long it waits.
	 */
	private Duration requestTimeout = RouterSettings.DEFAULT_REQUEST_TIMEOUT;

	/**
	 * Longest time that a request is kept, whatever timeout its client names.
	 */
	private Duration maxTimeout = RouterSettings.DEFAULT_MAX_TIMEOUT;

	/**
	 * Number of workers that are known by their heartbeats alone and have not got any
	 * request yet.
	 */
	private int maxHeartbeatWorkers = RouterSettings.DEFAULT_MAX_HEARTBEAT_WORKERS;

	public @Nullable String getFrontend() {
		return this.frontend;
	}

	public void setFrontend(@Nullable String frontend) {
		this.frontend = frontend;
	}

	public @Nullable String getBackend() {
		return this.backend;
	}

	public void setBackend(@Nullable String backend) {
		this.backend = backend;
	}

	public Strategy getStrategy() {
		return this.strategy;
	}

	public void setStrategy(Strategy strategy) {
		this.strategy = strategy;
	}

	public int getQueueCapacity() {
		return this.queueCapacity;
	}

	public void setQueueCapacity(int queueCapacity) {
		this.queueCapacity = queueCapacity;
	}

	public DataSize getQueueMaxSize() {
		return this.queueMaxSize;
	}

	public void setQueueMaxSize(DataSize queueMaxSize) {
		this.queueMaxSize = queueMaxSize;
	}

	public int getMaxAttempts() {
		return this.maxAttempts;
	}

	public void setMaxAttempts(int maxAttempts) {
		this.maxAttempts = maxAttempts;
	}

	public Duration getQueueWait() {
		return this.queueWait;
	}

	public void setQueueWait(Duration queueWait) {
		this.queueWait = queueWait;
	}

	public Duration getRequestTimeout() {
		return this.requestTimeout;
	}

	public void setRequestTimeout(Duration requestTimeout) {
		this.requestTimeout = requestTimeout;
	}

	public Duration getMaxTimeout() {
		return this.maxTimeout;
	}

	public void setMaxTimeout(Duration maxTimeout) {
		this.maxTimeout = maxTimeout;
	}

	public int getMaxHeartbeatWorkers() {
		return this.maxHeartbeatWorkers;
	}

	public void setMaxHeartbeatWorkers(int maxHeartbeatWorkers) {
		this.maxHeartbeatWorkers = maxHeartbeatWorkers;
	}

	/** How a worker is chosen. */
	public enum Strategy {

		/**
		 * The worker with the fewest requests in flight.
		 */
		LEAST_IN_FLIGHT,
		/**
		 * Each worker in its turn.
		 */
		ROUND_ROBIN,
		/**
		 * ZeroMQ deals requests out in turn, also to workers that announce nothing, such
		 * as the Python framework's.
		 */
		PROXY

	}

}
