package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.Cancellation;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SocketLoop;

/**
 * The handlers that were removed from the registry while their requests were in flight.
 * Confined to the connection's event loop.
 */
final class RemovedHandlers {

	private final SocketLoop loop;

	private final InboundRequests inbound;

	private final List<Removal> removals = new ArrayList<>();

	/**
	 * Creates an empty collection.
	 * @param loop the loop of the connection
	 * @param inHand the requests in flight
	 */
	RemovedHandlers(SocketLoop loop, InboundRequests inHand) {
		this.loop = loop;
		this.inbound = inHand;
	}

	/**
	 * Awaits the end of the requests of removed handlers. Called on any thread. The
	 * request that this thread handles is not awaited. On the event loop no request is
	 * awaited.
	 * @param handlers the removed handlers
	 * @return a future that completes when none of their requests is in flight
	 */
	CompletableFuture<Void> awaitEnd(Set<HandlerRegistry.Registration> handlers) {
		if (this.loop.isHere()) {
			return CompletableFuture.completedFuture(null);
		}
		Removal removal = new Removal(handlers, Cancellation.current(), new CompletableFuture<>());
		this.loop.execute(LoopTask.of(() -> {
			this.removals.add(removal);
			check();
		}, removal::end));
		return removal.ended();
	}

	/**
	 * Completes the removals whose requests have ended. Called when a request is no
	 * longer in flight.
	 */
	void check() {
		if (!this.removals.isEmpty()) {
			this.removals
				.removeIf((removal) -> !this.inbound.hasAny(removal.handlers(), removal.own()) && removal.end());
		}
	}

	/** Completes all removals, because the connection closes. */
	void close() {
		this.removals.forEach(Removal::end);
		this.removals.clear();
	}

	/**
	 * Handlers that were removed together.
	 *
	 * @param handlers the handlers
	 * @param own the request that the waiting thread handles
	 * @param ended the future to complete when none of their requests is in flight
	 */
	private record Removal(Set<HandlerRegistry.Registration> handlers, Cancellation own,
			CompletableFuture<Void> ended) {

		boolean end() {
			this.ended.complete(null);
			return true;
		}

	}

}
