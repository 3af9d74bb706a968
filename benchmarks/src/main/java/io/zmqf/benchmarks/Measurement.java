package io.zmqf.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One peer, one cell, one round.
 *
 * @param requests how many were answered
 * @param failures how many failed
 * @param perSecond how many were answered in a second
 * @param p50 nanoseconds that half of them took at most
 * @param p99 nanoseconds that all but a hundredth took at most
 * @param p999 nanoseconds that all but a thousandth took at most
 * @param cpuMicros processor time for each, over all processes
 * @param switches how often a thread went to sleep for each, over all processes
 * @param allocated bytes that each Java process allocated for each
 * @param fullCollections of all Java processes
 */
record Measurement(long requests, long failures, double perSecond, long p50, long p99, long p999, double cpuMicros,
		double switches, List<Double> allocated, long fullCollections) {

	static Measurement of(String ran, Usage used, List<long[]> heapsBefore, List<long[]> heapsAfter) {
		String[] words = ran.split(" ");
		long requests = Long.parseLong(words[1]);
		double each = Math.max(1, requests);
		List<Double> allocated = new ArrayList<>();
		long fullCollections = 0;
		for (int i = 0; i < heapsAfter.size(); i++) {
			allocated.add((heapsAfter.get(i)[0] - heapsBefore.get(i)[0]) / each);
			fullCollections += heapsAfter.get(i)[1] - heapsBefore.get(i)[1];
		}
		return new Measurement(requests, Long.parseLong(words[2]), requests * 1e9 / Long.parseLong(words[3]),
				Long.parseLong(words[4]), Long.parseLong(words[6]), Long.parseLong(words[7]),
				used.cpuNanos() / each / 1000, used.switches() / each, allocated, fullCollections);
	}

}
