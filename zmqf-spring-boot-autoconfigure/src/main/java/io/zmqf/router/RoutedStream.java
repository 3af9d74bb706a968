package io.zmqf.router;

import java.util.concurrent.TimeUnit;

import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import org.jspecify.annotations.Nullable;

/**
 * What a router knows of a request for a stream: its times, and how many more items may
 * come. Belongs to the backend's loop.
 */
final class RoutedStream {

	/**
	 * Why a client does not get all items.
	 *
	 * @param type the type of the problem that the client gets
	 * @param detail its detail
	 */
	record Cropped(ProblemType type, String detail) {

		static final Cropped TOO_MUCH = new Cropped(ProblemType.TOO_LARGE,
				"The items that wait for the client take too much memory");

		static final Cropped TOO_LATE = new Cropped(ProblemType.DEADLINE_EXCEEDED,
				"The client took nothing for as long as it waits for an item");

	}

	private final long itemNanos;

	private final long latest;

	private final boolean limited;

	/** The items that the client takes and the worker has not sent yet. */
	private int credit;

	/** Why items were dropped, {@code null} for none; owned by the frontend's loop. */
	@Nullable Cropped cropped;

	private boolean begun;

	/** When the first item came. */
	private long begunAt;

	/**
	 * Creates the state before the first item.
	 * @param headers the headers of the request
	 * @param arrived the time of its arrival
	 * @param itemNanos the longest wait for the next item
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

	/** When the first item came, or now. */
	long begunAt(long now) {
		return this.begun ? this.begunAt : now;
	}

	/** Whether nothing can come, because the client takes nothing. */
	boolean isStalled() {
		return this.credit == 0;
	}

	/**
	 * An item came.
	 * @param now the time
	 * @return whether the client takes it
	 */
	boolean take(long now) {
		this.begunAt = this.begun ? this.begunAt : now;
		this.begun = true;
		return --this.credit >= 0;
	}

	/**
	 * The client takes more.
	 * @return how many more count: no more than the largest credit are left together
	 */
	int grant(int items) {
		int granted = Math.min(items, StreamTerms.MAX_CREDIT - this.credit);
		this.credit += granted;
		return granted;
	}

	/** The items that the client takes and the worker has not sent yet. */
	int credit() {
		return this.credit;
	}

	/** When the time is up, where something came or may come now. */
	long deadline(long now) {
		long next = now + this.itemNanos;
		return (this.limited && this.latest - next < 0) ? this.latest : next;
	}

	long itemNanos() {
		return this.itemNanos;
	}

	/** The time for the rest of the stream, -1 without a limit. */
	long nanosLeft(long now) {
		return this.limited ? Math.max(0, this.latest - now) : -1;
	}

}
