package io.zmqf.router;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqf.message.Capabilities;
import io.zmqf.message.Events;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Adds and removes workers by their registrations, heartbeats and connections. Confined
 * to the backend's loop.
 */
final class WorkerRoster {

	static final String TOO_MANY_EVENTS = "its events used the largest share of the memory for events";

	static final String MISSED = "it missed its heartbeats";

	/** The capacity of a worker that did not register, such as one in Python. */
	private static final int UNANNOUNCED_CAPACITY = 8;

	/** The divisor for the memory of all workers' events: half of that for messages. */
	private static final int SHARE_OF_MEMORY = 2;

	private static final byte[] NO_DATA = { '{', '}' };

	private final SocketLoop loop;

	private final RequestDispatcher requests;

	private final RouterListener listener;

	private final WorkerDirectory directory;

	private final WorkerGroups groups;

	private final FormerWorkers former = new FormerWorkers();

	private final UnreachedWorkers unreached;

	private final AddressedWorkers workers;

	/** The maximum memory of the events of all workers, in bytes. */
	private final long maxEventsBytes;

	/**
	 * Creates an empty roster.
	 * @param loop the backend's loop
	 * @param settings the settings of the router
	 * @param requests the requests of the router
	 * @param listener the listener to notify
	 * @param memory the memory limits of messages
	 * @param groups the groups that workers join and leave
	 * @param workers the owner of this roster, which sends waiting requests to workers
	 */
	WorkerRoster(SocketLoop loop, RouterSettings settings, RequestDispatcher requests, RouterListener listener,
			MemoryLimits memory, WorkerGroups groups, AddressedWorkers workers) {
		this.loop = loop;
		this.requests = requests;
		this.listener = listener;
		this.groups = groups;
		this.workers = workers;
		this.unreached = new UnreachedWorkers(settings.maxHeartbeatWorkers());
		this.directory = new WorkerDirectory(memory.peer());
		this.maxEventsBytes = memory.node() / SHARE_OF_MEMORY;
	}

	FormerWorkers former() {
		return this.former;
	}

	UnreachedWorkers unreached() {
		return this.unreached;
	}

	/**
	 * Handles a worker's registration or goodbye.
	 * @param frames all frames of the message
	 * @param event the event of the message
	 * @throws MalformedMessageException if the message is not valid
	 */
	void control(byte[][] frames, String event) {
		byte[] data = (frames.length > 3) ? frames[3] : Message.NO_DATA;
		switch (event) {
			case Events.READY -> ready(frames[0], WorkerAnnouncement.read(data));
			case Events.BYE -> goodbye(frames[0], WorkerGoodbye.read(data));
			default -> throw new MalformedMessageException("'" + event + "' is not a message of workers", null);
		}
	}

	private void ready(byte[] identity, WorkerAnnouncement announcement) {
		KnownWorker before = before(identity, announcement.connection());
		KnownWorker worker = find(identity);
		if (worker == null) {
			worker = this.directory.add(identity, user());
		}
		boolean joins = !worker.announced || !worker.isAvailable();
		this.unreached.remove(worker);
		worker.announced = true;
		worker.connection = announcement.connection();
		worker.capabilities = Capabilities.of(this.loop.peerProperty(Capabilities.PROPERTY));
		worker.isNamed(PeerName.of(this.loop.peerProperty(PeerName.PROPERTY), user(), this.loop.peerAddress()));
		this.directory.announced(worker, announcement.events());
		worker.takes(announcement.capacity());
		Set<String> events = names(worker);
		this.former.arrived(identity, events);
		send(identity, Events.WELCOME, this.requests.outcomes().clients().report().welcome());
		this.requests.workersLeft(this.groups.join(worker, events));
		if (joins) {
			this.listener.workerJoined(worker.id(), worker.peer(), worker.shownEvents());
		}
		answered(worker);
		if (before != null) {
			releaseRequests(before);
		}
		this.workers.offer(worker);
		boundEvents();
	}

	private static @Nullable Set<String> names(KnownWorker worker) {
		AnnouncedEvents events = worker.events();
		return (events != null) ? events.names() : null;
	}

	/**
	 * Removes the workers whose events use most memory while the limit is exceeded.
	 * Events are kept for as long as their worker's connection.
	 */
	private void boundEvents() {
		for (KnownWorker largest; (largest = this.directory.largest(this.maxEventsBytes)) != null;) {
			this.loop.send(MessageCodec.error(new byte[][] { largest.identity() }, 1,
					ProblemType.TOO_LARGE.of(Events.READY, TOO_MANY_EVENTS), Map.of()));
			lose(largest, TOO_MANY_EVENTS);
		}
	}

