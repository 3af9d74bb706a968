package io.zmqf.client;

/**
 * The correlation of replies with requests.
 *
 * @since 0.1.0
 */
public enum Correlation {

	/**
	 * Correlation by a frame that the peer returns with the reply. Many requests are in
	 * flight on one socket.
	 */
	ENVELOPE,
	/**
	 * No correlation frame: each socket of a pool has one request in flight. It is for
	 * peers that do not return the frame, such as a Python router with Python workers.
	 */
	NONE

}
