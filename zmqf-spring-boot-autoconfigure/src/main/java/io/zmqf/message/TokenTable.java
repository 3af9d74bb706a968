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
 * What waits for a reply, each under a frame of eight bytes that the reply brings back. A
 * token is never given twice, and starts at random, so that what was meant for an earlier
 * owner of the table finds nothing. Belongs to one thread.
 *
 * @param <T> the type of the entries
 * @since 0.1.0
 */
public final class TokenTable<T> {

	/** The bytes of a token. */
	public static final int TOKEN_BYTES = Long.BYTES;

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private @Nullable Object[] entries = new Object[64];

	/** The number of the owner of each slot; the upper half of its token. */
	private int[] owners = new int[64];

	private int[] free = new int[64];

	private int freeCount;

	private int used;

	private int nextOwner = ThreadLocalRandom.current().nextInt();

	/**
	 * Adds an entry.
	 * @param entry the entry
	 * @return its token
	 */
	public long put(T entry) {
		int slot = (this.freeCount > 0) ? this.free[--this.freeCount] : unusedSlot();
		this.entries[slot] = entry;
		this.owners[slot] = this.nextOwner++;
		return ((long) this.owners[slot] << 32) | slot;
	}

	/**
	 * Finds an entry.
	 * @param frame the frame that a reply brought back
	 * @return the entry, or {@code null} where there is none, or no more
	 */
	public @Nullable T get(byte[] frame) {
		return (frame.length == TOKEN_BYTES) ? get((long) LONG.get(frame, 0)) : null;
	}

	/**
	 * Removes an entry.
	 * @param token the token that {@link #put(Object)} returned
	 * @return the entry, or {@code null} where there is none, or no more
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
	 * All entries.
	 * @return what waits, in no order
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
	 * @return what waited, in no order
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
	 * How many wait.
	 * @return the number of entries
	 */
	public int size() {
		return this.used - this.freeCount;
	}

	/**
	 * The frame of a token.
	 * @param token the token that {@link #put(Object)} returned
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
			// each can fail, and nothing may have changed then
			@Nullable Object[] moreEntries = Arrays.copyOf(this.entries, grown);
			int[] moreOwners = Arrays.copyOf(this.owners, grown);
			this.free = Arrays.copyOf(this.free, grown);
			this.entries = moreEntries;
			this.owners = moreOwners;
		}
		return this.used++;
	}

}
