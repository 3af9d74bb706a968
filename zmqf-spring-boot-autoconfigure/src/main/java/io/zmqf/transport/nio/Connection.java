package io.zmqf.transport.nio;

import java.nio.charset.StandardCharsets;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a socket to one peer, with the queue of received messages for the
 * socket's handler. Belongs to the event loop.
 */
abstract class Connection {

	/**
	 * The last frame of a loss notice. It is compared by identity, so that no peer can
	 * send it.
	 */
	static final byte[] GONE = {};

	static final byte[] NO_ID = {};

	private static final byte[][] ONLY_PEER_GONE = { GONE };

	private final NioSocket socket;

	private final MessageQueue inbox = new MessageQueue();

	private final TurnQueue.Place<Connection> place = new TurnQueue.Place<>(this);

	private byte[] routingId = NO_ID;

	private long accounted;

	private boolean replaced;

	/** The loss notice, created in advance so that a lack of memory can't suppress it. */
	private byte[][] lossNotice = ONLY_PEER_GONE;

	private boolean lossDue;

	Connection(NioSocket socket) {
		this.socket = socket;
	}

	final NioSocket socket() {
		return this.socket;
	}

	final EventLoop loop() {
		return this.socket.loop();
	}

	/** Returns the routing id that a ROUTER addresses the peer by. */
	final byte[] routingId() {
		return this.routingId;
	}

	final void identify(byte[] id) {
		this.routingId = id;
		if (this.socket.isAddressed()) {
			this.lossNotice = new byte[][] { id, GONE };
		}
	}

	/**
	 * Returns the authenticated user, or {@code null} if the peer is not authenticated.
	 */
	@Nullable Peer peer() {
		return null;
	}

	/** Returns the remote address, or {@code null} if there is none. */
	@Nullable String address() {
		return null;
	}

	/** Returns a property that the peer announced in the handshake. */
	abstract byte @Nullable [] property(String name);

	final @Nullable String text(String name) {
		byte[] value = property(name);
		return (value != null) ? new String(value, StandardCharsets.UTF_8) : null;
	}

	/** Sends a message if there is room for it. */
	abstract SendResult send(byte[][] message);

	/**
	 * Whether there is room for one more message. If not, the socket is notified once
	 * there is.
	 */
	abstract boolean hasRoom();

	/** Closes the connection, after queued messages were written or at once. */
	abstract void close();

	/** Closes the connection at once, as if the peer had closed it. */
	abstract void lose();

	/**
	 * Closes the connection because its messages hold too much memory, and discards them.
	 */
	abstract void evict();

	/** Returns the memory held besides the received messages, in bytes. */
	long heldOutside() {
		return 0;
	}

	/** Whether nothing is read from the peer until the handler has received messages. */
	boolean isReadingPaused() {
		return false;
	}

	/** Continues to read from the peer after the handler has received messages. */
	abstract void resume();

	/**
	 * Closes the connection without a loss notice, because another connection takes over
	 * its routing id.
	 */
	final void replace() {
		this.replaced = true;
		lose();
	}

	final long held() {
		return this.inbox.bytes() + heldOutside();
	}

	/**
	 * Updates the transport's count of held memory, after each change of this
	 * connection's.
	 */
	final void account() {
		long held = held();
		if (held != this.accounted) {
			loop().account(held, this.accounted);
			this.accounted = held;
		}
	}

	final void arrived(byte[][] message) {
		this.inbox.add(message);
		this.socket.arrived(this.place);
	}

	/** Queues the loss notice after all received messages. */
	final void noticeLoss() {
		if (this.socket.noticesLoss() && !this.replaced) {
			this.lossDue = true;
			try {
				this.socket.leaves(this);
			}
			finally {
				this.socket.arrived(this.place);
			}
		}
	}

	/**
	 * Returns the next message for the handler, or the loss notice after the last one.
	 */
	final byte @Nullable [][] receive() {
		byte[][] message = this.inbox.poll();
		if (message == null && this.lossDue) {
			this.lossDue = false;
			message = this.lossNotice;
		}
		if (this.lossDue || !this.inbox.isEmpty()) {
			this.socket.arrived(this.place);
		}
		account();
		resume();
		return message;
	}

	final void discardReceived() {
		this.inbox.clear();
		if (this.lossDue) {
			this.lossDue = false;
			this.socket.left(this);
		}
		account();
	}

	/** Whether reading has to pause until the handler has received messages. */
	final boolean isFull(long highWaterMark) {
		return this.inbox.size() >= highWaterMark || this.inbox.bytes() >= loop().memory().peerLimit()
				|| !this.inbox.isEmpty() && loop().memory().isTight();
	}

	/** Whether reading may resume after the queue was full. */
	final boolean hasDrained() {
		return this.inbox.isEmpty() || this.inbox.size() <= this.socket.highWaterMark() / 2
				&& this.inbox.bytes() <= loop().memory().peerLimit() / 2 && !loop().memory().isTight();
	}

}
