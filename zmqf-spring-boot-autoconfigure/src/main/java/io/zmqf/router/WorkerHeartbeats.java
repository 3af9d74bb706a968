package io.zmqf.router;

import java.util.concurrent.TimeUnit;

import io.zmqf.heartbeat.LateNode;
import io.zmqf.heartbeat.Node;
import io.zmqf.message.Events;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.security.ServerSecurity;
import org.jspecify.annotations.Nullable;

/**
 * Handles the heartbeats of workers. They come by other connections than requests, so the
 * router trusts them only in part. Confined to the backend's loop.
 *
 * @param workers the workers of the router
 * @param security the authentication of workers
 * @param loop the backend's loop
 */
record WorkerHeartbeats(WorkerRoster workers, ServerSecurity security, SocketLoop loop) {

	/** The minimum time for the answer to a probe. */
	private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** The time for the answer if the probe is sent no sooner than at the loss. */
	private static final long LATE_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Handles a heartbeat. An unknown worker is asked to register. If it does not support
	 * queries, it is added as a worker for all events.
	 * @param node the sender
	 * @param understandsQueries {@code true} if the sender supports queries
	 */
	void heartbeatReceived(Node node, boolean understandsQueries) {
		if (!mayWork(node.user()) || this.workers.find(node.socketIdentity()) != null) {
			return;
		}
		if (understandsQueries) {
			this.workers.send(node.socketIdentity(), Events.READY_QUESTION);
		}
		else {
			this.workers.addUnreached(node.socketIdentity(), name(node.user()));
		}
	}

	/** Whether the sender of a heartbeat is authorized to be a worker. */
	private boolean mayWork(@Nullable ZmqPrincipal user) {
		return (this.security instanceof ServerSecurity.Curve curve) ? isIn(curve.role(), user)
				: !(this.security instanceof ServerSecurity.Plain plain) || isIn(plain.role(), user);
	}

	private static boolean isIn(@Nullable String role, @Nullable ZmqPrincipal user) {
		return user != null && (role == null || user.isIn(role));
	}

	private static @Nullable String name(@Nullable ZmqPrincipal user) {
		return (user != null) ? user.name() : null;
	}

	/**
	 * Handles a late heartbeat. A registered worker is probed by its own connection.
	 * @param late the node whose heartbeat is late
	 */
	void late(LateNode late) {
		Node node = late.node();
		KnownWorker worker = this.workers.find(node.socketIdentity());
		if (worker == null) {
			if (this.workers.former().leftWithGoodbye(node.socketIdentity())) {
				late.left();
			}
		}
		else if (!worker.isOf(name(node.user())) || !worker.isAvailable()) {
			late.left(); // heartbeats of another user, or of a worker that said goodbye
		}
		else if (worker.announced) {
			probe(worker).answersFor(late);
		}
	}

	private WorkerProbe probe(KnownWorker worker) {
		WorkerProbe probe = worker.probe;
		if (probe == null) {
			probe = new WorkerProbe(worker, this.workers, this.loop.now());
			worker.probe = probe;
		}
		this.workers.send(worker.identity(), Events.READY_QUESTION);
		return probe;
	}

	/**
	 * Handles the loss of a node's heartbeats. A registered worker is lost only if it
	 * does not answer its probe either.
	 * @param node the node
	 */
	void lost(Node node) {
		KnownWorker worker = this.workers.find(node.socketIdentity());
		if (worker == null || !worker.isOf(name(node.user()))) {
			return;
		}
		if (!worker.announced) {
			this.workers.lose(worker, WorkerRoster.MISSED);
			return;
		}
		boolean probed = worker.probe != null;
		WorkerProbe probe = probe(worker); // a paused worker reads it when it resumes
		long answer = probe.sentAt() + (probed ? ANSWER_NANOS : LATE_ANSWER_NANOS);
		if (answer - this.loop.now() > 0) {
			this.loop.schedule(probe, answer);
		}
		else {
			this.workers.lose(worker, WorkerRoster.MISSED);
		}
	}

}
