package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.zmqf.message.BoundedTime;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.KeyRing;
import org.jspecify.annotations.Nullable;

/**
 * The CURVE keys of properties. Keys from files are reloaded periodically on a thread of
 * their own. If a file can't be read, its last keys remain in use.
 */
final class KeyFiles implements AutoCloseable {

	static final String INTERVAL = "zmqf.security.key-interval";

	private final CurveKeyLoader keys;

	private final Supplier<Duration> interval;

	private final Map<String, Entry<?>> entries = new ConcurrentHashMap<>();

	private @Nullable ScheduledExecutorService thread;

	private @Nullable KeyRing<CurveKey> publicKeys;

	KeyFiles(CurveKeyLoader keys, Supplier<Duration> interval) {
		this.keys = keys;
		this.interval = interval;
	}

	/** Returns the key pair of a property, as a ring of one. */
	KeyRing<CurveKeyPair> pair(String property, String value) {
		return ring(property, value, (text) -> List.of(this.keys.pair(property, text)));
	}

	/** Returns the key pairs of a property. */
	KeyRing<CurveKeyPair> pairs(String property, String value) {
		return ring(property, value, (text) -> this.keys.pairs(property, text));
	}

	/** Returns the public keys of a property. */
	KeyRing<CurveKey> publicKeys(String property, String value) {
		return ring(property, value, (text) -> this.keys.publicKeys(property, text));
	}

	/**
	 * Returns the public keys of the application itself, which change with its secret
	 * keys.
	 */
	synchronized KeyRing<CurveKey> publicKeys(KeyRing<CurveKeyPair> own) {
		KeyRing<CurveKey> current = this.publicKeys;
		if (current == null) {
			KeyRing<CurveKey> created = KeyRing.of(own.keys().stream().map(CurveKeyPair::publicKey).toList());
			own.watch(() -> created.replace(own.keys().stream().map(CurveKeyPair::publicKey).toList()));
			this.publicKeys = created;
			current = created;
		}
		return current;
	}

	/**
	 * Loads the keys of a property, and schedules the reload if they come from a file.
	 */
	@SuppressWarnings("unchecked")
	private <K> KeyRing<K> ring(String property, String value, Function<String, List<K>> reader) {
		return ((Entry<K>) this.entries.compute(property, (key, current) -> {
			if (current != null && current.value.equals(value)) {
				return current;
			}
			Entry<K> entry = new Entry<>(property, value, reader);
			if (CurveKeyLoader.isReadAgain(value)) {
				start();
			}
			return entry;
		})).ring;
	}

	private synchronized void start() {
		if (this.thread != null) {
			return;
		}
		Duration period = this.interval.get();
		PropertyValidation.requireAtLeast(INTERVAL, period, PropertyValidation.ONE_MILLISECOND);
		ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread watch = new Thread(task, "zmqf-keys");
			watch.setDaemon(true);
			return watch;
		});
		long millis = BoundedTime.of(period).toMillis();
		started.scheduleWithFixedDelay(this::reload, millis, millis, TimeUnit.MILLISECONDS);
		this.thread = started;
	}

	/** Reloads all keys. */
	void reload() {
		for (Entry<?> entry : this.entries.values()) {
			try {
				entry.reload();
			}
			catch (Throwable ex) {
				// the log statement itself failed, most likely for lack of memory
			}
		}
	}

	@Override
	public synchronized void close() {
		if (this.thread != null) {
			this.thread.shutdownNow();
			this.thread = null;
		}
	}

	/** The keys of one property. */
	private static final class Entry<K> {

		private final String property;

		private final String value;

		private final Function<String, List<K>> reader;

		private final KeyRing<K> ring;

		private boolean readable = true;

		/**
		 * Whether new keys were loaded that not every watcher of the ring has applied.
		 */
		private boolean due;

		Entry(String property, String value, Function<String, List<K>> reader) {
			this.property = property;
			this.value = value;
			this.reader = reader;
			this.ring = KeyRing.of(reader.apply(value));
		}

		void reload() {
			try {
				List<K> keys = this.reader.apply(this.value);
				this.due |= !keys.equals(this.ring.keys());
				if (this.due) {
					this.ring.replace(keys);
					this.due = false;
					RoleLog.SECURITY.info("The keys of " + this.property + " have changed: " + keys);
				}
				this.readable = true;
			}
			catch (PropertyException ex) {
				warn(" can't be reloaded, and the previous ones stay in use: "
						+ ((ex.getCause() != null) ? ex.getCause().getMessage() : ex.getMessage()));
			}
			catch (Throwable ex) { // must not end the reloads
				warn(" have changed, but can't be applied yet; retrying: " + ex);
			}
		}

		private void warn(String fault) {
			if (this.readable) {
				this.readable = false;
				RoleLog.SECURITY.warn("The keys of " + this.property + fault);
			}
		}

	}

}
