package io.zmqf.client;

import java.util.concurrent.TimeUnit;

import io.zmqf.message.Capabilities;
import io.zmqf.message.Misdirection;
import io.zmqf.message.PeerName;
import io.zmqf.message.TokenTable;
import io.zmqf.message.UnsentWords;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportListener;

/**
 * The peer of a connection with many requests: what it understands, what it is still to
 * be told of requests, and whether it takes new ones. On the loop, but for the latter.
 */
final class ConnectedPeer {

	private static final long STOPPING_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final String socket;

	private final String endpoint;

	private final SocketLoop loop;

	private final TransportListener listener;

	private final UnsentWords words = new UnsentWords();

	/** Whether it has just refused a request because it stops, or a worker behind it. */
	private volatile boolean stopping;

	private final Timed goesOn;

	/** Whether a peer of this address has answered any request. */
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

	/** There is a new connection. */
	void connected() {
		this.stopping = false;
		this.capabilities = Capabilities.of(this.loop.peerProperty(Capabilities.PROPERTY));
		String router = PeerName.of(this.loop.peerProperty(PeerName.PROPERTY), null, null).name();
		if (router != null) {
			this.listener.named(this.socket, this.endpoint, router);
		}
	}

	/** The connection is lost. */
	void disconnected() {
		this.words.clear();
	}

	Capabilities capabilities() {
		return this.capabilities;
	}

	/** From any thread. */
	boolean isStopping() {
		return this.stopping;
	}

	/** A worker behind the peer may have stopped, and the peer goes on. */
	void isStoppingForNow() {
		this.stopping = true;
		this.loop.schedule(this.goesOn, this.loop.now() + STOPPING_NANOS);
	}

	/** Has the peer stop a request that it has. */
	void stop(PendingRequest request) {
		if (request.state == PendingRequest.State.SENT && this.capabilities.cancel()) {
			this.words.cancel(request.token);
			sendWords();
		}
	}

	/** Lets the peer send more items. */
	void grant(PendingRequest request, int items) {
		this.words.credit(request.token, items);
		sendWords();
	}

	void sendWords() {
		if (!this.words.areSent((word) -> this.loop.send(word) != SendResult.FULL)) {
			this.loop.awaitWritable();
		}
	}

	/** Something came that says which request it is for. */
	void correlates() {
		this.everAnswered = true;
	}

	/** Reads a reply that may say that the address is the wrong one. */
	void readRejection(byte[][] reply) {
		String rejection = Misdirection.read(reply, 1);
		if (rejection != null) {
			this.loop.rejected(rejection);
			this.listener.rejected(this.socket, this.endpoint, rejection);
		}
	}

	/** Something came that is for no request which waits. */
	void drop(byte[][] frames) {
		boolean tokenless = frames[0].length != TokenTable.TOKEN_BYTES;
		if (tokenless && !this.everAnswered) {
			this.everAnswered = true;
			this.listener.uncorrelated(this.socket, this.endpoint);
		}
		this.listener.dropped(this.socket, tokenless ? DropReason.UNCORRELATED_REPLY : DropReason.LATE_REPLY, frames);
	}

}
