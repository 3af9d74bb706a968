package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zmqf.transport.Endpoint;

/**
 * Which endpoints of the application's own roles are not open yet, or no longer: that
 * others of its roles can't reach these is no news. Safe for threads.
 */
final class LocalEndpoints {

	/** An attempt from before an endpoint was open is told by then. */
	private static final long OPENING_NANOS = Duration.ofSeconds(1).toNanos();

	private final LongSupplier nanoTime;

	/** The roles of the endpoints that are closed. */
	private final Map<Endpoint, String> closed = new ConcurrentHashMap<>();

	/** The times at which endpoints were opened. */
	private final Map<Endpoint, Long> opened = new ConcurrentHashMap<>();

	LocalEndpoints(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	void close(String role, List<String> endpoints) {
		endpoints.forEach((endpoint) -> this.closed.put(Endpoint.parse(endpoint), role));
	}

	void open(String role, List<String> endpoints) {
		endpoints.stream().map(Endpoint::parse).forEach((endpoint) -> {
			boolean wasClosed = this.closed.remove(endpoint, role);
			if (wasClosed && !role.equals("worker")) { // whose endpoint is another's
				this.opened.put(endpoint, this.nanoTime.getAsLong());
			}
		});
	}

	/**
	 * Whether an endpoint is one of the application's that is not open.
	 */
	boolean isClosed(String endpoint) {
		return !this.closed.isEmpty() && this.closed.keySet().stream().anyMatch(Endpoint.parse(endpoint)::reaches);
	}

	/** Whether an endpoint is one of the application's that has just been opened. */
	boolean isOpening(String endpoint) {
		long now = this.nanoTime.getAsLong();
		return this.opened.entrySet()
			.stream()
			.anyMatch((local) -> now - local.getValue() < OPENING_NANOS
					&& Endpoint.parse(endpoint).reaches(local.getKey()));
	}

}
