package io.zmqf.client;

import java.util.concurrent.TimeUnit;

import io.zmqf.message.Capabilities;
import io.zmqf.message.Misdirection;
import io.zmqf.message.PeerName;
import io.zmqf.message.TokenTable;
import io.zmqf.message.UnsentControlMessages;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportListener;

/**
 * The peer of a pipelined connection: its capabilities, the unsent control messages, and
 * whether it accepts requests. Owned by the event loop.
 */
final class ConnectedPeer {

	private static final long STOPPING_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final String socket;

	private final String endpoint;

	private final SocketLoop loop;

	private final TransportListener listener;

	private final UnsentControlMessages unsent = new UnsentControlMessages();

	/**
	 * Whether the peer, or a worker behind it, has recently rejected a request because it
	 * stops.
	 */
	private volatile boolean stopping;

	private final Timed goesOn;

	/**
	 * Whether a peer at this address has returned the correlation frame, or the missing
	 * frame was reported.
	 */
	private boolean everAnswered;

	private Capabilities capabilities = Capabilities.NONE;

	ConnectedPeer(String socket, String endpoint, SocketLoop loop, TransportListener listener, Runnable onward) {
		this.socket = socket;
		this.endpoint = endpoint;
		this.loop = loop;
		this.listener = listener;
		this.goesOn = Timed.of(() -> {
			this.stopping = false;
			onward.run();
		});
	}

	/** Reads the capabilities and the name of the newly connected peer. */
	void connected() {
		this.stopping = false;
		this.capabilities = Capabilities.of(this.loop.peerProperty(Capabilities.PROPERTY));
		String router = PeerName.of(this.loop.peerProperty(PeerName.PROPERTY), null, null).name();
		if (router != null) {
			this.listener.named(this.socket, this.endpoint, router);
		}
	}

	/** Discards the unsent control messages of the lost connection. */
	void disconnected() {
		this.unsent.clear();
	}

	Capabilities capabilities() {
		return this.capabilities;
	}

	/** Whether the peer accepts no requests for now. Called on any thread. */
	boolean isStopping() {
		return this.stopping;
	}

	/**
	 * Marks the peer as stopping for one second. Perhaps only a worker behind it stops,
	 * so the peer may soon accept requests again.
	 */
	void isStoppingForNow() {
		this.stopping = true;
		this.loop.schedule(this.goesOn, this.loop.now() + STOPPING_NANOS);
	}

	/** Sends a cancellation if the request was sent and the peer supports it. */
	void stop(PendingRequest request) {
		if (request.state == PendingRequest.State.SENT && this.capabilities.cancel()) {
			this.unsent.cancel(request.token);
			sendControlMessages();
		}
	}

	/** Grants the peer credit for more items. */
	void grant(PendingRequest request, int items) {
		this.unsent.credit(request.token, items);
		sendControlMessages();
	}

	void sendControlMessages() {
		if (!this.unsent.areSent((message) -> this.loop.send(message) != SendResult.FULL)) {
			this.loop.awaitWritable();
		}
	}

	/** Records that the peer returns the correlation frame. */
	void correlates() {
		this.everAnswered = true;
	}

	/** Reports a rejection if the reply states that this address is the wrong one. */
	void readRejection(byte[][] reply) {
		String rejection = Misdirection.read(reply, 1);
		if (rejection != null) {
			this.loop.rejected(rejection);
			this.listener.rejected(this.socket, this.endpoint, rejection);
		}
	}

	/** Reports a message that belongs to no pending request. */
	void drop(byte[][] frames) {
		boolean tokenless = frames[0].length != TokenTable.TOKEN_BYTES;
		if (tokenless && !this.everAnswered) {
			this.everAnswered = true;
			this.listener.uncorrelated(this.socket, this.endpoint);
		}
		this.listener.dropped(this.socket, tokenless ? DropReason.UNCORRELATED_REPLY : DropReason.LATE_REPLY, frames);
	}

}
