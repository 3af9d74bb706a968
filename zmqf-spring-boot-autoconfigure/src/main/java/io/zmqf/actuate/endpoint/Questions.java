package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Several questions to loops, which have a time in common to be answered. */
final class Questions {

	private final long deadline;

	Questions(Duration patience) {
		this.deadline = System.nanoTime() + patience.toNanos();
	}

	/**
	 * Adds a question.
	 * @param <T> the type of the answer
	 * @param answer the future that a loop completes
	 * @return waits for the answer, {@code null} for none in time
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
