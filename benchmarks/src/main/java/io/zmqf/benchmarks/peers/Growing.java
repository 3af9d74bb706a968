package io.zmqf.benchmarks.peers;

/**
 * The data of requests and replies of the growth benchmark: JSON of at least 16 bytes.
 *
 * @param w the time in milliseconds that the handler waits
 * @param t the padding to the size
 */
public record Growing(int w, String t) {

	private static final int FIXED = "{\"w\":0,\"t\":\"\"}".length();

	/**
	 * A payload of a size.
	 * @param wait milliseconds that its handler waits, at most 9
	 * @param bytes the length of its JSON, at least 14
	 * @return the payload
	 */
	public static Growing of(int wait, int bytes) {
		return new Growing(wait, "x".repeat(bytes - FIXED));
	}

}
