package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

import io.zmqf.router.RoutingStrategy.RoutableWorker;

/** A worker that the router can address. Belongs to the backend's loop. */
final class KnownWorker implements RoutableWorker {

	private final byte[] identity;

	private final String id;

	private final Set<RoutedRequest> requests = new LinkedHashSet<>();

	private Set<String> events = Set.of();

	private int capacity;

	private boolean leaving;

	KnownWorker(byte[] identity) {
		this.identity = identity;
		this.id = name(identity);
	}

	static String name(byte[] identity) {
		return new String(identity, StandardCharsets.UTF_8);
	}

	void announced(Set<String> handled, int takes) {
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

	/** What is in flight here. */
	Set<RoutedRequest> requests() {
		return this.requests;
	}

	boolean isAvailable() {
		return !this.leaving;
	}

	/** Whether it takes requests of an event; one that did not say takes all. */
	boolean handles(String event) {
		return this.events.isEmpty() || this.events.contains(event);
	}

	boolean hasRoom() {
		return this.requests.size() < this.capacity;
	}

	Set<String> events() {
		return this.events;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public int inFlight() {
		return this.requests.size();
	}

	@Override
	public int capacity() {
		return this.capacity;
	}

}
