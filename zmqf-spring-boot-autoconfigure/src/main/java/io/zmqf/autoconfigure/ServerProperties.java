package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The worker that clients connect to, with no router between.
 *
 * @param address Comma-separated list of addresses to bind, such as "tcp://*:5555".
 * @param concurrency Number of requests that are handled at once.
 * @param maxTimeout Longest time that a request counts, also where its client says
 * nothing of time.
 * @param maxCollected Largest number of items of a handler that returns many in the reply
 * to a client that takes no stream.
 * @param prefetch Number of requests that may wait for a thread before no more are taken.
 * @param queueCapacity Number of requests that may wait for a place.
 * @param queueMaxSize Size of all requests together that may wait for a place. 64 MB by
 * default, or an eighth of the heap where that is less. Replies that wait for clients
 * that take nothing for now may have as much again.
 * @since 0.1.0
 */
public record ServerProperties(@DefaultValue List<String> address, @DefaultValue("16") int concurrency,
		@DefaultValue("10m") Duration maxTimeout, @DefaultValue("1000") int maxCollected,
		@DefaultValue("64") int prefetch, @DefaultValue("10000") int queueCapacity, @Nullable DataSize queueMaxSize) {

	long maxQueueBytes() {
		return (this.queueMaxSize != null) ? this.queueMaxSize.toBytes() : WorkerSettings.Queue.DEFAULT.maxSize();
	}

}
