package io.zmqf.router;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqf.info.Disclosure;
import io.zmqf.message.Capabilities;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.Events;
import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.Headers;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.outgoing.HeldMessages;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.FrameKey;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/** The router's socket for clients, whose loop reads requests for the backend. */
final class Frontend implements SocketHandler {

	static final String NAME = "zmqf-router-frontend";

	private final RouterSettings settings;

	private final RequestDispatcher requests;

	private final RequestControl control;

	private final Transport transport;

	private final RouterListener listener;

	private final RoutedRequestTracing tracing;

	private final RouterReport report;

	private final SocketLoop loop;

	private final HeldMessages held;

	private final ClientReplies replies;

	/** The result of {@link #flush()}, completed when no message is held. */
	private @Nullable CompletableFuture<Void> flushed;

	/** The connections that have sent requests, by their routing ids. */
	private final Map<FrameKey, ClientConnection> clients = new ConcurrentHashMap<>();

	Frontend(RouterSettings settings, Backend backend, Transport transport, RouterListener listener,
			RoutedRequestTracing tracing, RouterReport report) {
		this.settings = settings;
		this.requests = backend.requests();
		this.control = backend.control();
		this.transport = transport;
		this.listener = listener;
		this.tracing = tracing;
		this.report = report;
		this.loop = transport.create(NAME,
				SocketSettings.binding(SocketSettings.Type.ROUTER, settings.frontend())
					.withLimits(settings.limits())
					.withSecurity(settings.security())
					.withPeerLoss()
					.withProperties(Capabilities.OWN.properties()),
				this);
		this.held = new HeldMessages(NAME, this.loop, transport, settings.queue().maxSize(), this::completeFlush);
		this.replies = new ClientReplies(this.loop, this.held, this.control);
	}

	SocketLoop loop() {
		return this.loop;
	}

