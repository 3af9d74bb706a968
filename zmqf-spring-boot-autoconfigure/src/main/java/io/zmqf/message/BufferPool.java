package io.zmqf.message;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/**
 * Keeps Jackson's buffers, a few for each processor and in no object of their own. A
 * thread looks for them in two places, others for each, so that there is rarely more than
 * one at a place. Virtual threads have them as others do: they belong to the places.
 */
final class BufferPool implements RecyclerPool<BufferRecycler> {

	/** As many references as a cache line has, so that neighbours don't disturb. */
	private static final int APART = 16;

	private final int last;

	private final transient AtomicReferenceArray<@Nullable BufferRecycler> places;

	/**
	 * Creates an empty pool.
	 * @param processors how many threads are busy at once
	 */
	BufferPool(int processors) {
		int size = Integer.highestOneBit(Math.max(1, processors)) * 4;
		this.last = size - 1;
		this.places = new AtomicReferenceArray<>(size * APART);
	}

	@Override
	public BufferRecycler acquirePooled() {
		int first = place();
		BufferRecycler found = take(first);
		if (found == null) {
			found = take(other(first));
		}
		return (found != null) ? found : new BufferRecycler();
	}

	private @Nullable BufferRecycler take(int place) {
		return (this.places.getPlain(place) != null) ? this.places.getAndSet(place, null) : null;
	}

	/** Where two threads put one at the same place, one of them is lost, and no harm. */
	@Override
	public void releasePooled(BufferRecycler pooled) {
		int first = place();
		this.places.setRelease((this.places.getPlain(first) == null) ? first : other(first), pooled);
	}

	private int place() {
		return ((int) Thread.currentThread().getId() & this.last) * APART;
	}

	private int other(int place) {
		return (place + APART * (this.last / 2 + 1)) & (this.last * APART);
	}

	@Override
	public int pooledCount() {
		int count = 0;
		for (int i = 0; i <= this.last; i++) {
			count += (this.places.get(i * APART) != null) ? 1 : 0;
		}
		return count;
	}

}
