package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.concurrent.FairQueue;

/**
 * The waiting requests of one event: either the small or the large ones. Confined to the
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

	/** Whether its requests are large. */
	boolean isLarge() {
		return this.large;
	}

	/** Returns its requests. Clients take turns. */
	FairQueue<Object, RoutedRequest> requests() {
		return this.requests;
	}

	long bytes() {
		return this.bytes;
	}

	void count(long change) {
		this.bytes += change;
	}

	/** Adds the event to those that wait for the workers of a group. */
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
