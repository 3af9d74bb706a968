package io.zmqf.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.info.EventLoad;
import io.zmqf.message.Capabilities;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.OpenRequest;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SilenceWatch;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * A socket of a worker or a server. It dispatches received messages, registers with the
 * router, and limits the requests in flight. Confined to its event loop, except for
 * methods that state otherwise.
 */
final class WorkerConnection implements SocketHandler {

	private final String name;

	private final WorkerContext context;

	private final SocketLoop loop;

	private final boolean inMemory;

	private final Capacity capacity;

	private final RouterDialogue router;

	private final RequestAdmission admission;

	private final RequestHandling requests;

	private final Drain drain;

	private final LostClients lost;

	private final SilenceWatch silence;

	/**
	 * The timer that adapts the capacity. While handlers are blocked, no other event does
	 * so.
	 */
	private final Timed check = Timed.of(this::loaded);

	/** The capabilities of the router on the current connection. */
	private Capabilities peer = Capabilities.NONE;

	private volatile int load;

	WorkerConnection(String name, WorkerContext context, Endpoint endpoint, ResolvedHost.@Nullable Share share) {
		this.name = name;
		this.context = context;
		this.inMemory = endpoint instanceof Endpoint.Inproc;
		WorkerSettings settings = context.settings();
		SocketSettings socket = context.isServer()
				? SocketSettings.binding(SocketSettings.Type.ROUTER, endpoint).withPeerLoss()
				: SocketSettings.serving(endpoint, settings.identity().socketIdentity());
		SocketSettings limited = socket.withLimits(settings.limits())
			.withSecurity(settings.security())
			.withShare(share)
			.withProperties(Capabilities.OWN.properties());
		this.loop = context.transport().create(name, context.isServer() ? limited : limited.asksForSigns(), this);
		this.silence = new SilenceWatch(this.loop, settings.limits(), () -> true);
		this.capacity = new Capacity(settings.concurrency(), settings.prefetch(), this.loop.now());
		this.router = new RouterDialogue(name, context, this.loop, this.capacity::requests, this::loaded);
		this.requests = new RequestHandling(name, context, this.loop, this.capacity, this::loaded);
		this.lost = new LostClients(this.loop, this.requests);
		this.admission = new RequestAdmission(name, context, this.inMemory, this.loop, this.router,
				this.requests.replies());
		this.drain = new Drain(this.loop, () -> this.requests.inbound().isEmpty()
				&& this.requests.replies().held().isEmpty() && !this.router.isAwaitingGoodbye());
	}

	/** Returns the context of the node. Called on any thread. */
	WorkerContext context() {
		return this.context;
	}

	/** Returns the name of the socket. Called on any thread. */
	String name() {
		return this.name;
	}

	/**
	 * Awaits the welcome of a router in the same process, if it is connected and sends
	 * welcomes. Called on any thread.
	 * @return a future that completes on the event loop when the router has welcomed the
	 * worker, or at once for other routers
	 */
	CompletableFuture<Void> awaitWelcome() {
		return this.loop.query(() -> this.inMemory && this.loop.isConnected() && this.peer.all(), false)
			.thenCompose((answers) -> answers ? this.router.firstWelcome() : CompletableFuture.completedFuture(null));
	}

	/**
	 * Executes a task on the event loop. With at most one request in flight, the calling
	 * thread may run it. Called on any thread.
	 */
	void execute(LoopTask task) {
		if (this.load <= 1) {
			this.loop.executeHere(task);
		}
		else {
			this.loop.execute(task);
		}
	}

	SocketLoop loop() {
		return this.loop;
	}

	/**
	 * Whether requests wait for a thread, here or at the sender because the capacity is
	 * reached. Called on any thread.
	 */
	boolean isPressed() {
		return this.context.executor().hasWaiting() || this.load >= capacity();
	}

	/** Returns the dialogue with the router. Called on any thread. */
	RouterDialogue router() {
		return this.router;
	}

	RequestHandling requests() {
		return this.requests;
	}

	/** Registers again after a change of the node's events. Called on any thread. */
	void handlersChanged() {
		if (!this.context.isServer()) {
			this.loop.execute(this.router::eventsChanged);
		}
	}

	/** Returns a future of the oldest requests in flight. Called on any thread. */
	CompletableFuture<List<OpenRequest>> oldest(int size) {
		return this.loop.query(() -> {
			long now = this.loop.now();
			return this.requests.inbound().first(size).stream().map((request) -> request.describe(now)).toList();
		}, List.of());
	}

