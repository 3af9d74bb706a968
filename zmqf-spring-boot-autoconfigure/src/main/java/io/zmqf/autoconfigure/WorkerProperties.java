package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The worker that connects to routers.
 *
 * @param router Comma-separated list of the backends of routers to connect to, such as
 * "tcp://router-host:5556".
 * @param concurrency Number of requests that are handled at once.
 * @param maxTimeout Longest time that a request counts, also where its client says
 * nothing of time.
 * @param maxCollected Largest number of items of a handler that returns many in the reply
 * to a client that takes no stream.
 * @param prefetch Number of requests that may wait for a thread before no more are taken.
 * By default 64, or as many as were lately answered within 10 ms where those are more.
 * @param expectReturn Time within which the worker, or another one in its place, is back
 * after it has stopped. Routers let requests wait for it so long.
 * @since 0.1.0
 */
public record WorkerProperties(@DefaultValue List<String> router, @DefaultValue("16") int concurrency,
		@DefaultValue("10m") Duration maxTimeout, @DefaultValue("1000") int maxCollected, @Nullable Integer prefetch,
		@DefaultValue("0s") Duration expectReturn) {
}
