package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for the worker that connects to routers.
 *
 * @param router Comma-separated list of the backends of routers to connect to, such as
 * "tcp://router-host:5556".
 * @param concurrency Maximum number of requests handled at once.
 * @param maxTimeout Maximum time that a request counts, even if its client sends no
 * timeout.
 * @param maxCollected Maximum number of items in the reply to a client that does not
 * support streams.
 * @param prefetch Maximum number of further requests that wait for a thread. By default
 * 64, or the number of requests that were recently answered within 10 ms if that is
 * greater.
 * @param expectReturn Time within which the worker, or a replacement, is back after its
 * stop. Routers let requests wait that long.
 * @since 0.1.0
 */
public record WorkerProperties(@DefaultValue List<String> router, @DefaultValue("16") int concurrency,
		@DefaultValue("10m") Duration maxTimeout, @DefaultValue("1000") int maxCollected, @Nullable Integer prefetch,
		@DefaultValue("0s") Duration expectReturn) {
}
