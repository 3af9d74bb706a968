package io.zmqf.benchmarks.peers;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

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

	/**
	 * The same reply, of which the types say that it may be missing.
	 * @param reply the reply of a server that always answers
	 * @return the reply
	 */
	@SuppressWarnings("NullAway") // a stage that looks would have its price
	static CompletableFuture<Payload> answered(CompletableFuture<@Nullable Payload> reply) {
		return reply;
	}

}
