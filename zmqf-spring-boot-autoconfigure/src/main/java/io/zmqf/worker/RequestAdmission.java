package io.zmqf.worker;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.zmqf.info.Disclosure;
import io.zmqf.message.Capabilities;
import io.zmqf.message.Events;
import io.zmqf.message.GatheredItem;
import io.zmqf.message.Headers;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.RequestTrace;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which messages to accept as requests. It replies to the others itself: rejected
 * requests, the queries of operators, and messages that belong to another endpoint.
 * Confined to the connection's event loop.
 *
 * @param name the name of the socket
 * @param context the context of the node
 * @param inside {@code true} if peers are in the same process
 * @param loop the loop of the connection
 * @param router the dialogue with the router, if any
 * @param replies the sender of replies
 */
record RequestAdmission(String name, WorkerContext context, boolean inside, SocketLoop loop, RouterDialogue router,
		ReplySender replies) {

	private static final UnaryOperator<Map<String, String>> UNKNOWN_SENDER = (headers) -> ZmqPrincipal.vouch(headers,
			null);

	private static final Map<String, String> STOPPING = Map.of(Headers.STOPPING, "true");

	/** Returns the capabilities of the sender of the current message. */
	Capabilities sender() {
		return Capabilities.of(this.loop.peerProperty(Capabilities.PROPERTY));
	}

	/**
	 * Rejects a message of any kind if it is over a limit. Returns {@code true} if it is.
	 */
	boolean isOverLimit(byte[][] frames, int delimiter) {
		SocketLimits limits = this.context.settings().limits();
		int headers = Headers.size(frames, delimiter);
		if (delimiter > limits.addresses()) {
			refuse(frames, delimiter, ProblemType.TOO_LARGE, "The envelope has too many addresses");
		}
		else if (headers > limits.headersSize()) {
			refuse(frames, delimiter, ProblemType.TOO_LARGE,
					"The headers have " + headers + " bytes: " + limits.headersSize() + " are allowed");
		}
		else {
			return false;
		}
		return true;
	}

	/**
	 * Accepts a request, or replies to it at once.
	 * @param connection the connection that has received it
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @return the request, or {@code null} if the message has its reply
	 */
	@Nullable InboundRequest admit(WorkerConnection connection, byte[][] frames, int delimiter) {
		HandlerRegistry.Registration registration = (frames.length > delimiter + 1)
				? this.context.handlers().find(frames[delimiter + 1]) : null;
		if (registration == null) {
			String event = MessageCodec.eventIfReadable(frames, delimiter);
			if (event != null && (answeredQuery(event, frames, delimiter) || isMisdirected(event, frames, delimiter))) {
				return null;
			}
			if (event != null && Events.isReserved(event)) {
				refuse(frames, delimiter, ProblemType.MALFORMED, Events.reserved(event));
				return null;
			}
		}
		else if (registration.overdue().get() >= this.context.settings().concurrency()) {
			refuse(frames, delimiter, ProblemType.BUSY,
					registration.overdue().get() + " requests of this event still run after their deadline");
			return null;
		}
		return new InboundRequest(connection, registration, frames, delimiter, this.loop.now(), vouching());
	}

	/**
	 * Whether the message is a request to all workers, of which a server is the only one.
	 */
	boolean isToAll(byte[][] frames, int delimiter) {
		return this.context.isServer() && GatheredItem.isToAll(frames, delimiter) && sender().all();
	}

	/**
	 * Returns the function that replaces the headers about the sender, or {@code null} if
	 * they can be trusted.
	 */
	private @Nullable UnaryOperator<Map<String, String>> vouching() {
		// A router that has welcomed this worker has replaced them already
		if (!this.context.isServer()) {
			return this.router.isWelcomed() ? null : UNKNOWN_SENDER;
		}
		Peer peer = this.loop.peer();
		if (peer == null) {
			return UNKNOWN_SENDER;
		}
		ZmqPrincipal sender = new ZmqPrincipal(peer.name(), peer.roles());
		return (headers) -> ZmqPrincipal.vouch(headers, sender);
	}

	/**
	 * Replies to a query of an operator, even if no handler thread is free. A router that
	 * has welcomed this worker forwards the queries of operators only.
	 */
	private boolean answeredQuery(String event, byte[][] frames, int delimiter) {
		if (!Events.isQuery(event)) {
			return false;
		}
		Disclosure disclosure = this.context.settings().disclosure();
		boolean allowed = this.context.isServer() ? disclosure.isFor(this.loop.peer(), this.inside)
				: this.router.isWelcomed() || disclosure.anyOperator();
		if (!allowed) {
			refuse(frames, delimiter, ProblemType.FORBIDDEN, Disclosure.REFUSAL);
			return true;
		}
		boolean toAll = isToAll(frames, delimiter);
		byte[] data = (frames.length > delimiter + 2) ? frames[delimiter + 2] : Message.NO_DATA;
		this.context.report()
			.answer(Arrays.copyOf(frames, delimiter), event, data, this.context.maxData())
			.thenAccept((answer) -> this.loop.execute(() -> {
				List<byte[][]> messages = toAll ? this.replies.toAll(answer, frames, delimiter)
						: List.<byte[][]>of(answer);
				messages.forEach(this.replies.held()::sendOrDrop);
			}));
		return true;
	}

	/**
	 * Replies to a worker or a sender of heartbeats that has connected to a server by
	 * mistake.
	 */
	private boolean isMisdirected(String event, byte[][] frames, int delimiter) {
		String detail = this.context.isServer() ? Misdirection.Place.SERVER.misdirected(event) : null;
		if (detail != null) {
			TransportListener listener = this.context.transport().listener();
			listener.dropped(this.name, DropReason.MISDIRECTED, frames);
			listener.misdirected(this.name, this.loop.peerAddress(), detail);
			this.loop.send(Misdirection.answer(frames, delimiter, event, detail));
		}
		return detail != null;
	}

	/** Rejects a request because the node is stopping. */
	void refuseStopping(byte[][] frames, int delimiter) {
		refuse(frames, delimiter, ProblemType.NO_WORKER,
				"The " + this.context.settings().type().wireName() + " is stopping", STOPPING);
	}

	private void refuse(byte[][] frames, int delimiter, ProblemType type, String detail) {
		refuse(frames, delimiter, type, detail, Map.of());
	}

	private void refuse(byte[][] frames, int delimiter, ProblemType type, String detail, Map<String, String> headers) {
		this.context.listener().requestRefused(type);
		byte[][] answer = MessageCodec.error(frames, delimiter,
				type.of(MessageCodec.eventIfReadable(frames, delimiter), detail), headers);
		this.replies.held().sendOrDrop(answer);
		if (this.context.tracing().tracesEnd(0, type)) {
			this.context.tracing()
				.ended(new RequestTrace(this.name, RequestReference.of(frames), null, null, null, 0, 0,
						RequestTrace.outcome(answer)), type);
		}
	}

}
