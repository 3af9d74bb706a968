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
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.message.Word;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SilenceWatch;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a worker or a server, with the requests that are in hand: each is there
 * from its arrival until its answer is sent. What is not said to be for any thread
 * belongs to the loop.
 */
final class WorkerConnection implements SocketHandler {

	private final String name;

	private final WorkerContext context;

	private final SocketLoop loop;

	private final boolean inMemory;

	private final InboundRequests inHand = new InboundRequests();

	private final Capacity capacity;

	private final RouterDialogue router;

	private final RequestAdmission admission;

	private final HandlerPlaces places;

	private final ReplySender replies;

	private final RequestExpiry expiry;

	private final Drain drain;

	private final RemovedHandlers removed;

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
		this.replies = new ReplySender(name, context, this.loop, this.inHand, this::release, this::loaded);
		this.admission = new RequestAdmission(name, context, this.inMemory, this.loop, this.router, this.replies);
		this.places = new HandlerPlaces(context, this.loop, this.capacity, this.replies::send);
		this.expiry = new RequestExpiry(this.loop, this.inHand, this::timeIsUp, this::expired);
		this.drain = new Drain(this.loop,
				() -> this.inHand.isEmpty() && this.replies.held().isEmpty() && !this.router.isAwaitingGoodbye());
		this.removed = new RemovedHandlers(this.loop, this.inHand);
	}

	/** The node of the connection; from any thread. */
	WorkerContext context() {
		return this.context;
	}

	/** The name of the socket; from any thread. */
	String name() {
		return this.name;
	}

	/** Opens the socket; from any thread. */
	Endpoint open() {
		return this.loop.start();
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

	HandlerPlaces places() {
		return this.places;
	}

	ReplySender replies() {
		return this.replies;
	}

	/** The events of the node have changed; from any thread. */
	void handlersChanged() {
		this.loop.execute(this.router::eventsChanged);
	}

	/** Handlers that were removed, and may have requests in hand; from any thread. */
	RemovedHandlers removed() {
		return this.removed;
	}

	SocketStatus status() {
		return this.loop.status();
	}

	/** The oldest requests in hand; from any thread. */
	CompletableFuture<List<OpenRequest>> oldest(int size) {
		return this.loop.ask(() -> {
			long now = this.loop.now();
			return this.inHand.first(size).stream().map((request) -> request.describe(now)).toList();
		}, List.of());
	}

	/** The requests in hand by what handles them; from any thread. */
	CompletableFuture<Map<String, EventLoad>> loads() {
		return this.loop.ask(() -> WorkerReport.count(this.inHand.all()), Map.of());
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
			this.replies.sendWaiting();
		}
	}

	@Override
	public void onDisconnected() {
		for (InboundRequest request : this.inHand.all()) {
			if (this.peer.cancel() || request.credit != null) { // it was answered for
				cancel(request);
			}
		}
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
		this.replies.sendWaiting();
	}

	/** Nobody waits for what a client has asked that is gone. */
	@Override
	public void onPeerGone(byte[] identity) {
		this.replies.held().forget(identity);
		for (InboundRequest request : this.inHand.all()) {
			if (request.isFrom(identity)) {
				cancel(request);
			}
		}
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
			hear(word, frames, delimiter);
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

	/** Takes a word of the sender of a request; one that is not here was answered. */
	private void hear(Word word, byte[][] frames, int delimiter) {
		InboundRequest request = this.inHand.find(frames, delimiter);
		if (request != null && word == Word.CANCEL) {
			cancel(request);
		}
		else if (request != null && word == Word.CREDIT) {
			request.grant(StreamTerms.credit(frames[delimiter + 2]));
		}
	}

	/** A router's requests that were on their way are taken for a moment longer. */
	private boolean isStopping() {
		return this.drain.hasBegun()
				&& (this.context.isServer() || !this.router.isAwaitingGoodbye() && !this.drain.isWithinArrivals());
	}

	/** Who asks all waits for the end, which says who is missing. */
	private void handle(InboundRequest request, HandlerRegistry.@Nullable Registration registration) {
		if (registration != null && this.admission.isToAll(request.frames(), request.delimiter())) {
			request.endOfAll = Timed.of(() -> expired(request));
			this.loop.schedule(request.endOfAll, request.deadline());
		}
		else if (registration != null && registration.streaming() && this.admission.sender().stream()) {
			request.credit = new AtomicLong();
		}
		this.inHand.add(request);
		this.expiry.watch();
		loaded();
		this.places.take(request);
	}

	/** A request was answered, or needs no answer. */
	private void release(InboundRequest request) {
		if (request.endOfAll != null) {
			this.loop.cancel(request.endOfAll);
		}
		this.inHand.remove(request);
		this.removed.check();
		this.places.release(request);
		loaded();
		request.traceEnd();
		request.stopItems();
	}

	/** Nobody waits for a request any more, be it for an answer that can't go out. */
	private void cancel(InboundRequest request) {
		boolean unanswered = request.end();
		if (unanswered) {
			this.places.leaveToItself(request);
		}
		if (this.replies.forget(request) || unanswered) {
			release(request);
		}
	}

	/** The deadline of a request. */
	private void timeIsUp(InboundRequest request) {
		if (this.places.stop(request)) {
			loaded();
		}
	}

	/** A moment after the deadline of a request. */
	private void expired(InboundRequest request) {
		if (request.expire()) { // it was waiting for its turn
			this.places.leaveToItself(request);
		}
		if (this.replies.forget(request)) { // nobody waits for it any more
			release(request);
		}
		else {
			this.replies.send(request);
		}
	}

	private void loaded() {
		this.load = this.inHand.size() - this.places.stopped();
		this.capacity.look(this.loop.now());
		this.router.capacityMayHaveChanged();
		if (this.capacity.hasGrown() && !this.look.isScheduled() && !this.inHand.isEmpty()) {
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
		if (this.load >= capacity() && !keeps || this.inHand.size() >= 2 * capacity()) {
			return true;
		}
		long held = this.inHand.bytes();
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

	/** Answers what is still in hand, and closes; from any thread. */
	void close() {
		this.loop.close();
	}

	@Override
	public void onClose() {
		for (InboundRequest request : this.inHand.all()) {
			request.refuse(ProblemType.WORKER_LOST, "The worker was stopped before it had answered");
			request.stopItems();
			if (request.waitsIn == null) {
				this.replies.send(request);
			}
		}
		this.replies.held().close();
		this.removed.close();
		this.drain.end();
	}

}
