package io.zmqf.router;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.zmqf.info.NodeStats;
import io.zmqf.message.Capabilities;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.Events;
import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.Headers;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.PeerName;
import io.zmqf.message.Printable;
import io.zmqf.message.ProblemType;
import io.zmqf.message.TokenTable;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/** The router's socket for workers, whose loop owns all requests. */
final class Backend implements SocketHandler {

	static final String NAME = "zmqf-router-backend";

	private final RouterSettings settings;

	private final Transport transport;

	private final RouterListener listener;

	private final SocketLoop loop;

	private final RequestDispatcher requests;

	private final RequestControl control;

	private final Workers workers;

	private final @Nullable WorkerHeartbeats heartbeats;

	Backend(RouterSettings settings, Transport transport, RouterListener listener, RoutedRequestTracing tracing) {
		this.settings = settings;
		this.transport = transport;
		this.listener = listener;
		RoutingStrategy strategy = settings.strategy();
		SocketSettings socket = SocketSettings
			.binding((strategy != null) ? SocketSettings.Type.ROUTER : SocketSettings.Type.DEALER, settings.backend())
			.withLimits(settings.limits())
			.withSecurity(settings.workerSecurity());
		this.loop = transport.create(NAME,
				(strategy != null) ? socket.withPeerLoss().withProperties(Capabilities.OWN.properties()) : socket,
				this);
		this.requests = new RequestDispatcher(settings, this.loop, transport, listener, tracing);
		this.control = new RequestControl(this.loop, this.requests);
		if (strategy != null) {
			AddressedWorkers addressed = new AddressedWorkers(this.loop, strategy, settings, this.requests, listener,
					transport.memoryLimits());
			this.workers = addressed;
			this.heartbeats = new WorkerHeartbeats(addressed.roster(), settings.workerSecurity(), this.loop);
		}
		else {
			this.workers = new ProxiedWorkers(this.loop, this.requests, new WorkerGroup(null));
			this.heartbeats = null; // a DEALER has no routing ids
		}
		this.requests.dispatchTo(this.workers);
	}

	void answerBy(Frontend clients) {
		this.requests.outcomes().answerBy(clients);
	}

	SocketLoop loop() {
		return this.loop;
	}

	RequestDispatcher requests() {
		return this.requests;
	}

	RequestControl control() {
		return this.control;
	}

