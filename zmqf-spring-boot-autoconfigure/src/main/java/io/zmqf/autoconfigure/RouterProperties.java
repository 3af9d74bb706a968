package io.zmqf.autoconfigure;

import java.time.Duration;

import io.zmqf.router.RouterSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for the router between clients and workers.
 *
 * @param frontend Address to bind for clients, such as "tcp://*:5555".
 * @param backend Address to bind for workers, such as "tcp://*:5556".
 * @param strategy Strategy that chooses a worker for a request.
 * @param queueCapacity Maximum number of requests that wait for a worker.
 * @param queueMaxSize Maximum total size of the requests that wait for a worker. By
 * default 64 MB, or an eighth of the heap if that is less. Replies that wait for slow
 * clients may use the same amount in addition.
 * @param maxAttempts Maximum number of workers that an idempotent request is sent to, if
 * each of them is lost.
 * @param queueWait Maximum time that a request waits while no worker is available for it.
 * @param requestTimeout Time to keep a request whose client sends no timeout.
 * @param maxTimeout Maximum time to keep a request, whatever the timeout of its client.
 * @param maxHeartbeatWorkers Maximum number of workers that are known by heartbeats alone
 * and have not received a request.
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

	/** The strategy for the choice of a worker. */
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
