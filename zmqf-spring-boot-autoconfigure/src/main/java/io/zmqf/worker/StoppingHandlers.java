package io.zmqf.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * Handlers that were told to stop. Most do so within a moment; those that don't are
 * abandoned. Belongs to the loop of the connection.
 */
final class StoppingHandlers extends Timed {

	private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final SocketLoop loop;

	private final Consumer<InboundRequest> abandoned;

	/** The request that was stopped first is the first one. */
	private final Deque<Stopping> stopping = new ArrayDeque<>();

	/**
	 * Creates the watch.
	 * @param loop the loop of the connection
	 * @param abandoned a callback for each request whose handler goes on
	 */
	StoppingHandlers(SocketLoop loop, Consumer<InboundRequest> abandoned) {
		this.loop = loop;
		this.abandoned = abandoned;
	}

	void add(InboundRequest request) {
		this.stopping.add(new Stopping(request, this.loop.now() + MOMENT_NANOS));
		if (!isScheduled()) {
			this.loop.schedule(this, this.loop.now() + MOMENT_NANOS);
		}
	}

	@Override
	protected void onTime() {
		try {
			while (!this.stopping.isEmpty() && this.stopping.peek().until() - this.loop.now() <= 0) {
				InboundRequest request = this.stopping.remove().request();
				if (request.abandon()) {
					this.abandoned.accept(request);
				}
			}
		}
		finally {
			if (!this.stopping.isEmpty()) {
				this.loop.schedule(this, this.stopping.peek().until());
			}
		}
	}

	/**
	 * A request whose handler has a moment to stop.
	 *
	 * @param request the request
	 * @param until the end of the moment
	 */
	private record Stopping(InboundRequest request, long until) {
	}

}
