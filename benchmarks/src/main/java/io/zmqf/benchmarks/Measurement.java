package io.zmqf.benchmarks;

import java.util.List;

/**
 * One peer, one cell, one round.
 *
 * @param round which of them
 * @param requests the number of replies, including those outside the measured time
 * @param failures the number of failed requests
 * @param perSecond the replies per second of the measured time
 * @param p50 nanoseconds that half of them took at most
 * @param p99 nanoseconds that all but a hundredth took at most
 * @param p999 nanoseconds that all but a thousandth took at most
 * @param cpuMicros processor time for each, over all processes
 * @param switches the sleeps of threads per request, over all processes
 * @param used processor time and sleeps in all
 * @param allocated bytes that each Java process allocated for each
 * @param fullCollections of all Java processes
 * @param compiledMillis the milliseconds that the compilers of all Java processes worked
 */
record Measurement(int round, long requests, long failures, double perSecond, long p50, long p99, long p999,
		double cpuMicros, double switches, Usage used, List<Double> allocated, long fullCollections,
		long compiledMillis) {

	static Measurement of(int round, String ran, long millis, Usage used, List<Heap> heaps) {
		String[] words = ran.split(" ");
		long requests = Long.parseLong(words[1]);
		double each = Math.max(1, requests);
		return new Measurement(round, requests, Long.parseLong(words[2]), Long.parseLong(words[3]) * 1e3 / millis,
				Long.parseLong(words[4]), Long.parseLong(words[5]), Long.parseLong(words[6]),
				used.cpuNanos() / each / 1000, used.switches() / each, used,
				heaps.stream().map((heap) -> heap.allocated() / each).toList(),
				heaps.stream().mapToLong(Heap::fullCollections).sum(),
				heaps.stream().mapToLong(Heap::compiledMillis).sum());
	}

}
