package io.zmqf.message;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The deadline of the request that a thread handles: the time at which its caller stops
 * waiting. A handler can query the remaining time. Requests that it sends wait no longer
 * than that.
 *
 * @param nanoTime the time, as from {@link System#nanoTime()}
 * @since 0.1.0
 */
public record Deadline(long nanoTime) {

	private static final ThreadLocal<@Nullable Deadline> CURRENT = new ThreadLocal<>();

	/** The scope that is not nested in another one. */
	private static final Scope OUTERMOST = () -> CURRENT.set(null);

	/**
	 * Returns the deadline of the request that this thread handles. It is not propagated
	 * to other threads.
	 * @return the deadline, or {@code null} if the request has none or no request is
	 * handled
	 */
	public static @Nullable Deadline current() {
		return CURRENT.get();
	}

	/**
	 * Sets the current deadline of this thread.
	 * @param deadline the deadline, or {@code null} for none
	 * @return the scope, which must be closed on this thread
	 */
	public static Scope open(@Nullable Deadline deadline) {
		Deadline before = CURRENT.get();
		CURRENT.set(deadline);
		return (before != null) ? () -> CURRENT.set(before) : OUTERMOST;
	}

	/**
	 * Returns the remaining time.
	 * @return the time, negative after the deadline
	 */
	public Duration remaining() {
		return Duration.ofNanos(this.nanoTime - System.nanoTime());
	}

	/** The scope in which a deadline is current. */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
