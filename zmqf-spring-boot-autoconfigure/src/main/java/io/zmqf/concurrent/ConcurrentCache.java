package io.zmqf.concurrent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A cache of computed values with a maximum size. Keys may come from peers, so that a
 * full cache computes further values each time. Thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @since 0.1.0
 */
public final class ConcurrentCache<K, V> {

	private static final int MAX_SIZE = 1024;

	private final Map<K, V> values = new ConcurrentHashMap<>();

	private final Function<K, V> maker;

	/**
	 * Creates an empty cache.
	 * @param maker the function that computes missing values; its exceptions are not
	 * cached
	 */
	public ConcurrentCache(Function<K, V> maker) {
		this.maker = maker;
	}

	/**
	 * Returns the value of a key, and computes it if it is not cached.
	 * @param key the key
	 * @return the value
	 */
	public V get(K key) {
		V value = this.values.get(key);
		if (value == null) {
			value = this.maker.apply(key);
			if (this.values.size() < MAX_SIZE) {
				this.values.put(key, value);
			}
		}
		return value;
	}

	/** Removes all values. */
	public void forget() {
		this.values.clear();
	}

}
