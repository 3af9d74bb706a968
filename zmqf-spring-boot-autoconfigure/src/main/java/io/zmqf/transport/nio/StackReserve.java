package io.zmqf.transport.nio;

/**
 * Makes sure that there is stack left for giving an event loop back, before it is taken:
 * a caller whose stack is full fails before, not in between.
 */
final class StackReserve {

	private static final int CALLS = 64;

	private StackReserve() {
	}

	/**
	 * Requires a reserve.
	 * @throws StackOverflowError if it is not there
	 */
	static void require() {
		descend(CALLS);
	}

	private static int descend(int calls) {
		return (calls > 0) ? descend(calls - 1) + 1 : 0;
	}

}
