package io.zmqf.transport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records the events of a transport. */
public final class RecordingListener implements TransportListener {

	private final List<DropReason> dropped = new CopyOnWriteArrayList<>();

	private final List<String> uncorrelated = new CopyOnWriteArrayList<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final List<String> details = new CopyOnWriteArrayList<>();

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		if (event.detail() != null) {
			this.details.add(event.type() + ": " + event.detail());
		}
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		this.dropped.add(reason);
	}

	@Override
	public void uncorrelated(String socket, String endpoint) {
		this.uncorrelated.add(endpoint);
	}

	@Override
	public void loopFailed(String socket, Throwable failure) {
		this.failures.add(failure);
	}

	@Override
	public void ioFailed(Throwable failure) {
		this.failures.add(failure);
	}

	/** Why messages were lost, in order. */
	public List<DropReason> drops() {
		return this.dropped;
	}

	/** The events that have a detail, in order. */
	public List<String> details() {
		return this.details;
	}

	/** The peers without correlation, once for each notification. */
	public List<String> uncorrelatedPeers() {
		return this.uncorrelated;
	}

	/** The exceptions of loops. */
	public List<Throwable> failures() {
		return this.failures;
	}

}
