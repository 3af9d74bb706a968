package io.zmqf.benchmarks;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A histogram of latencies with a precision of one percent. Thread-safe, and adds without
 * allocation.
 */
final class Latencies {

	private static final int BITS = 7;

	private static final int STEPS = 1 << BITS;

	private final AtomicIntegerArray counts = new AtomicIntegerArray((Long.SIZE - BITS) * STEPS);

	void add(long nanos) {
		this.counts.incrementAndGet(index(Math.max(0, nanos)));
	}

	/** Powers of two, each in as many equal steps. */
	private static int index(long nanos) {
		int shift = Math.max(0, Long.SIZE - BITS - 1 - Long.numberOfLeadingZeros(nanos));
		return shift * STEPS + (int) (nanos >>> shift);
	}

	private static long value(int index) {
		int shift = Math.max(0, index / STEPS - 1);
		return (long) (index - shift * STEPS) << shift;
	}

	long size() {
		long size = 0;
		for (int i = 0; i < this.counts.length(); i++) {
			size += this.counts.get(i);
		}
		return size;
	}

	/** The nanoseconds that this share of all requests did not exceed; 0 without any. */
	long percentile(double share) {
		long rank = (long) Math.ceil(share * size());
		long passed = 0;
		for (int i = 0; i < this.counts.length(); i++) {
			passed += this.counts.get(i);
			if (passed >= rank && passed > 0) {
				return value(i);
			}
		}
		return 0;
	}

}