	@Override
	public void onMessage(byte[][] frames) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			if (delimiter > this.settings.limits().addresses()) {
				refuse(frames, delimiter, ProblemType.TOO_LARGE, "The envelope has too many addresses");
				return;
			}
			if (frames.length == delimiter + 1) { // a probe, directly or by another node
				return;
			}
			ControlMessage control = ControlMessage.of(frames, delimiter);
			if (control != null) {
				onControlMessage(control, frames, delimiter);
				return;
			}
			int headers = Headers.size(frames, delimiter);
			if (headers > this.settings.limits().headersSize()) {
				refuse(frames, delimiter, ProblemType.TOO_LARGE, "The headers have " + headers + " bytes: "
						+ this.settings.limits().headersSize() + " are allowed");
				return;
			}
			try {
				if (!isReserved(frames, delimiter)) {
					this.requests.submit(read(frames, delimiter));
				}
			}
			catch (MalformedMessageException ex) {
				refuse(frames, delimiter, ProblemType.MALFORMED, ex.getMessage());
			}
		}
		catch (MalformedMessageException ex) {
			this.transport.listener().dropped(NAME, DropReason.MALFORMED, frames);
		}
	}

	/**
	 * Handles a control message. It is ignored if its sender has sent no request, or is
	 * another user.
	 */
	private void onControlMessage(ControlMessage control, byte[][] frames, int delimiter) {
		ClientConnection connection = find(frames[0], this.loop.peer());
		if (connection != null) {
			this.control.onControlMessage(control, connection, frames, delimiter);
		}
	}

	private void refuse(byte[][] frames, int delimiter, ProblemType type, @Nullable String detail) {
		byte[][] answer = MessageCodec.error(frames, delimiter,
				type.of(MessageCodec.eventIfReadable(frames, delimiter), detail), Map.of());
		this.held.sendOrDrop(answer);
		this.tracing.refused(frames, type, answer);
		this.listener.requestEnded(type, 0);
	}

	/**
	 * Handles a message with a reserved event. Workers and heartbeat senders that connect
	 * here get an error with the right address. Queries of operators are answered.
	 */
	private boolean isReserved(byte[][] frames, int delimiter) {
		MessageCodec.requireBodies(frames, delimiter);
		String event = MessageCodec.event(frames[delimiter + 1]);
		if (!Events.isReserved(event)) {
			return false;
		}
		if (Events.isQuery(event)) {
			query(frames, delimiter, event);
			return true;
		}
		String detail = Misdirection.Place.FRONTEND.misdirected(event);
		if (detail == null) {
			throw new MalformedMessageException(Events.reserved(event), null);
		}
		this.transport.listener().dropped(NAME, DropReason.MISDIRECTED, frames);
		this.transport.listener().misdirected(NAME, this.loop.peerAddress(), detail);
		this.held.sendOrDrop(Misdirection.answer(frames, delimiter, event, detail));
		return true;
	}

	/** Answers a query, or submits it if it is for all workers. */
	private void query(byte[][] frames, int delimiter, String event) {
		if (!this.settings.disclosure().isFor(this.loop.peer(), this.settings.frontend() instanceof Endpoint.Inproc)) {
			this.held.sendOrDrop(MessageCodec.error(frames, delimiter,
					ProblemType.FORBIDDEN.of(event, Disclosure.REFUSAL), Map.of()));
			return;
		}
		if (ForwardedHeaders.of(frames, delimiter).isToAll() && capabilities().all()) {
			this.requests.submit(read(frames, delimiter));
			return;
		}
		this.report.answer(Arrays.copyOf(frames, delimiter), event, frames[delimiter + 2])
			.thenAccept(this.replies::answer);
	}

	private RoutedRequest read(byte[][] frames, int delimiter) {
		MessageCodec.requireBodies(frames, delimiter);
		String event = MessageCodec.event(frames[delimiter + 1]);
		byte[][] own = frames;
		ForwardedHeaders headers = ForwardedHeaders.of(own, delimiter);
		Peer peer = this.loop.peer();
		if (peer != null || headers.namesSender()) {
			own = vouched(own, delimiter, headers.namesSender(), peer);
			headers = ForwardedHeaders.of(own, delimiter);
		}
		ClientConnection connection = connection(frames[0], peer);
		if (headers.streamCredit() != 0 && !takesStreams(connection)) {
			Map<String, String> others = new LinkedHashMap<>(Headers.of(own, delimiter));
			others.keySet().removeAll(Set.of(Headers.STREAM, Headers.STREAM_TIMEOUT));
			own = withHeaders(own, delimiter, others);
			headers = ForwardedHeaders.of(own, delimiter);
		}
		return new RoutedRequest(connection, own, delimiter, event, headers, this.loop.now(), this.requests);
	}

	/**
	 * Sets the sender's headers to the authenticated user. Other headers are parsed only
	 * if the message claims a sender.
	 */
	private static byte[][] vouched(byte[][] frames, int delimiter, boolean claimed, @Nullable Peer peer) {
		ZmqPrincipal sender = (peer != null) ? new ZmqPrincipal(peer.name(), peer.roles()) : null;
		if (claimed || frames.length == delimiter + 3) {
			return withHeaders(frames, delimiter, ZmqPrincipal.vouch(Headers.of(frames, delimiter), sender));
		}
		byte[][] own = frames.clone();
		own[delimiter + 3] = Headers.prepend(frames[delimiter + 3], ZmqPrincipal.vouch(Map.of(), sender));
		return own;
	}

	/**
	 * Whether a client can receive streams. It needs the capability, and workers that are
	 * addressed: those behind a DEALER can't be granted credit.
	 */
	private boolean takesStreams(ClientConnection connection) {
		return this.settings.strategy() != null && connection.capabilities().stream();
	}

	private static byte[][] withHeaders(byte[][] frames, int delimiter, Map<String, String> headers) {
		return MessageCodec.encode(Arrays.copyOf(frames, delimiter), frames[delimiter + 1], frames[delimiter + 2],
				headers);
	}

	private ClientConnection connection(byte[] routingId, @Nullable Peer peer) {
		ClientConnection existing = find(routingId, peer);
		if (existing != null) {
			return existing;
		}
		onPeerGone(routingId);
		String user = (peer != null) ? peer.name() : null;
		ClientConnection connection = new ClientConnection(
				PeerName.of(this.loop.peerProperty(PeerName.PROPERTY), user, this.loop.peerAddress()), user,
				capabilities());
		this.clients.put(new FrameKey(routingId), connection);
		this.listener.clientJoined(connection.peer());
		return connection;
	}

	/** Finds the connection of a client. A connection of another user does not count. */
	private @Nullable ClientConnection find(byte[] routingId, @Nullable Peer peer) {
		ClientConnection connection = this.clients.get(new FrameKey(routingId));
		boolean same = connection != null && Objects.equals(connection.user(), (peer != null) ? peer.name() : null);
		return same ? connection : null;
	}

	/** Returns the capabilities of the sender of the current message. */
	private Capabilities capabilities() {
		return Capabilities.of(this.loop.peerProperty(Capabilities.PROPERTY));
	}

	RouterReport report() {
		return this.report;
	}

	@Override
	public void onPeerGone(byte[] identity) {
		this.held.forget(identity);
		ClientConnection gone = this.clients.remove(new FrameKey(identity));
		if (gone != null) {
			this.requests.abandoned().clientDisconnected(gone);
			this.listener.clientLeft(gone.peer());
		}
	}

	@Override
	public void onClose() {
		this.held.close();
	}

	/** Returns the connections of clients that have sent requests. Thread-safe. */
	Collection<ClientConnection> connections() {
		return this.clients.values();
	}

	ClientReplies replies() {
		return this.replies;
	}

	/**
	 * Waits for the messages that are held for clients whose connections are full.
	 * Thread-safe.
	 * @return a future that completes when each held message is sent or dropped
	 */
	CompletableFuture<Void> flush() {
		CompletableFuture<Void> flush = new CompletableFuture<>();
		this.loop.execute(LoopTask.of(() -> {
			this.flushed = flush;
			completeFlush();
		}, () -> flush.complete(null)));
		return flush;
	}

	private void completeFlush() {
		CompletableFuture<Void> flush = this.flushed;
		if (flush != null && this.held.isEmpty()) {
			flush.complete(null);
		}
	}

}
