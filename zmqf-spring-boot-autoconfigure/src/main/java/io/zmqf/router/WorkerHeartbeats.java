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
 * The heartbeats of workers, and how far a router believes them: they come by other
 * connections than those that take requests. Belongs to the backend's loop.
 *
 * @param workers the workers of the router
 * @param security the security of workers
 * @param loop the backend's loop
 */
record WorkerHeartbeats(WorkerRoster workers, ServerSecurity security, SocketLoop loop) {

	/** The least time that a worker has for its answer. */
	private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** The time for its answer if it is asked no sooner than it would be lost. */
	private static final long LATE_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * A heartbeat came. A worker that is not known is asked to announce itself, or is
	 * taken for one of all events if it can't.
	 * @param node the sender
	 * @param understandsQuestions {@code true} if it can be asked to announce itself
	 */
	void heard(Node node, boolean understandsQuestions) {
		if (!mayWork(node.user()) || this.workers.find(node.socketIdentity()) != null) {
			return;
		}
		if (understandsQuestions) {
			this.workers.send(node.socketIdentity(), Events.READY_QUESTION);
		}
		else {
			this.workers.addUnreached(node.socketIdentity(), name(node.user()));
		}
	}

	/** Whether the sender of a heartbeat could be let in as a worker. */
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
	 * A heartbeat is late. A worker that announced itself is asked by its own connection
	 * whether it is still there.
	 * @param late the node that has not been heard
	 */
	void late(LateNode late) {
		Node node = late.node();
		KnownWorker worker = this.workers.find(node.socketIdentity());
		if (worker == null) {
			if (this.workers.former().saidGoodbye(node.socketIdentity())) {
				late.left();
			}
		}
		else if (!worker.isOf(name(node.user())) || !worker.isAvailable()) {
			late.left(); // somebody else's heartbeats, or one that said goodbye
		}
		else if (worker.announced) {
			ask(worker).answersFor(late);
		}
	}

	private WorkerProbe ask(KnownWorker worker) {
		WorkerProbe probe = worker.probe;
		if (probe == null) {
			probe = new WorkerProbe(worker, this.workers, this.loop.now());
			worker.probe = probe;
		}
		this.workers.send(worker.identity(), Events.READY_QUESTION);
		return probe;
	}

	/**
	 * A node has missed too many heartbeats. A worker that announced itself is lost if it
	 * does not answer either.
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
		boolean asked = worker.probe != null;
		WorkerProbe probe = ask(worker); // one that comes to itself again reads it then
		long answer = probe.asked() + (asked ? ANSWER_NANOS : LATE_ANSWER_NANOS);
		if (answer - this.loop.now() > 0) {
			this.loop.schedule(probe, answer);
		}
		else {
			this.workers.lose(worker, WorkerRoster.MISSED);
		}
	}

}
