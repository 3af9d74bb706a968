package io.zmqf.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.zmqf.message.Events;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.NodeType;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Transport;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a worker or a server: takes requests until its capacity is reached, and
 * sends their answers.
 */
final class WorkerConnection implements SocketHandler {

	/** After its goodbye a worker listens this long for what was on its way already. */
	private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final UnaryOperator<Map<String, String>> UNKNOWN_SENDER = (headers) -> ZmqPrincipal.vouch(headers,
			null);

	private final String name;

	private final WorkerSettings settings;

	private final Endpoint endpoint;

	private final HandlerRegistry handlers;

	private final Executor executor;

	private final Transport transport;

	private final WorkerListener listener;

	private final SocketLoop loop;

	private final InboundRequests inHand = new InboundRequests();

	/** Answers that wait for the connection; they still count as in hand. */
	private final Deque<InboundRequest> unsent = new ArrayDeque<>();

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	private final Timed announcement = new Timed() {

		@Override
		protected void onTime() {
			announce();
		}

	};

	private final Timed quiet = new Timed() {

		@Override
		protected void onTime() {
			if (WorkerConnection.this.inHand.isEmpty() && !WorkerConnection.this.awaitingGoodbye) {
				WorkerConnection.this.drained.complete(null);
			}
		}

	};

	/** Handlers that are stuck have nothing else looked at. */
	private final Timed look = new Timed() {

		@Override
		protected void onTime() {
			WorkerConnection.this.looking = false;
			loaded();
		}

	};

	private boolean looking;

	/** The capacity that the router was told. */
	private int announced;

	/** How often this has been connected. */
	private long connections;

	private boolean draining;

	/** Whether the router is one that answers a goodbye. */
	private boolean welcomed;

	private boolean awaitingGoodbye;

	private final Capacity capacity;

	private volatile int load;

	WorkerConnection(String name, WorkerSettings settings, Endpoint endpoint, ResolvedHost.@Nullable Share share,
			HandlerRegistry handlers, Executor executor, Transport transport, WorkerListener listener) {
		this.name = name;
		this.settings = settings;
		this.endpoint = endpoint;
		this.handlers = handlers;
		this.executor = executor;
		this.transport = transport;
		this.listener = listener;
		SocketSettings socket = isServer() ? SocketSettings.binding(SocketSettings.Type.ROUTER, endpoint)
				: SocketSettings.serving(endpoint, settings.identity().socketIdentity());
		this.loop = transport.create(name,
				socket.withLimits(settings.limits()).withSecurity(settings.security()).withShare(share), this);
		this.capacity = new Capacity(settings.concurrency(), settings.prefetch(), this.loop.now());
	}

	private boolean isServer() {
		return this.settings.type() == NodeType.SERVER;
	}

	Endpoint open() {
		return this.loop.start();
	}

	void execute(LoopTask task) {
		if (this.load <= 1) {
			this.loop.executeHere(task);
		}
		else {
			this.loop.execute(task);
		}
	}

	void refused(ProblemType problem) {
		this.listener.requestRefused(problem);
	}

	void handlerFailed(String event, @Nullable Throwable failure) {
		this.listener.handlerFailed(event, failure);
	}

	SocketStatus status() {
		return this.loop.status();
	}

	/** How long the oldest request is in hand. */
	CompletableFuture<Duration> oldest() {
		return this.loop.ask(() -> {
			InboundRequest oldest = this.inHand.oldest();
			return Duration.ofNanos((oldest != null) ? this.loop.now() - oldest.arrived() : 0);
		}, Duration.ZERO);
	}

	int load() {
		return this.load;
	}

	int capacity() {
		return this.capacity.requests();
	}

	@Override
	public void onConnected() {
		this.connections++;
		announce();
		sendUnsent();
	}

	@Override
	public void onDisconnected() {
		this.welcomed = false;
		this.awaitingGoodbye = false;
		loaded();
		this.loop.cancel(this.announcement);
	}

	@Override
	public void onRefused() {
		onDisconnected();
	}

	@Override
	public void onWritable() {
		sendUnsent();
	}

	/** A router that has not welcomed this one yet is told again and again. */
	private void tellCapacity() {
		if (this.welcomed && this.announced != capacity()) {
			announce();
		}
	}

	private void announce() {
		if (!this.draining) {
			this.announced = capacity();
			this.loop.send(
					Announcement.ready(this.settings.identity(), this.handlers.events(), capacity(), this.connections));
			this.loop.schedule(this.announcement, this.loop.now() + this.settings.announceInterval().toNanos());
		}
	}

