package io.zmqf.worker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.info.EventLoad;
import io.zmqf.message.Capabilities;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.Word;
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
 * One socket of a worker or a server: what comes, what its router has to know, and how
 * much is taken. What is not said to be for any thread belongs to the loop.
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

	private final SilenceWatch silence;

	/** Handlers that are stuck have nothing else looked at. */
	private final Timed look = Timed.of(this::loaded);

	/** What the router of the present connection understands. */
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
		this.silence = new SilenceWatch(this.loop, settings.limits(), () -> !isFull());
		this.capacity = new Capacity(settings.concurrency(), settings.prefetch(), this.loop.now());
		this.router = new RouterDialogue(name, context, this.loop, this.capacity::requests, this::loaded);
		this.requests = new RequestHandling(name, context, this.loop, this.capacity, this::loaded);
		this.admission = new RequestAdmission(name, context, this.inMemory, this.loop, this.router,
				this.requests.replies());
		this.drain = new Drain(this.loop, () -> this.requests.inHand().isEmpty()
				&& this.requests.replies().held().isEmpty() && !this.router.isAwaitingGoodbye());
	}

	/** The node of the connection; from any thread. */
	WorkerContext context() {
		return this.context;
	}

	/** The name of the socket; from any thread. */
	String name() {
		return this.name;
	}

	/**
	 * Waits for a router of this process that is there and answers announcements; from
	 * any thread.
	 * @return completed on the loop, once the router knows the worker
	 */
	CompletableFuture<Void> awaitWelcome() {
		return this.loop.ask(() -> this.inMemory && this.loop.isConnected() && this.peer.all(), false)
			.thenCompose((answers) -> answers ? this.router.firstWelcome() : CompletableFuture.completedFuture(null));
	}

	/** Has the loop do something, at once where it does little; from any thread. */
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
	 * Whether requests wait for a thread: here, or where they came from if no more are
	 * taken; from any thread.
	 */
	boolean isPressed() {
		return this.context.executor().hasWaiting() || this.load >= capacity();
	}

	/** From any thread. */
	RouterDialogue router() {
		return this.router;
	}

	RequestHandling requests() {
		return this.requests;
	}

	/** The events of the node have changed; from any thread. */
	void handlersChanged() {
		if (!this.context.isServer()) {
			this.loop.execute(this.router::eventsChanged);
		}
	}

	/** The oldest requests in hand; from any thread. */
	CompletableFuture<List<OpenRequest>> oldest(int size) {
		return this.loop.ask(() -> {
			long now = this.loop.now();
			return this.requests.inHand().first(size).stream().map((request) -> request.describe(now)).toList();
		}, List.of());
	}

	/** The requests in hand by what handles them; from any thread. */
	CompletableFuture<Map<String, EventLoad>> loads() {
		return this.loop.ask(() -> WorkerReport.count(this.requests.inHand().all()), Map.of());
	}

	/** The number of requests in hand that have a place; from any thread. */
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
		boolean all = this.peer.cancel(); // they were answered for
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

	/** Nobody waits for what a client has asked that is gone. */
	@Override
	public void onPeerGone(byte[] identity) {
		this.requests.replies().held().forget(identity);
		this.requests.cancel((request) -> request.isFrom(identity));
	}

	@Override
	public void onMessage(byte[][] frames) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			if (delimiter > 0) {
				take(frames, delimiter);
			}
			else if (frames.length > 1 && !this.context.isServer()) {
				this.router.hear(frames);
				loaded();
			}
		}
		catch (MalformedMessageException ex) {
			this.context.transport().listener().dropped(this.name, DropReason.MALFORMED, frames);
		}
	}

	private void take(byte[][] frames, int delimiter) {
		// A probe is of a peer that only wants to be known, or of one behind others
		if (frames.length == delimiter + 1 || this.admission.isOverLimit(frames, delimiter)) {
			return;
		}
		Word word = Word.of(frames, delimiter);
		if (word != null) {
			this.requests.hear(word, frames, delimiter);
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

	/** A router's requests that were on their way are taken for a moment longer. */
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
		this.capacity.look(this.loop.now());
		this.router.capacityMayHaveChanged();
		if (this.capacity.hasGrown() && !this.look.isScheduled() && !this.requests.inHand().isEmpty()) {
			this.loop.schedule(this.look, this.loop.now() + Capacity.LOOK_NANOS);
		}
		this.loop.pauseReading(!this.context.isServer() && !this.drain.hasBegun() && isFull());
		this.drain.check();
	}

	/**
	 * A router that knows of words keeps to the capacity by itself, and what it says of
	 * requests has to be read when that is reached.
	 */
	private boolean isFull() {
		boolean keeps = this.peer.cancel() || this.peer.stream();
		if (this.load >= capacity() && !keeps || this.requests.inHand().size() >= 2 * capacity()) {
			return true;
		}
		long held = this.requests.inHand().bytes();
		return held >= this.context.maxBytes() && !keeps || held >= 2 * this.context.maxBytes();
	}

	/**
	 * Takes nothing new; from any thread.
	 * @return completed once everything in hand is answered
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
