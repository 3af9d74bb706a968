package io.zmqf.autoconfigure;

import java.time.Duration;

import io.zmqf.router.RouterSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The router between clients and workers.
 *
 * @param frontend Address to bind for clients, such as "tcp://*:5555".
 * @param backend Address to bind for workers, such as "tcp://*:5556".
 * @param strategy How a worker is chosen for a request.
 * @param queueCapacity Number of requests that may wait for a worker.
 * @param queueMaxSize Size of all requests together that may wait for a worker. 64 MB by
 * default, or an eighth of the heap where that is less. Replies that wait for clients
 * that take nothing for now may have as much again.
 * @param maxAttempts Number of workers that are given an idempotent request, one after
 * the loss of the other.
 * @param queueWait How long a request waits while there is no worker for it at all.
 * @param requestTimeout How long a request is kept whose client does not say how long it
 * waits.
 * @param maxTimeout Longest time that a request is kept, whatever timeout its client
 * names.
 * @param maxHeartbeatWorkers Number of workers that are known by their heartbeats alone
 * and have not got any request yet.
 * @since 0.1.0
 */
public record RouterProperties(@Nullable String frontend, @Nullable String backend,
		@DefaultValue("least-in-flight") Strategy strategy, @DefaultValue("10000") int queueCapacity,
		@Nullable DataSize queueMaxSize, @DefaultValue("3") int maxAttempts, @DefaultValue("500ms") Duration queueWait,
		@DefaultValue("30s") Duration requestTimeout, @DefaultValue("10m") Duration maxTimeout,
		@DefaultValue("1000") int maxHeartbeatWorkers) {

	long maxQueueBytes() {
		return (this.queueMaxSize != null) ? this.queueMaxSize.toBytes() : RouterSettings.DEFAULT_QUEUE_MAX_SIZE;
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
