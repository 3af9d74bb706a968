package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Waits for the results of several loops until a common deadline. */
final class Questions {

	private final long deadline;

	Questions(Duration patience) {
		this.deadline = System.nanoTime() + patience.toNanos();
	}

	/**
	 * Adds a result to wait for.
	 * @param <T> the type of the result
	 * @param answer the future that a loop completes
	 * @return waits for the result, or returns {@code null} if it failed or is not
	 * available in time
	 */
	<T> Supplier<@Nullable T> ask(CompletableFuture<T> answer) {
		return () -> {
			try {
				return answer.get(Math.max(0, this.deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException | ExecutionException ex) {
				return null;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return null;
			}
		};
	}

}
