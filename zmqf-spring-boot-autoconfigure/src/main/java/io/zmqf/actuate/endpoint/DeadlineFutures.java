package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Several queries to loops, which run concurrently.
 *
 * @param patience the maximum time to wait for each answer
 */
record DeadlineFutures(Duration patience) {

	/**
	 * Adds a result to wait for.
	 * @param <T> the type of the result
	 * @param answer the future that a loop completes
	 * @return a supplier that waits for the result, and returns {@code null} if it failed
	 * or is late
	 */
	<T> Supplier<@Nullable T> limit(CompletableFuture<T> answer) {
		CompletableFuture<@Nullable T> outcome = answer.handle((value, failure) -> value);
		return outcome.completeOnTimeout(null, this.patience.toNanos(), TimeUnit.NANOSECONDS)::join;
	}

}
