package io.zmqf.concurrent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A queue that serves its owners in turn, and the items of each owner first in, first
 * out. A full queue displaces items of the owner with the largest weight, so that each of
 * n busy owners gets about an n-th of it. Each operation takes constant time. Only adding
 * allocates memory, and a failure to allocate leaves the queue unchanged. Not
 * thread-safe.
 *
 * @param <K> the type of the owners
 * @param <T> the type of the items
 * @since 0.1.0
 */
public final class FairQueue<K, T> {

	private final Map<K, Line<K, T>> lines = new HashMap<>();

	/** The owners in the order of their turns. */
	private final Link<Line<K, T>> turns = new Link<>();

	/** The owners by the magnitude of their weight, one list for each power of two. */
	private final List<Link<Line<K, T>>> magnitudes = new ArrayList<>();

	private int size;

	/**
	 * A member of a circular list, or the head of the list.
	 *
	 * @param <T> the type of the members
	 */
	private static class Link<T> {

		@Nullable T member;

		private Link<T> before = this;

		private Link<T> after = this;

		/** Leaves the present list, and becomes the last member of another one. */
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
	 * The place of an item in the queue.
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

	/** The items of one owner. */
	private static final class Line<K, T> {

		private final K owner;

		private final Link<Line<K, T>> turn = new Link<>();

		private final Link<Line<K, T>> rank = new Link<>();

		/** The items from the oldest to the newest. */
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
	 * Adds an item behind its owner's other items.
	 * @param owner the owner
	 * @param item the item
	 * @param itemWeight the weight of the item, at least 1
	 * @return the place of the item
	 */
	public Place<T> add(K owner, T item, long itemWeight) {
		Line<K, T> existing = this.lines.get(owner);
		while (this.magnitudes.size() <= magnitude(((existing != null) ? existing.weight : 0) + itemWeight)) {
			this.magnitudes.add(new Link<>());
		}
		Line<K, T> line = (existing != null) ? existing : this.lines.computeIfAbsent(owner, Line::new);
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
	 * @return {@code true} if the item was still queued
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

	/** Returns the binary logarithm of a weight, or -1 for zero. */
	private static int magnitude(long weight) {
		return Long.SIZE - 1 - Long.numberOfLeadingZeros(weight);
	}

	/**
	 * Returns the next item without removing it.
	 * @return the oldest item of the next owner, or {@code null} if the queue is empty
	 */
	public @Nullable Place<T> peek() {
		Line<K, T> next = this.turns.after.member;
		return (next != null) ? next.places.after.member : null;
	}

	/**
	 * Removes the next item. The next turn is another owner's.
	 * @return the item, or {@code null} if the queue is empty
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
	 * Removes an item that {@link #peek()} has returned. The next turn is another
	 * owner's.
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
	 * Returns the item to displace for another one. It is the newest item of the owner
	 * with the largest weight, within a factor of two.
	 * @param owner the owner of the other item
	 * @param itemWeight the weight of the other item
	 * @return the place of the item, or {@code null} if the other item's owner would then
	 * hold at least as much
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
	 * Returns the weight of an owner's items.
	 * @param owner the owner
	 * @return the sum of the weights
	 */
	public long weight(K owner) {
		Line<K, T> line = this.lines.get(owner);
		return (line != null) ? line.weight : 0;
	}

	/**
	 * Returns the number of items of all owners.
	 * @return the number of items
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Returns all items.
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
