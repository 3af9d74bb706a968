package io.zmqf.transport.nio;

import org.jspecify.annotations.Nullable;

/**
 * A queue in which each item has at most one place. It allocates nothing, so that adding
 * and removing can't fail halfway.
 *
 * @param <T> the type of the items
 */
final class TurnQueue<T> {

	private @Nullable Place<T> first;

	private @Nullable Place<T> last;

	/**
	 * The place of an item.
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

	/** Adds an item at the end, unless it is in the queue already. */
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
