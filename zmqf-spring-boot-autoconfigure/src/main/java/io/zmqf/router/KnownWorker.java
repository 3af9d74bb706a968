package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.zmqf.router.RoutingStrategy.RoutableWorker;
import org.jspecify.annotations.Nullable;

/**
 * A worker that the router can address. Belongs to the backend's loop; what is volatile
 * may be looked at from elsewhere.
 */
final class KnownWorker implements RoutableWorker {

	private final byte[] identity;

	private final String id;

	private final Set<RoutedRequest> requests = new LinkedHashSet<>();

	/** The number of its connection, 0 where it does not count them. */
	long connection;

	/** {@code null} where it did not say. */
	private volatile @Nullable Set<String> events;

	private volatile int capacity;

	private volatile boolean leaving;

	private volatile int inFlight;

	KnownWorker(byte[] identity) {
		this.identity = identity;
		this.id = name(identity);
	}

	static String name(byte[] identity) {
		return new String(identity, StandardCharsets.UTF_8);
	}

	void announced(@Nullable Set<String> handled, int takes) {
		this.events = handled;
		this.capacity = takes;
		this.leaving = false;
	}

	void leaves() {
		this.leaving = true;
	}

	byte[] identity() {
		return this.identity;
	}

	void take(RoutedRequest request) {
		this.requests.add(request);
		this.inFlight = this.requests.size();
	}

	void release(RoutedRequest request) {
		this.requests.remove(request);
		this.inFlight = this.requests.size();
	}

	/** What is in flight here, at this moment. */
	List<RoutedRequest> requests() {
		return new ArrayList<>(this.requests);
	}

	RouterStatus.WorkerStatus status() {
		return new RouterStatus.WorkerStatus(this.id, events(), this.inFlight, this.capacity, this.leaving);
	}

	boolean isAvailable() {
		return !this.leaving;
	}

	/** Whether it takes requests of an event; one that did not say takes all. */
	boolean handles(String event) {
		Set<String> handled = this.events;
		return handled == null || handled.contains(event);
	}

	boolean hasRoom() {
		return this.inFlight < this.capacity;
	}

	/** What it says that it handles, {@code null} where it did not say. */
	@Nullable Set<String> events() {
		return this.events;
	}

	/** Whether it says that it handles an event. */
	boolean names(String event) {
		Set<String> handled = this.events;
		return handled != null && handled.contains(event);
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public int inFlight() {
		return this.inFlight;
	}

	@Override
	public int capacity() {
		return this.capacity;
	}

}
