package io.zmqf.router;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.Events;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Workers by their routing ids: those that announced themselves, chosen by a strategy.
 */
final class AddressedWorkers implements Workers {

	static final String MISSED = "it missed its heartbeats";

	/** A connection that takes nothing is tried again that much later. */
	private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	/** The requests at once of a worker that names no number, as Python's don't. */
	private static final int UNANNOUNCED_CAPACITY = 8;

	private static final byte[] NO_DATA = { '{', '}' };

	private final SocketLoop loop;

	private final RoutingStrategy strategy;

	private final RequestDispatcher requests;

	private final RouterListener listener;

	private final Map<ByteBuffer, KnownWorker> byIdentity = new HashMap<>();

	private final ConcurrentNavigableMap<Long, KnownWorker> inOrder = new ConcurrentSkipListMap<>();

	private final WorkerGroups groups;

	private final FormerWorkers former = new FormerWorkers();

	private final UnreachedWorkers unreached;

	private final Set<KnownWorker> full = new LinkedHashSet<>();

	private final Timed retry = new Timed() {

		@Override
		protected void onTime() {
			AddressedWorkers.this.retrying = false;
			offerFull();
		}

	};

	private boolean retrying;

	private long number;

	AddressedWorkers(SocketLoop loop, RoutingStrategy strategy, RouterSettings settings, RequestDispatcher requests,
			RouterListener listener) {
		this.loop = loop;
		this.strategy = strategy;
		this.requests = requests;
		this.listener = listener;
		this.groups = new WorkerGroups(requests.waiting());
		this.unreached = new UnreachedWorkers(settings.maxHeartbeatWorkers());
	}

	@Override
	public Dispatch dispatch(RoutedRequest request) {
		while (true) {
			List<KnownWorker> candidates = candidates(request.event());
			if (candidates.isEmpty()) {
				return withoutCandidates(request.event());
			}
			KnownWorker chosen = chosen(request, candidates);
			switch (this.loop.send(request.framesFor(chosen.identity(), this.loop.now()))) {
				case SENT -> {
					if (this.unreached.remove(chosen)) {
						this.groups.join(chosen, null);
					}
					request.worker = chosen;
					chosen.take(request);
					return Dispatch.SENT;
				}
				case FULL -> full(chosen);
				case UNROUTABLE -> {
					forget(chosen, "it can't be reached");
					this.loop.execute(() -> giveBack(chosen));
				}
			}
		}
	}

	private List<KnownWorker> candidates(String event) {
		List<KnownWorker> reached = this.groups.withRoomFor(event);
		KnownWorker tried = this.unreached.next();
		if (tried == null) {
			return reached;
		}
		List<KnownWorker> candidates = new ArrayList<>(reached);
		candidates.add(tried);
		return candidates;
	}

	private Dispatch withoutCandidates(String event) {
		if (!this.groups.isNoneFor(event)) {
			return Dispatch.BUSY;
		}
		return (this.groups.isEmpty() || this.former.handled(event)) ? Dispatch.NO_WORKER : Dispatch.NO_HANDLER;
	}

	private KnownWorker chosen(RoutedRequest request, List<KnownWorker> candidates) {
		if (this.strategy.choose(request.event(), candidates) instanceof KnownWorker worker
				&& candidates.contains(worker)) {
			return worker;
		}
		throw new IllegalStateException(
				"The routing strategy " + this.strategy + " chose a worker that is no candidate");
	}

	private void full(KnownWorker worker) {
		if (this.unreached.remove(worker)) {
			forget(worker, "it takes nothing");
			return;
		}
		worker.full = true;
		this.full.add(worker);
		if (!this.retrying) {
			this.retrying = true;
			this.loop.schedule(this.retry, this.loop.now() + FULL_NANOS);
		}
	}

	private void offerFull() {
		List<KnownWorker> again = new ArrayList<>(this.full);
		again.forEach(this::offer);
	}

	@Override
	public void offer(@Nullable KnownWorker worker) {
		if (worker == null) {
			return;
		}
		if (worker.full) {
			worker.full = false;
			this.full.remove(worker);
		}
		for (WorkerGroup group = worker.group; group != null && worker.hasRoom()
				&& this.requests.offerNext(group); group = worker.group) {
			// the next one
		}
	}

	@Override
	public boolean isNoneFor(String event) {
		return this.groups.isNoneFor(event);
	}

	@Override
	public long expectedUntil(String event) {
		return this.former.expectedUntil(event, this.loop.now());
	}

	@Override
	public void await(WaitingEvent event) {
		this.groups.await(event);
	}

	@Override
	public int replyAddresses() {
		return 2;
	}

	@Override
	public boolean accepts(RoutedRequest request, byte[][] reply) {
		KnownWorker worker = request.worker;
		if (worker == null || !Arrays.equals(worker.identity(), reply[0])) {
			return false;
		}
		answered(worker);
		return true;
	}

	@Override
	public void release(RoutedRequest request) {
		KnownWorker worker = request.worker;
		if (worker != null) {
			worker.release(request);
			request.worker = null;
		}
	}

