package io.zmqf.router;

import java.util.concurrent.TimeUnit;

import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import org.jspecify.annotations.Nullable;

/**
 * The state of a stream in the router: its deadlines and the credit of its client.
 * Confined to the backend's loop, except {@link #cropped}.
 */
final class RoutedStream {

	/**
	 * The reason why a client does not get all items.
	 *
	 * @param type the type of the problem that the client gets
	 * @param detail its detail
	 */
	record Cropped(ProblemType type, String detail) {

		static final Cropped TOO_MUCH = new Cropped(ProblemType.TOO_LARGE,
				"The queued items for the client take too much memory");

		static final Cropped TOO_LATE = new Cropped(ProblemType.DEADLINE_EXCEEDED,
				"The client read no item within its own timeout for an item");

	}

	private final long itemNanos;

	private final long latest;

	private final boolean limited;

	/** The remaining credit: the number of items that the worker may still send. */
	private int credit;

	/**
	 * The reason why items were dropped, or {@code null} if none were. Confined to the
	 * frontend's loop.
	 */
	@Nullable Cropped cropped;

	private boolean begun;

	/** The time at which the first item came. */
	private long begunAt;

	/**
	 * Creates the state before the first item.
	 * @param headers the headers of the request
	 * @param arrived the time of its arrival
	 * @param itemNanos the maximum wait for the next item, in nanoseconds
	 */
	RoutedStream(ForwardedHeaders headers, long arrived, long itemNanos) {
		this.itemNanos = itemNanos;
		this.limited = headers.streamTimeoutMillis() >= 0;
		this.latest = arrived + TimeUnit.MILLISECONDS.toNanos(Math.max(0, headers.streamTimeoutMillis()));
		this.credit = headers.streamCredit();
	}

	/** Whether an item came. */
	boolean hasBegun() {
		return this.begun;
	}

	/** Returns the time at which the first item came, or now if none has. */
	long begunAt(long now) {
		return this.begun ? this.begunAt : now;
	}

	/** Whether the client's credit is used up, so that no item can come. */
	boolean isStalled() {
		return this.credit == 0;
	}

	/**
	 * Takes an item from the credit.
	 * @param now the time
	 * @return {@code true} if the credit was sufficient
	 */
	boolean take(long now) {
		this.begunAt = this.begun ? this.begunAt : now;
		this.begun = true;
		return --this.credit >= 0;
	}

	/**
	 * Adds credit.
	 * @return the number of items added, which may be less because credit has a maximum
	 */
	int grant(int items) {
		int granted = Math.min(items, StreamTerms.MAX_CREDIT - this.credit);
		this.credit += granted;
		return granted;
	}

	/** The remaining credit: the number of items that the worker may still send. */
	int credit() {
		return this.credit;
	}

	/** Returns the new deadline after an item, or after new credit. */
	long deadline(long now) {
		long next = now + this.itemNanos;
		return (this.limited && this.latest - next < 0) ? this.latest : next;
	}

	long itemNanos() {
		return this.itemNanos;
	}

	/** Returns the remaining time of the stream in nanoseconds, or -1 for no limit. */
	long nanosLeft(long now) {
		return this.limited ? Math.max(0, this.latest - now) : -1;
	}

}
