package io.zmqf.benchmarks;

import java.util.Arrays;

/** Latencies of one caller, in nanoseconds, or of all callers of a run. */
final class Samples {

	private long[] nanos = new long[1024];

	private int size;

	void add(long latency) {
		if (this.size == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, 2 * this.size);
		}
		this.nanos[this.size++] = latency;
	}

	void addAll(Samples other) {
		if (this.size + other.size > this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, 2 * (this.size + other.size));
		}
		System.arraycopy(other.nanos, 0, this.nanos, this.size, other.size);
		this.size += other.size;
	}

	int size() {
		return this.size;
	}

	/** Has to be done before percentiles are asked for. */
	void sort() {
		Arrays.sort(this.nanos, 0, this.size);
	}

	/** The latency that this share of all requests did not exceed; 0 without requests. */
	long percentile(double share) {
		return (this.size > 0) ? this.nanos[Math.min(this.size - 1, (int) Math.ceil(share * this.size))] : 0;
	}

}
