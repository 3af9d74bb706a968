package io.zmqf.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Entries that wait for a reply, each under a token of eight bytes that the reply
 * returns. Tokens are not reused and start at random, so that a reply for an earlier
 * owner of the table finds no entry. Not thread-safe: owned by one thread.
 *
 * @param <T> the type of the entries
 * @since 0.1.0
 */
public final class TokenTable<T> {

	/** The size of a token in bytes. */
	public static final int TOKEN_BYTES = Long.BYTES;

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private @Nullable Object[] entries = new Object[64];

	/** The owner number of each slot: the upper half of the token. */
	private int[] owners = new int[64];

	private int[] free = new int[64];

	private int freeCount;

	private int used;

	private int nextOwner = ThreadLocalRandom.current().nextInt();

	/**
	 * Adds an entry.
	 * @param entry the entry
	 * @return the token
	 */
	public long put(T entry) {
		int slot = (this.freeCount > 0) ? this.free[--this.freeCount] : unusedSlot();
		this.entries[slot] = entry;
		this.owners[slot] = this.nextOwner++;
		return ((long) this.owners[slot] << 32) | slot;
	}

	/**
	 * Finds an entry.
	 * @param frame the frame that a reply returned
	 * @return the entry, or {@code null} if there is none
	 */
	public @Nullable T get(byte[] frame) {
		return (frame.length == TOKEN_BYTES) ? get((long) LONG.get(frame, 0)) : null;
	}

	/**
	 * Removes an entry.
	 * @param token the token from {@link #put(Object)}
	 * @return the entry, or {@code null} if there is none
	 */
	public @Nullable T remove(long token) {
		T entry = get(token);
		if (entry != null) {
			int slot = (int) token;
			this.entries[slot] = null;
			this.free[this.freeCount++] = slot;
		}
		return entry;
	}

	/**
	 * Returns all entries.
	 * @return the entries, in no particular order
	 */
	@SuppressWarnings("unchecked")
	public List<T> entries() {
		List<T> all = new ArrayList<>(size());
		for (int slot = 0; slot < this.used; slot++) {
			Object entry = this.entries[slot];
			if (entry != null) {
				all.add((T) entry);
			}
		}
		return all;
	}

	/**
	 * Removes all entries.
	 * @return the removed entries, in no particular order
	 */
	public List<T> drain() {
		List<T> drained = entries();
		for (int slot = 0; slot < this.used; slot++) {
			if (this.entries[slot] != null) {
				this.entries[slot] = null;
				this.free[this.freeCount++] = slot;
			}
		}
		return drained;
	}

	/**
	 * Returns the number of entries.
	 * @return the number
	 */
	public int size() {
		return this.used - this.freeCount;
	}

	/**
	 * Returns the frame of a token.
	 * @param token the token from {@link #put(Object)}
	 * @return eight bytes
	 */
	public static byte[] frame(long token) {
		byte[] frame = new byte[TOKEN_BYTES];
		LONG.set(frame, 0, token);
		return frame;
	}

	@SuppressWarnings("unchecked")
	private @Nullable T get(long token) {
		int slot = (int) token;
		return (slot >= 0 && slot < this.used && this.owners[slot] == (int) (token >>> 32)) ? (T) this.entries[slot]
				: null;
	}

	private int unusedSlot() {
		if (this.used == this.entries.length) {
			int grown = 2 * this.used;
			// each allocation may fail, and must leave the table unchanged
			@Nullable Object[] moreEntries = Arrays.copyOf(this.entries, grown);
			int[] moreOwners = Arrays.copyOf(this.owners, grown);
			this.free = Arrays.copyOf(this.free, grown);
			this.entries = moreEntries;
			this.owners = moreOwners;
		}
		return this.used++;
	}

}