	/** Returns a future of the requests in flight by event. Called on any thread. */
	CompletableFuture<Map<String, EventLoad>> loads() {
		return this.loop.query(() -> WorkerReport.count(this.requests.inbound().all()), Map.of());
	}

	/**
	 * Returns the number of requests in flight, except those that have lost their slot.
	 * Called on any thread.
	 */
	int load() {
		return this.load;
	}

	int capacity() {
		return this.capacity.requests();
	}

	@Override
	public void onConnected() {
		this.peer = this.admission.sender();
		this.silence.connected();
		try {
			this.router.connected();
		}
		finally {
			this.requests.replies().sendWaiting();
		}
	}

	@Override
	public void onDisconnected() {
		boolean all = this.peer.cancel(); // the router has replied to their callers
		this.requests.cancel((request) -> all || request.credit != null);
		this.peer = Capabilities.NONE;
		this.silence.disconnected();
		this.router.disconnected();
		loaded();
	}

	@Override
	public void onRefused() {
		onDisconnected();
	}

	@Override
	public void onWritable() {
		this.requests.replies().sendWaiting();
	}

	@Override
	public void onPeerGone(byte[] identity) {
		this.requests.replies().held().forget(identity);
		this.lost.add(identity);
	}

	@Override
	public void onMessage(byte[][] frames) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			this.lost.received(frames[0]);
			if (delimiter > 0) {
				take(frames, delimiter);
			}
			else if (frames.length > 1 && !this.context.isServer()) {
				this.router.onRouterMessage(frames);
				loaded();
			}
		}
		catch (MalformedMessageException ex) {
			this.context.transport().listener().dropped(this.name, DropReason.MALFORMED, frames);
		}
	}

	private void take(byte[][] frames, int delimiter) {
		// A probe only makes a routing id known, of this peer or of one behind it
		if (frames.length == delimiter + 1 || this.admission.isOverLimit(frames, delimiter)) {
			return;
		}
		ControlMessage control = ControlMessage.of(frames, delimiter);
		if (control != null) {
			this.requests.onControlMessage(control, frames, delimiter);
		}
		else if (isStopping()) {
			this.admission.refuseStopping(frames, delimiter);
		}
		else {
			InboundRequest request = this.admission.admit(this, frames, delimiter);
			if (request != null) {
				handle(request, request.registration());
			}
		}
	}

	/**
	 * Whether new requests are rejected. Requests that the router sent before it read the
	 * goodbye are still accepted.
	 */
	private boolean isStopping() {
		return this.drain.hasBegun()
				&& (this.context.isServer() || !this.router.isAwaitingGoodbye() && !this.drain.isWithinArrivals());
	}

	private void handle(InboundRequest request, HandlerRegistry.@Nullable Registration registration) {
		boolean toAll = registration != null && this.admission.isToAll(request.frames(), request.delimiter());
		if (!toAll && registration != null && registration.streaming() && this.admission.sender().stream()) {
			request.credit = new AtomicLong();
		}
		this.requests.take(request, toAll);
	}

	private void loaded() {
		this.load = this.requests.load();
		this.capacity.adapt(this.loop.now());
		this.router.capacityMayHaveChanged();
		if (this.capacity.hasGrown() && !this.check.isScheduled() && !this.requests.inbound().isEmpty()) {
			this.loop.schedule(this.check, this.loop.now() + Capacity.ADAPT_NANOS);
		}
		this.loop.pauseReading(!this.context.isServer() && !this.drain.hasBegun() && isFull());
		this.drain.check();
	}

	/**
	 * Whether no more messages are to be read. A router that sends control messages
	 * respects the capacity itself. They have to be read even when the capacity is
	 * reached, so the limit for such a router is twice the capacity.
	 */
	private boolean isFull() {
		boolean keeps = this.peer.cancel() || this.peer.stream();
		if (this.load >= capacity() && !keeps || this.requests.inbound().size() >= 2 * capacity()) {
			return true;
		}
		long held = this.requests.inbound().bytes();
		return held >= this.context.maxBytes() && !keeps || held >= 2 * this.context.maxBytes();
	}

	/**
	 * Stops accepting requests. Called on any thread.
	 * @return a future that completes when all requests in flight have their replies
	 */
	CompletableFuture<Void> drain() {
		this.loop.execute(LoopTask.of(() -> {
			if (!this.context.isServer()) {
				this.router.leave();
			}
			this.drain.begin();
			loaded();
		}, this.drain::end));
		return this.drain.drained();
	}

	@Override
	public void onClose() {
		this.requests.close();
		this.drain.end();
	}

}
