package io.zmqf.transport.nio;

import org.jspecify.annotations.Nullable;

/**
 * A queue that holds each item at most once. It allocates no memory, so that operations
 * can't fail halfway.
 *
 * @param <T> the type of the items
 */
final class TurnQueue<T> {

	private @Nullable Place<T> first;

	private @Nullable Place<T> last;

	/**
	 * The place of an item in the queue.
	 *
	 * @param <T> the type of the item
	 */
	static final class Place<T> {

		private final T item;

		private @Nullable Place<T> next;

		private boolean taken;

		Place(T item) {
			this.item = item;
		}

	}

	/** Adds an item at the end, unless it is queued already. */
	void add(Place<T> place) {
		if (place.taken) {
			return;
		}
		place.taken = true;
		place.next = null;
		if (this.last == null) {
			this.first = place;
		}
		else {
			this.last.next = place;
		}
		this.last = place;
	}

	@Nullable T poll() {
		Place<T> place = this.first;
		if (place == null) {
			return null;
		}
		this.first = place.next;
		if (this.first == null) {
			this.last = null;
		}
		place.next = null;
		place.taken = false;
		return place.item;
	}

}
