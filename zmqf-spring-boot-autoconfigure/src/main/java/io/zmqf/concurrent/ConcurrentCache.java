package io.zmqf.concurrent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was made of something before. Keeps no more than applications have of anything,
 * because some names are made up; the rest is made anew each time. From any thread.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
public final class ConcurrentCache<K, V> {

	private static final int MAX_SIZE = 1024;

	private final Map<K, V> made = new ConcurrentHashMap<>();

	private final Function<K, V> maker;

	/**
	 * Creates a memory with nothing in it.
	 * @param maker the function that creates missing values; its exceptions are thrown
	 * each time
	 */
	public ConcurrentCache(Function<K, V> maker) {
		this.maker = maker;
	}

	/**
	 * What was made of something, now or before.
	 * @param key of what
	 * @return what the maker gave
	 */
	public V get(K key) {
		V known = this.made.get(key);
		if (known == null) {
			known = this.maker.apply(key);
			if (this.made.size() < MAX_SIZE) {
				this.made.put(key, known);
			}
		}
		return known;
	}

	/** Has everything made anew. */
	public void forget() {
		this.made.clear();
	}

}
