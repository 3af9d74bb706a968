package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.heartbeat.LateNode;
import io.zmqf.transport.Timed;

/**
 * The probe of a worker whose heartbeats are late, sent by its own connection. A worker
 * that answers is not lost, even if its heartbeats are missed.
 */
final class WorkerProbe extends Timed {

	private final KnownWorker worker;

	private final WorkerRoster workers;

	private final long sentAt;

	private final List<LateNode> late = new ArrayList<>(1);

	WorkerProbe(KnownWorker worker, WorkerRoster workers, long sentAt) {
		this.worker = worker;
		this.workers = workers;
		this.sentAt = sentAt;
	}

	long sentAt() {
		return this.sentAt;
	}

	void answersFor(LateNode node) {
		this.late.add(node);
	}

	void answered() {
		this.late.forEach(LateNode::alive);
	}

	@Override
	protected void onTime() {
		this.workers.lose(this.worker, WorkerRoster.MISSED);
	}

}