	@Override
	public void control(byte[][] frames, String event) {
		byte[] data = (frames.length > 3) ? frames[3] : Message.NO_DATA;
		switch (event) {
			case Events.READY -> ready(frames[0], WorkerAnnouncement.read(data));
			case Events.BYE -> goodbye(frames[0], WorkerGoodbye.read(data));
			default -> throw new MalformedMessageException("no worker sends '" + event + "'", null);
		}
	}

	private void ready(byte[] identity, WorkerAnnouncement announcement) {
		KnownWorker before = before(identity, announcement.connection());
		KnownWorker worker = find(identity);
		if (worker == null) {
			worker = add(identity, user());
		}
		boolean joins = !worker.announced || !worker.isAvailable();
		this.unreached.remove(worker);
		worker.announced = true;
		worker.connection = announcement.connection();
		worker.announces(announcement.events(), announcement.capacity());
		this.former.arrived(identity, announcement.events());
		send(identity, Events.WELCOME);
		this.requests.workersLeft(this.groups.join(worker, announcement.events()));
		if (joins) {
			this.listener.workerJoined(worker.id(), worker.shownEvents());
		}
		answered(worker);
		if (before != null) {
			giveBack(before);
		}
		offer(worker);
		offerFull();
	}

	/**
	 * A worker may be back by a new connection before its old one is known to be lost:
	 * what was sent by that one may never have come to it, nor its replies to this.
	 * @return the worker by its old connection, {@code null} if it has none
	 */
	private @Nullable KnownWorker before(byte[] identity, long connection) {
		KnownWorker known = find(identity);
		if (known == null || known.isOf(user()) && (known.connection == connection || known.connection == 0)) {
			return null;
		}
		forget(known, "it connected anew");
		return known;
	}

	private @Nullable String user() {
		Peer peer = this.loop.peer();
		return (peer != null) ? peer.name() : null;
	}

	private KnownWorker add(byte[] identity, @Nullable String user) {
		KnownWorker worker = new KnownWorker(identity, this.number++, user);
		this.byIdentity.put(ByteBuffer.wrap(identity), worker);
		this.inOrder.put(worker.number(), worker);
		return worker;
	}

	private void goodbye(byte[] identity, WorkerGoodbye goodbye) {
		send(identity, Events.BYE); // the worker may close once it has read this
		KnownWorker worker = find(identity);
		if (worker != null && worker.isAvailable()) {
			worker.leaves();
			this.former.left(worker, true);
			this.former.expect(worker.events(), this.loop.now() + goodbye.returnWithin().toNanos());
			List<WaitingEvent> left = this.groups.leave(worker);
			this.listener.workerLeft(worker.id(), "it said goodbye");
			this.requests.workersLeft(left);
		}
	}

	void send(byte[] identity, String event) {
		this.loop.send(new byte[][] { identity, MessageCodec.DELIMITER, MessageCodec.eventBytes(event), NO_DATA });
	}

	@Nullable KnownWorker find(byte[] identity) {
		return this.byIdentity.get(ByteBuffer.wrap(identity));
	}

	boolean saidGoodbye(byte[] identity) {
		return this.former.saidGoodbye(identity);
	}

	/** Adds a worker that only heartbeats tell of, and gives it what waits. */
	void addUnreached(byte[] identity, @Nullable String user) {
		KnownWorker worker = add(identity, user);
		worker.announces(null, UNANNOUNCED_CAPACITY);
		this.listener.workerJoined(worker.id(), null);
		KnownWorker displaced = this.unreached.add(worker);
		if (displaced != null) {
			forget(displaced, "too many workers are known by heartbeats alone");
		}
		while (this.requests.offerNext(this.groups.all())) {
			// the next one
		}
	}

	/** A worker gave a sign by its own connection. */
	private void answered(KnownWorker worker) {
		WorkerProbe probe = worker.probe;
		if (probe != null) {
			worker.probe = null;
			this.loop.cancel(probe);
			probe.answered();
		}
	}

	@Override
	public boolean isWorker(byte[] identity) {
		return this.byIdentity.containsKey(ByteBuffer.wrap(identity)) || this.former.isKnown(identity);
	}

	@Override
	public List<KnownWorker> snapshot() {
		return List.copyOf(this.inOrder.values());
	}

	@Override
	public void gone(byte[] identity) {
		KnownWorker worker = find(identity);
		if (worker != null) {
			lose(worker, "it disconnected");
		}
	}

	void lose(KnownWorker worker, String reason) {
		forget(worker, reason);
		giveBack(worker);
	}

	private void forget(KnownWorker worker, String reason) {
		this.byIdentity.remove(ByteBuffer.wrap(worker.identity()), worker);
		this.inOrder.remove(worker.number());
		this.unreached.remove(worker);
		this.full.remove(worker);
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
			this.listener.workerLeft(worker.id(), reason);
		}
		this.requests.workersLeft(left);
	}

	private void giveBack(KnownWorker worker) {
		for (RoutedRequest request : worker.requests()) {
			this.requests.workerLost(request);
		}
	}

}