	/**
	 * Removes a worker that has reconnected before the loss of its old connection was
	 * detected. Requests sent on the old connection may be lost, and their replies can't
	 * come by the new one.
	 * @return the worker with its old connection, or {@code null} if there is none
	 */
	private @Nullable KnownWorker before(byte[] identity, long connection) {
		KnownWorker existing = find(identity);
		if (existing == null
				|| existing.isOf(user()) && (existing.connection == connection || existing.connection == 0)) {
			return null;
		}
		forget(existing, "it reconnected");
		return existing;
	}

	private @Nullable String user() {
		Peer peer = this.loop.peer();
		return (peer != null) ? peer.name() : null;
	}

	private void goodbye(byte[] identity, WorkerGoodbye goodbye) {
		send(identity, Events.BYE); // the worker may close once it has read this
		KnownWorker worker = find(identity);
		if (worker != null) {
			leave(worker, goodbye, "it sent a goodbye");
		}
	}

	/**
	 * Handles a reply that a worker rejects requests because it is stopping. Its goodbye
	 * is lost if its connection was full.
	 */
	void stopping(KnownWorker worker) {
		leave(worker, WorkerGoodbye.NONE, "it is stopping");
	}

	/** Sends a worker no more requests. Those in flight stay with it. */
	private void leave(KnownWorker worker, WorkerGoodbye goodbye, String reason) {
		if (worker.isAvailable()) {
			worker.leaves();
			this.unreached.remove(worker);
			this.requests.gatherings().workerLeft(worker);
			this.former.left(worker, true);
			this.former.expect(names(worker), this.loop.now() + goodbye.returnWithin().toNanos());
			List<WaitingEvent> left = this.groups.leave(worker);
			this.listener.workerLeft(worker.id(), worker.peer(), reason);
			this.requests.workersLeft(left);
		}
	}

	void send(byte[] identity, String event) {
		send(identity, event, NO_DATA);
	}

	private void send(byte[] identity, String event, byte[] data) {
		this.loop.send(new byte[][] { identity, MessageCodec.DELIMITER, MessageCodec.eventBytes(event), data });
	}

	@Nullable KnownWorker find(byte[] identity) {
		return this.directory.find(identity);
	}

	/** Whether a routing id is that of a worker, or of one that left recently. */
	boolean isKnown(byte[] identity) {
		return find(identity) != null || this.former.isKnown(identity);
	}

	/** Returns all workers, in the order in which they joined. Thread-safe. */
	List<KnownWorker> snapshot() {
		return this.directory.snapshot();
	}

	/** Adds a worker that is known by heartbeats alone, and sends it waiting requests. */
	void addUnreached(byte[] identity, @Nullable String user) {
		KnownWorker worker = this.directory.add(identity, user);
		worker.takes(UNANNOUNCED_CAPACITY);
		this.listener.workerJoined(worker.id(), worker.peer(), null);
		KnownWorker displaced = this.unreached.add(worker);
		if (displaced != null) {
			forget(displaced, "too many workers are known only by heartbeats");
		}
		this.workers.offerToAny();
	}

	/** Ends the probe of a worker after a message from its own connection. */
	void answered(KnownWorker worker) {
		WorkerProbe probe = worker.probe;
		if (probe != null) {
			worker.probe = null;
			this.loop.cancel(probe);
			probe.answered();
		}
	}

	void lose(KnownWorker worker, String reason) {
		forget(worker, reason);
		releaseRequests(worker);
	}

	/** Removes a worker, but keeps its requests. */
	void forget(KnownWorker worker, String reason) {
		this.directory.remove(worker);
		this.unreached.remove(worker);
		this.requests.full().forget(worker);
		if (worker.probe != null) {
			this.loop.cancel(worker.probe);
			worker.probe = null;
		}
		if (worker.announced) {
			this.former.left(worker, false);
		}
		List<WaitingEvent> left = this.groups.leave(worker);
		if (worker.isAvailable()) {
			worker.leaves();
			this.listener.workerLeft(worker.id(), worker.peer(), reason);
		}
		this.requests.gatherings().workerLeft(worker);
		this.requests.workersLeft(left);
	}

	/** Ends or dispatches again the requests of a lost worker. */
	void releaseRequests(KnownWorker worker) {
		for (RoutedRequest request : worker.requests()) {
			this.requests.outcomes().workerLost(request);
		}
	}

}
