package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.concurrent.FairQueue;

/** The requests of one event that wait. Belongs to the backend's loop. */
final class WaitingEvent {

	private final String name;

	private final FairQueue<Object, RoutedRequest> requests = new FairQueue<>();

	private final List<WorkerGroup> groups = new ArrayList<>(2);

	private long bytes;

	WaitingEvent(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
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
		group.waiting().add(this);
	}

	void detach(WorkerGroup group) {
		this.groups.remove(group);
		group.waiting().remove(this);
	}

	void detach() {
		for (WorkerGroup group : this.groups) {
			group.waiting().remove(this);
		}
		this.groups.clear();
	}

}
