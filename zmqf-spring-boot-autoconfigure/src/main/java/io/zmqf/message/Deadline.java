package io.zmqf.message;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When the caller of the request that a thread handles gives up. A handler may ask how
 * much time is left, and requests that it makes itself wait no longer than that.
 *
 * @param nanoTime the moment, as {@link System#nanoTime()} counts
 * @since 0.1.0
 */
public record Deadline(long nanoTime) {

	private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

	/** What ends a deadline that is not within another one. */
	private static final Scope OUTERMOST = () -> CURRENT.set(null);

	/**
	 * The deadline of the request that this thread handles. It is not passed on to other
	 * threads.
	 * @return the deadline, or {@code null} where the caller said nothing, or no request
	 * is handled
	 */
	public static @Nullable Deadline current() {
		return CURRENT.get();
	}

	/**
	 * Makes a deadline the current one of this thread.
	 * @param deadline the deadline, {@code null} for none
	 * @return what ends it, to be closed on this thread
	 */
	public static Scope open(@Nullable Deadline deadline) {
		Deadline before = CURRENT.get();
		CURRENT.set(deadline);
		return (before != null) ? () -> CURRENT.set(before) : OUTERMOST;
	}

	/**
	 * How much time is left.
	 * @return the time, negative where it has passed
	 */
	public Duration remaining() {
		return Duration.ofNanos(this.nanoTime - System.nanoTime());
	}

	/** While a deadline is the current one. */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
