package io.zmqf.benchmarks;

/**
 * The memory and compiler statistics of a JVM so far.
 *
 * @param allocated the bytes that its threads have allocated
 * @param fullCollections the number of full collections
 * @param compiledMillis the compilation time in milliseconds
 */
record Heap(long allocated, long fullCollections, long compiledMillis) {

	static Heap parse(String answer) {
		String[] words = answer.split(" ");
		return new Heap(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
	}

	Heap minus(Heap before) {
		return new Heap(this.allocated - before.allocated, this.fullCollections - before.fullCollections,
				this.compiledMillis - before.compiledMillis);
	}

}
