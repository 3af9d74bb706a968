package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zmqf.transport.Endpoint;

/**
 * The endpoints of the application's own roles that are not open. Failures of other local
 * roles to connect to them are expected, and not logged as warnings. Thread-safe.
 */
final class LocalEndpoints {

	/**
	 * The time after which no failure is expected from an attempt that began before the
	 * endpoint was open.
	 */
	private static final long OPENING_NANOS = Duration.ofSeconds(1).toNanos();

	private final LongSupplier nanoTime;

	/** The closed endpoints with their roles. */
	private final Map<Endpoint, String> closed = new ConcurrentHashMap<>();

	/**
	 * The opened endpoints with the times of opening, as from {@link System#nanoTime()}.
	 */
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
			if (wasClosed && !role.equals("worker")) { // its endpoint belongs to a router
				this.opened.put(endpoint, this.nanoTime.getAsLong());
			}
		});
	}

	/**
	 * Whether an endpoint belongs to the application and is not open.
	 */
	boolean isClosed(String endpoint) {
		return !this.closed.isEmpty() && this.closed.keySet().stream().anyMatch(Endpoint.parse(endpoint)::reaches);
	}

	/** Whether an endpoint belongs to the application and was opened a moment ago. */
	boolean isOpening(String endpoint) {
		long now = this.nanoTime.getAsLong();
		return this.opened.entrySet()
			.stream()
			.anyMatch((local) -> now - local.getValue() < OPENING_NANOS
					&& Endpoint.parse(endpoint).reaches(local.getKey()));
	}

}
