package io.zmqf.transport.nio;

import java.nio.charset.StandardCharsets;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a socket to one peer, and the messages that were received and wait for
 * the socket's handler. Belongs to the event loop.
 */
abstract class Connection {

	/** The last frame of the notice that a peer is gone, which no peer can send. */
	static final byte[] GONE = {};

	static final byte[] NO_ID = {};

	private static final byte[][] ONLY_PEER_GONE = { GONE };

	private final NioSocket socket;

	private final MessageQueue inbox = new MessageQueue();

	private final TurnQueue.Place<Connection> place = new TurnQueue.Place<>(this);

	private byte[] routingId = NO_ID;

	private long accounted;

	private boolean replaced;

	/** Made in advance, so that no loss goes unnoticed for want of memory. */
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

	/** What a ROUTER addresses the peer by. */
	final byte[] routingId() {
		return this.routingId;
	}

	final void identify(byte[] id) {
		this.routingId = id;
		if (this.socket.isAddressed()) {
			this.lossNotice = new byte[][] { id, GONE };
		}
	}

	/** The authenticated user, or {@code null} where nothing was proved. */
	@Nullable Peer peer() {
		return null;
	}

	/** The remote address, or {@code null} where there is none. */
	@Nullable String address() {
		return null;
	}

	/** A property that the peer has announced. */
	abstract byte @Nullable [] property(String name);

	final @Nullable String text(String name) {
		byte[] value = property(name);
		return (value != null) ? new String(value, StandardCharsets.UTF_8) : null;
	}

	/** Sends a message, if there is room for it. */
	abstract SendResult send(byte[][] message);

	/** Whether it takes one more message; the socket is told when it does so again. */
	abstract boolean hasRoom();

	/** Closes it at once, or after what was sent has been written. */
	abstract void close();

	/** Closes it at once, as if its peer was gone. */
	abstract void lose();

	/** Closes it because it holds too much, with all that it holds. */
	abstract void evict();

	/** What it holds besides the messages that wait for the handler. */
	long heldOutside() {
		return 0;
	}

	/** Continues to read from the peer after a message was taken. */
	abstract void resume();

	/** Another connection takes the routing id over; nobody is told of the loss. */
	final void replace() {
		this.replaced = true;
		lose();
	}

	final long held() {
		return this.inbox.bytes() + heldOutside();
	}

	/** Counts what is held, after any change of it. */
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

	/** Tells the socket of the loss, after all that the peer has sent. */
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

	/** Takes the next message that waits for the handler. */
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

	/** Whether the peer has to wait until messages were taken. */
	final boolean isFull(long highWaterMark) {
		return this.inbox.size() >= highWaterMark || this.inbox.bytes() >= loop().memory().peerLimit()
				|| !this.inbox.isEmpty() && loop().memory().isTight();
	}

	/** Whether enough was taken after it was full. */
	final boolean hasDrained() {
		return this.inbox.isEmpty() || this.inbox.size() <= this.socket.highWaterMark() / 2
				&& this.inbox.bytes() <= loop().memory().peerLimit() / 2 && !loop().memory().isTight();
	}

}
