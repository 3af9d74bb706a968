package io.zmqf.transport.security;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * Keys that are valid at the same time, the preferred one first. They can be replaced at
 * any time. Thread-safe.
 *
 * @param <K> the type of the keys
 * @since 0.1.0
 */
public final class KeyRing<K> {

	private final Set<Runnable> watchers = new CopyOnWriteArraySet<>();

	private volatile List<K> keys;

	private KeyRing(List<K> keys) {
		this.keys = checked(keys);
	}

	/**
	 * Creates a key ring.
	 * @param <K> the type of the keys
	 * @param keys the keys, at least one, the preferred one first
	 * @return the key ring
	 */
	public static <K> KeyRing<K> of(List<K> keys) {
		return new KeyRing<>(keys);
	}

	/**
	 * Creates a key ring with one key.
	 * @param <K> the type of the key
	 * @param key the key
	 * @return the key ring
	 */
	public static <K> KeyRing<K> of(K key) {
		return new KeyRing<>(List.of(key));
	}

	private static <K> List<K> checked(List<K> keys) {
		if (keys.isEmpty()) {
			throw new IllegalArgumentException("There is no key");
		}
		return List.copyOf(keys);
	}

	/**
	 * The current keys.
	 * @return an immutable list of the keys
	 */
	public List<K> keys() {
		return this.keys;
	}

	/**
	 * The preferred key.
	 * @return the first key
	 */
	public K first() {
		return this.keys.get(0);
	}

	/**
	 * Replaces the keys, and notifies the watchers.
	 * @param replacement the new keys, at least one
	 */
	public void replace(List<K> replacement) {
		this.keys = checked(replacement);
		notifyWatchers(this.watchers.iterator());
	}

	/** Notifies all watchers, even if one of them throws. */
	static void notifyWatchers(Iterator<Runnable> watchers) {
		if (watchers.hasNext()) {
			try {
				watchers.next().run();
			}
			finally {
				notifyWatchers(watchers);
			}
		}
	}

	/**
	 * Registers a watcher, which is called after each replacement.
	 * @param watcher the watcher, called on the thread that replaces the keys
	 * @return the unregistration of the watcher
	 */
	public Runnable watch(Runnable watcher) {
		this.watchers.add(watcher);
		return () -> this.watchers.remove(watcher);
	}

	@Override
	public String toString() {
		return this.keys.toString();
	}

}
