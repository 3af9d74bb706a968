package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.Cancellation;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SocketLoop;

/**
 * Handlers that were removed from the registry while requests of theirs were in hand.
 * Belongs to the connection's loop.
 */
final class RemovedHandlers {

	private final SocketLoop loop;

	private final InboundRequests inHand;

	private final List<Removal> removals = new ArrayList<>();

	/**
	 * Creates the watch.
	 * @param loop the loop of the connection
	 * @param inHand the requests in hand
	 */
	RemovedHandlers(SocketLoop loop, InboundRequests inHand) {
		this.loop = loop;
		this.inHand = inHand;
	}

	/**
	 * Awaits the last request of handlers that no request finds any more; from any
	 * thread. The request that the thread handles itself is not awaited, and a loop's
	 * thread awaits none.
	 * @param handlers the handlers
	 * @return completed once none of their requests is in hand
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

	/** A request is in hand no more. */
	void check() {
		if (!this.removals.isEmpty()) {
			this.removals
				.removeIf((removal) -> !this.inHand.hasAny(removal.handlers(), removal.own()) && removal.end());
		}
	}

	/** The connection closes. */
	void close() {
		this.removals.forEach(Removal::end);
		this.removals.clear();
	}

	/**
	 * Handlers that were removed together.
	 *
	 * @param handlers the handlers
	 * @param own the request of the thread that waits
	 * @param ended completed once none of their requests is in hand
	 */
	private record Removal(Set<HandlerRegistry.Registration> handlers, Cancellation own,
			CompletableFuture<Void> ended) {

		boolean end() {
			this.ended.complete(null);
			return true;
		}

	}

}
