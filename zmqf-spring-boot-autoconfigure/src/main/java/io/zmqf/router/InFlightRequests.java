package io.zmqf.router;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.TokenTable;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * The requests that workers have, and the memory that they hold. Belongs to the backend's
 * loop.
 */
final class InFlightRequests {

	/** What waits to be written to workers counts for their connections besides. */
	private static final int LARGE_SHARE = 4;

	private static final long OFFER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final TokenTable<RoutedRequest> requests = new TokenTable<>();

	private final long maxBytes;

	private final SocketLoop loop;

	private final Timed offer;

	private long bytes;

	/** The part of that which large requests hold. */
	private long largeBytes;

	/**
	 * Creates the table.
	 * @param maxBytes the memory that requests in flight may hold
	 * @param loop the backend's loop
	 * @param offer the task that offers again what was waiting for memory
	 */
	InFlightRequests(long maxBytes, SocketLoop loop, Runnable offer) {
		this.maxBytes = maxBytes;
		this.loop = loop;
		this.offer = Timed.of(offer);
	}

	void add(RoutedRequest request) {
		request.token = this.requests.put(request);
		count(request, 1);
	}

	void remove(RoutedRequest request) {
		if (this.requests.remove(request.token) != null) {
			count(request, -1);
		}
	}

	/**
	 * The parts of a request to all share its frames, which {@link Gatherings} counts.
	 */
	private void count(RoutedRequest request, int sign) {
		if (request.gathering == null) {
			this.bytes += sign * request.bytes();
			this.largeBytes += request.isLarge() ? sign * request.bytes() : 0;
		}
	}

	/**
	 * Whether there is memory for one more request in flight, however many workers there
	 * are: large requests leave most of it to small ones. Where there is none, what waits
	 * is offered to workers again soon.
	 * @param request the request, which is counted already
	 * @return {@code false} if the request has to wait
	 */
	boolean hasMemoryFor(RoutedRequest request) {
		return request.isLarge() ? hasMemoryForLarge(request.bytes())
				: hasMemory(this.bytes - request.bytes() < this.maxBytes);
	}

	/** Whether there is memory for a large request that waits. */
	boolean hasMemoryForLarge() {
		return hasMemoryForLarge(0);
	}

	private boolean hasMemoryForLarge(long own) {
		return hasMemory(this.bytes - own < this.maxBytes && this.largeBytes - own < this.maxBytes / LARGE_SHARE);
	}

	private boolean hasMemory(boolean has) {
		if (has) {
			return true;
		}
		if (!this.offer.isScheduled()) {
			this.loop.schedule(this.offer, this.loop.now() + OFFER_NANOS);
		}
		return false;
	}

	/** Whether a request had to wait for memory a moment ago. */
	boolean isShortOfMemory() {
		return this.offer.isScheduled();
	}

	/** The request that a reply answers, {@code null} where there is none any more. */
	@Nullable RoutedRequest find(byte[] token) {
		return this.requests.get(token);
	}

	int size() {
		return this.requests.size();
	}

	List<RoutedRequest> all() {
		return this.requests.entries();
	}

	List<RoutedRequest> drain() {
		return this.requests.drain();
	}

}
