package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.concurrent.FairQueue;

/**
 * The requests of one event that wait: the small ones, or the large ones. Belongs to the
 * backend's loop.
 */
final class WaitingEvent {

	private final String name;

	private final boolean large;

	private final FairQueue<Object, RoutedRequest> requests = new FairQueue<>();

	private final List<WorkerGroup> groups = new ArrayList<>(2);

	private long bytes;

	WaitingEvent(String name, boolean large) {
		this.name = name;
		this.large = large;
	}

	String name() {
		return this.name;
	}

	/** Whether its requests are large, so that they have less of the memory. */
	boolean isLarge() {
		return this.large;
	}

	/** Its requests, which the clients take turns with. */
	FairQueue<Object, RoutedRequest> requests() {
		return this.requests;
	}

	long bytes() {
		return this.bytes;
	}

	void count(long change) {
		this.bytes += change;
	}

	/** Waits for the workers of a group. */
	void attach(WorkerGroup group) {
		this.groups.add(group);
		group.waits(this);
	}

	void detach(WorkerGroup group) {
		this.groups.remove(group);
		group.waitsNoMore(this);
	}

	void detach() {
		for (WorkerGroup group : this.groups) {
			group.waitsNoMore(this);
		}
		this.groups.clear();
	}

}
