package io.zmqf.concurrent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A queue that serves its owners in turn, and the items of each owner first in, first
 * out. A full queue makes room at the expense of the owner that holds most, so that each
 * of n owners that want it gets about the n-th part. Each operation takes constant time,
 * and only adding allocates memory: where that fails, nothing was added. Belongs to one
 * thread.
 *
 * @param <K> the type of the owners
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class FairQueue<K, T> {

	private final Map<K, Line<K, T>> lines = new HashMap<>();

	/** The owners in the order of their turns. */
	private final Link<Line<K, T>> turns = new Link<>();

	/** The owners by the magnitude of what they hold, a power of two each. */
	private final List<Link<Line<K, T>>> magnitudes = new ArrayList<>();

	private int size;

	/**
	 * A member of a circle, or the beginning and end of one.
	 *
	 * @param <T> the type of the members
	 */
	private static class Link<T> {

		@Nullable T member;

		private Link<T> before = this;

		private Link<T> after = this;

		/** Leaves its circle, and becomes the last one of a circle. */
		final void append(Link<T> end) {
			leave();
			this.before = end.before;
			this.after = end;
			this.before.after = this;
			end.before = this;
		}

		final void leave() {
			this.before.after = this.after;
			this.after.before = this.before;
			this.before = this;
			this.after = this;
		}

	}

	/**
	 * The place of one item.
	 *
	 * @param <T> the type of the item
	 */
	public static final class Place<T> extends Link<Place<T>> {

		private final T item;

		private final long weight;

		private @Nullable Line<?, T> line;

		private Place(T item, long weight, Line<?, T> line) {
			this.item = item;
			this.weight = weight;
			this.line = line;
			this.member = this;
		}

		public T item() {
			return this.item;
		}

	}

	/** What one owner holds. */
	private static final class Line<K, T> {

		private final K owner;

		private final Link<Line<K, T>> turn = new Link<>();

		private final Link<Line<K, T>> rank = new Link<>();

		/** From the oldest to the newest. */
		private final Link<Place<T>> places = new Link<>();

		private long weight;

		private int magnitude = -1;

		Line(K owner) {
			this.owner = owner;
			this.turn.member = this;
			this.rank.member = this;
		}

		boolean isEmpty() {
			return this.places.after == this.places;
		}

	}

	/**
	 * Adds an item at the end of its owner's line.
	 * @param owner the owner
	 * @param item the item
	 * @param itemWeight the weight of the item, at least 1
	 * @return the place of the item
	 */
	public Place<T> add(K owner, T item, long itemWeight) {
		Line<K, T> known = this.lines.get(owner);
		while (this.magnitudes.size() <= magnitude(((known != null) ? known.weight : 0) + itemWeight)) {
			this.magnitudes.add(new Link<>());
		}
		Line<K, T> line = (known != null) ? known : this.lines.computeIfAbsent(owner, Line::new);
		Place<T> place = new Place<>(item, itemWeight, line);
		if (line.isEmpty()) {
			line.turn.append(this.turns);
		}
		place.append(line.places);
		this.size++;
		weigh(line, itemWeight);
		return place;
	}

	/**
	 * Removes an item.
	 * @param place the place of the item
	 * @return whether the item was still there
	 */
	@SuppressWarnings("unchecked")
	public boolean remove(Place<T> place) {
		Line<K, T> line = (Line<K, T>) place.line;
		if (line == null) {
			return false;
		}
		place.line = null;
		place.leave();
		this.size--;
		weigh(line, -place.weight);
		if (line.isEmpty()) {
			line.turn.leave();
			this.lines.remove(line.owner);
		}
		return true;
	}

	private void weigh(Line<K, T> line, long change) {
		line.weight += change;
		int magnitude = magnitude(line.weight);
		if (magnitude < 0) {
			line.rank.leave();
		}
		else if (magnitude != line.magnitude) {
			line.rank.append(this.magnitudes.get(magnitude));
		}
		line.magnitude = magnitude;
	}

	/** Returns -1 where nothing is held. */
	private static int magnitude(long weight) {
		return Long.SIZE - 1 - Long.numberOfLeadingZeros(weight);
	}

	/**
	 * The item whose turn it is.
	 * @return the oldest item of the next owner, {@code null} if the queue is empty
	 */
	public @Nullable Place<T> peek() {
		Line<K, T> next = this.turns.after.member;
		return (next != null) ? next.places.after.member : null;
	}

	/**
	 * Removes the item whose turn it is; the next turn is another owner's.
	 * @return the item, {@code null} if the queue is empty
	 */
	public @Nullable T poll() {
		Place<T> next = peek();
		if (next == null) {
			return null;
		}
		served(next);
		return next.item;
	}

	/**
	 * Removes an item that {@link #peek()} has given; the next turn is another owner's.
	 * @param place the place of the item
	 */
	@SuppressWarnings("unchecked")
	public void served(Place<T> place) {
		Line<K, T> line = (Line<K, T>) place.line;
		if (line != null && remove(place) && !line.isEmpty()) {
			line.turn.append(this.turns);
		}
	}

	/**
	 * The item that makes room for another one: the newest of the owner that holds most,
	 * give or take a factor of two.
	 * @param owner the owner of the other item
	 * @param itemWeight the weight of the other item
	 * @return the place of the item, {@code null} if the owner itself would hold more
	 * than the others do
	 */
	public @Nullable Place<T> displacedBy(K owner, long itemWeight) {
		for (int magnitude = this.magnitudes.size() - 1; magnitude >= 0; magnitude--) {
			Line<K, T> line = this.magnitudes.get(magnitude).after.member;
			if (line != null) {
				boolean holdsMore = !line.owner.equals(owner) && line.weight > weight(owner) + itemWeight;
				return holdsMore ? line.places.before.member : null;
			}
		}
		return null;
	}

	/**
	 * The weight of what an owner holds.
	 * @param owner the owner
	 * @return the sum of the weights of the owner's items
	 */
	public long weight(K owner) {
		Line<K, T> line = this.lines.get(owner);
		return (line != null) ? line.weight : 0;
	}

	/**
	 * The number of items.
	 * @return the items of all owners
	 */
	public int size() {
		return this.size;
	}

	/**
	 * All items.
	 * @return a copy, owner by owner
	 */
	public List<T> items() {
		List<T> items = new ArrayList<>(this.size);
		Link<Line<K, T>> turn = this.turns.after;
		for (Line<K, T> line; (line = turn.member) != null; turn = turn.after) {
			Link<Place<T>> link = line.places.after;
			for (Place<T> place; (place = link.member) != null; link = link.after) {
				items.add(place.item);
			}
		}
		return items;
	}

}
