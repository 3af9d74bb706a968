package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties for the server that clients connect to without a router.
 *
 * @param address Comma-separated list of addresses to bind, such as "tcp://*:5555".
 * @param concurrency Maximum number of requests handled at once.
 * @param maxTimeout Maximum time that a request counts, even if its client sends no
 * timeout.
 * @param maxCollected Maximum number of items in the reply to a client that does not
 * support streams.
 * @param prefetch Maximum number of further requests that wait for a thread.
 * @param queueCapacity Maximum number of requests that wait for a place.
 * @param queueMaxSize Maximum total size of the requests that wait for a place. By
 * default 64 MB, or an eighth of the heap if that is less. Replies that wait for slow
 * clients may use the same amount in addition.
 * @since 0.1.0
 */
public record ServerProperties(@DefaultValue List<String> address, @DefaultValue("16") int concurrency,
		@DefaultValue("10m") Duration maxTimeout, @DefaultValue("1000") int maxCollected,
		@DefaultValue("64") int prefetch, @DefaultValue("10000") int queueCapacity, @Nullable DataSize queueMaxSize) {

	long maxQueueBytes() {
		return (this.queueMaxSize != null) ? this.queueMaxSize.toBytes() : WorkerSettings.Queue.DEFAULT.maxSize();
	}

}
