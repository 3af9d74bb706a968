package io.zmqf.benchmarks.peers;

import java.util.concurrent.CompletableFuture;

/** The client of a peer, in the way that its users would use it. */
public interface Requester {

	/**
	 * Sends a request without waiting; from any thread.
	 * @param request the request
	 * @return the reply
	 */
	CompletableFuture<Payload> send(Payload request);

	/**
	 * Sends a request and waits; from any thread.
	 * @param request the request
	 * @return the reply
	 */
	default Payload call(Payload request) {
		return send(request).join();
	}

}