	@Override
	public void onMessage(byte[][] frames) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			if (delimiter > 0) {
				take(frames, delimiter);
			}
			else if (frames.length > 1) {
				control(MessageCodec.event(frames[1]));
			}
		}
		catch (MalformedMessageException ex) {
			this.transport.listener().dropped(this.name, DropReason.MALFORMED);
		}
	}

	/** A message without an address is the router's own word. */
	private void control(String event) {
		if (event.equals(Events.WELCOME)) {
			this.welcomed = true;
			this.loop.cancel(this.announcement);
			tellCapacity();
		}
		else if (event.equals(Events.BYE)) { // all that the router had sent before is
												// here
			this.awaitingGoodbye = false;
			loaded();
		}
		else if (event.equals(Events.READY_QUESTION)) {
			announce();
		}
	}

	private void take(byte[][] frames, int delimiter) {
		HandlerRegistry.Registration registration = (frames.length > delimiter + 1)
				? this.handlers.find(frames[delimiter + 1]) : null;
		InboundRequest request = new InboundRequest(this, registration, frames, delimiter, this.loop.now(), vouching());
		this.inHand.add(request);
		loaded();
		if (delimiter > this.settings.limits().addresses()) {
			request.refuse(ProblemType.TOO_LARGE, "The envelope has too many addresses");
			return;
		}
		if (this.draining && isServer()) {
			request.refuse(ProblemType.NO_WORKER, "The server is stopping");
			return;
		}
		if (this.draining) {
			this.loop.schedule(this.quiet, this.loop.now() + QUIET_NANOS);
		}
		if (registration != null && !registration.blocking()) {
			request.handle();
			return;
		}
		try {
			this.executor.execute(request::handle);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) { // no more threads
			request.refuse(ProblemType.BUSY, "No thread takes the request");
		}
	}

	/** What replaces what a request says of its sender, if anything has to. */
	private @Nullable UnaryOperator<Map<String, String>> vouching() {
		if (!isServer()) { // a router that has welcomed this one has replaced it already
			return this.welcomed ? null : UNKNOWN_SENDER;
		}
		Peer peer = this.loop.peer();
		if (peer == null) {
			return UNKNOWN_SENDER;
		}
		ZmqPrincipal sender = new ZmqPrincipal(peer.name(), peer.roles());
		return (headers) -> ZmqPrincipal.vouch(headers, sender);
	}

	/** Sends what came of a request; the task that {@link InboundRequest} is. */
	void send(InboundRequest request) {
		SendResult result = isServer() || this.loop.isConnected() ? this.loop.send(request.answerFrames())
				: SendResult.FULL;
		if (result == SendResult.FULL && !isServer()) {
			this.unsent.add(request);
			this.loop.awaitWritable();
			return;
		}
		if (result != SendResult.SENT) {
			this.transport.listener()
				.dropped(this.name, (result == SendResult.FULL) ? DropReason.HIGH_WATER_MARK : DropReason.UNROUTABLE);
		}
		this.inHand.remove(request);
		this.capacity.answered();
		loaded();
	}

	private void sendUnsent() {
		for (int i = this.unsent.size(); i > 0 && this.loop.isConnected(); i--) {
			send(this.unsent.remove());
		}
	}

	private void loaded() {
		this.load = this.inHand.size();
		this.capacity.look(this.loop.now());
		tellCapacity();
		if (this.capacity.hasGrown() && !this.looking && !this.inHand.isEmpty()) {
			this.looking = true;
			this.loop.schedule(this.look, this.loop.now() + Capacity.LOOK_NANOS);
		}
		this.loop.pauseReading(this.inHand.size() >= capacity());
		if (this.draining && this.inHand.isEmpty()) {
			this.loop.schedule(this.quiet, this.loop.now() + QUIET_NANOS);
		}
	}

	/**
	 * Takes nothing new, where it can be helped.
	 * @return completed once everything in hand is answered
	 */
	CompletableFuture<Void> drain() {
		this.loop.execute(new LoopTask() {

			@Override
			public void run() {
				WorkerConnection.this.draining = true;
				WorkerConnection.this.loop.cancel(WorkerConnection.this.announcement);
				if (WorkerConnection.this.loop.isConnected()) {
					WorkerConnection.this.loop.send(Announcement.bye(WorkerConnection.this.settings.identity()));
					WorkerConnection.this.awaitingGoodbye = WorkerConnection.this.welcomed;
				}
				loaded();
			}

			@Override
			public void reject() {
				WorkerConnection.this.drained.complete(null);
			}

		});
		return this.drained;
	}

	/** Answers what is still in hand, and closes. */
	void close() {
		this.loop.close();
	}

	@Override
	public void onClose() {
		for (InboundRequest request : this.inHand.all()) {
			request.refuse(ProblemType.WORKER_LOST, "The worker was stopped before it had answered");
			if (this.inHand.contains(request) && !this.unsent.contains(request)) {
				send(request);
			}
		}
		this.drained.complete(null);
	}

}