	@Override
	public void onMessage(byte[][] frames) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			if (delimiter == 1 && frames.length == 2) {
				return; // a probe, which only makes the peer's routing id known
			}
			int addresses = this.workers.replyAddresses();
			RoutedRequest request = (delimiter == addresses) ? this.requests.inFlight().find(frames[addresses - 1])
					: null;
			if (request != null && frames.length > delimiter + 2 && this.workers.accepts(request, frames)) {
				onMessage(request, frames, delimiter);
			}
			else if (request == null && isMisdirected(frames, delimiter)) {
				return;
			}
			else if (delimiter == addresses - 1 && frames.length > delimiter + 1) {
				control(frames, delimiter);
			}
			else {
				dropped((delimiter == addresses) ? DropReason.LATE_REPLY : DropReason.MALFORMED, frames);
			}
		}
		catch (MalformedMessageException ex) {
			dropped(DropReason.MALFORMED, frames);
			refused(frames, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Reports a message that is not valid. The first frame is a routing id only on a
	 * ROUTER, not on a DEALER.
	 */
	private void refused(byte[][] frames, String reason) {
		Peer peer = this.loop.peer();
		this.listener.messageRefused((this.heartbeats != null) ? Printable.of(frames[0]) : null,
				PeerName.of(this.loop.peerProperty(PeerName.PROPERTY), (peer != null) ? peer.name() : null,
						this.loop.peerAddress()),
				reason);
	}

	private void onMessage(RoutedRequest request, byte[][] frames, int delimiter) {
		ControlMessage control = ControlMessage.of(frames, delimiter);
		boolean awaited = (control != null) ? this.control.fromWorker(control, request, frames, delimiter)
				: this.requests.outcomes().replied(request, frames, delimiter);
		if (!awaited) {
			dropped(DropReason.LATE_REPLY, frames);
		}
	}

	/**
	 * Handles a control message of a worker. The sender of an invalid one gets an error.
	 */
	private void control(byte[][] frames, int delimiter) {
		String event = MessageCodec.event(frames[delimiter + 1]);
		try {
			this.workers.control(frames, event);
		}
		catch (MalformedMessageException ex) {
			if (delimiter > 0 && !event.equals(Events.ERROR)) {
				this.loop.send(MessageCodec.error(frames, delimiter, ProblemType.MALFORMED.of(event, ex.getMessage()),
						Map.of()));
			}
			throw ex;
		}
	}

	/**
	 * Whether a message belongs to another socket. Clients and heartbeat senders that
	 * connect here get an error with the right address. A worker's message does not: it
	 * may be a late reply.
	 */
	private boolean isMisdirected(byte[][] frames, int delimiter) {
		if (frames.length <= delimiter + 1) {
			return false;
		}
		boolean addressed = this.heartbeats != null;
		boolean reply = delimiter >= this.workers.replyAddresses();
		if (reply && (addressed && this.workers.isWorker(frames[0])
				|| isOfToken(frames, delimiter) && !namesTimeout(frames, delimiter))) {
			return false;
		}
		String event = MessageCodec.event(frames[delimiter + 1]);
		String detail = Misdirection.Place.BACKEND.misdirected(event);
		if (detail == null) {
			return false;
		}
		dropped(DropReason.MISDIRECTED, frames);
		this.transport.listener().misdirected(NAME, this.loop.peerAddress(), detail);
		if (addressed) { // a DEALER can't address a peer
			this.loop.send(Misdirection.answer(frames, delimiter, event, detail));
		}
		return true;
	}

	/**
	 * Whether a message may be a reply to a request of a previous router at this address.
	 * The worker may not have noticed the restart, and would take an error for a request.
	 */
	private boolean isOfToken(byte[][] frames, int delimiter) {
		return this.heartbeats == null || frames[delimiter - 1].length == TokenTable.TOKEN_BYTES;
	}

	/** Whether a message has a timeout header. Requests have one, replies don't. */
	private boolean namesTimeout(byte[][] frames, int delimiter) {
		return Headers.size(frames, delimiter) <= this.settings.limits().headersSize()
				&& ForwardedHeaders.of(frames, delimiter).timeoutMillis() >= 0;
	}

	private void dropped(DropReason reason, byte[][] frames) {
		this.transport.listener().dropped(NAME, reason, frames);
	}

	@Override
	public void onWritable() {
		this.workers.offer(null);
	}

	@Override
	public void onPeerGone(byte[] identity) {
		this.workers.disconnected(identity);
	}

	@Override
	public void onClose() {
		this.requests.close();
	}

	/** Returns the status of the router. Thread-safe. */
	RouterStatus status(SocketStatus clients) {
		return new RouterStatus(clients, this.loop.status(), this.requests.counts().inFlight(),
				this.requests.counts().waiting(), this.settings.strategy() != null,
				this.workers.snapshot().stream().map(KnownWorker::status).toList());
	}

	/** Returns the load of each known worker. Thread-safe. */
	List<NodeStats.WorkerLoad> workers() {
		return this.workers.snapshot().stream().map(KnownWorker::load).toList();
	}

	/** Counts the requests by event. Thread-safe. */
	CompletableFuture<RouterReport.Counted> counted() {
		return this.loop.query(
				() -> RouterReport.count(this.requests.all(), this.requests.outcomes().meters(), this.loop.now()),
				RouterReport.Counted.NOTHING);
	}

	/** Returns the age of the oldest request. Thread-safe. */
	CompletableFuture<Duration> oldest() {
		return this.loop.query(() -> RouterReport.oldest(this.requests.all(), this.loop.now()), Duration.ZERO);
	}

	/** Returns the oldest requests. Thread-safe. */
	CompletableFuture<List<OpenRequest>> oldest(int size) {
		return this.loop.query(() -> RouterReport.oldest(this.requests.all(), size, this.loop.now()), List.of());
	}

	/**
	 * Passes the heartbeats of workers to an action, which runs on the loop. Thread-safe.
	 */
	void heartbeats(Consumer<WorkerHeartbeats> action) {
		WorkerHeartbeats current = this.heartbeats;
		if (current != null) {
			this.loop.execute(() -> action.accept(current));
		}
	}

}
