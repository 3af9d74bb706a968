package io.zmqf.benchmarks.peers;

/**
 * What is sent and answered while something grows: JSON from 16 bytes on.
 *
 * @param w milliseconds that its handler waits
 * @param t as long as it takes to get to the size
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
