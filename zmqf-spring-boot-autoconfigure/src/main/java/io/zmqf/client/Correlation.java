package io.zmqf.client;

/**
 * The way in which a client finds the request that a reply belongs to.
 *
 * @since 0.1.0
 */
public enum Correlation {

	/**
	 * By a frame that travels with the request and comes back with the reply: many
	 * requests are in flight on one socket.
	 */
	ENVELOPE,
	/**
	 * By having one request in flight on each socket of a pool, for peers that don't
	 * bring the frame back: a Python router with Python workers.
	 */
	NONE

}
