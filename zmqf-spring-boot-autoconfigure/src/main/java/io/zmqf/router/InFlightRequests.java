package io.zmqf.router;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.TokenTable;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight at workers, and their memory. Confined to the backend's loop.
 */
final class InFlightRequests {

	/**
	 * The divisor for the memory of large requests: a quarter of all. Bytes that are
	 * queued at a worker's connection also count there.
	 */
	private static final int LARGE_SHARE = 4;

	private static final long OFFER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final TokenTable<RoutedRequest> requests = new TokenTable<>();

	private final long maxBytes;

	private final SocketLoop loop;

	private final Timed offer;

	private long bytes;

	/** The memory of large requests, which is part of {@link #bytes}. */
	private long largeBytes;

	/**
	 * Creates the table.
	 * @param maxBytes the maximum memory of requests in flight, in bytes
	 * @param loop the backend's loop
	 * @param offer the task that dispatches requests that waited for memory
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
	 * Counts the memory of a request. Parts of a request to all share its frames, which
	 * {@link Gatherings} counts.
	 */
	private void count(RoutedRequest request, int sign) {
		if (request.gathering == null) {
			this.bytes += sign * request.bytes();
			this.largeBytes += request.isLarge() ? sign * request.bytes() : 0;
		}
	}

	/**
	 * Whether there is memory for one more request in flight. Large requests leave most
	 * of the memory to small ones. If there is none, waiting requests are dispatched
	 * again within 10 ms.
	 * @param request the request, which is already counted
	 * @return {@code false} if the request has to wait
	 */
	boolean hasMemoryFor(RoutedRequest request) {
		return request.isLarge() ? hasMemoryForLarge(request.bytes())
				: hasMemory(this.bytes - request.bytes() < this.maxBytes);
	}

	/** Whether there is memory for a waiting large request. */
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

	/** Whether a request waits for memory. */
	boolean isShortOfMemory() {
		return this.offer.isScheduled();
	}

	/** Returns the request of a token, or {@code null} if it is no longer in flight. */
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
