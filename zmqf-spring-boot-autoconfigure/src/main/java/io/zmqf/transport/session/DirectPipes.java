package io.zmqf.transport.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;

import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import zmq.Options;

/**
 * The connections of one socket, between which it chooses as JeroMQ's ROUTER and DEALER
 * do, without JeroMQ's pipes, its commands and an object for each frame. Belongs to
 * whoever holds the {@linkplain IoThreadTurns turns}.
 */
public final class DirectPipes {

	private static final byte[] NO_IDENTITY = {};

	private final IoThreadTurns turns;

	private final Runnable arrival;

	private final boolean addressed;

	private final int highWaterMark;

	private final byte @Nullable [] goneNotice;

	/** By their identities, where the socket addresses its peers. */
	private final Map<Identity, DirectPipe> identified = new HashMap<>();

	/** For looking one up. */
	private final Identity wanted = new Identity();

	/** All in turn, where it does not. */
	private final List<DirectPipe> alike = new ArrayList<>();

	private int turn;

	/** Those that have received something, in turn. */
	private final Queue<DirectPipe> ready = new ArrayDeque<>();

	private @Nullable DirectPipe last;

	private int nextIdentity = ThreadLocalRandom.current().nextInt();

	private boolean closed;

	/**
	 * Creates the pipes of a socket that has no connections yet.
	 * @param turn what is to follow when something has come, and when something can be
	 * sent again
	 * @param addressed whether each peer is addressed by its identity, which is the first
	 * frame of all messages then, as with a ROUTER; otherwise they have requests in turn
	 * @param highWaterMark the messages that are held for one peer in each direction
	 * @param goneNotice what a peer leaves behind when it is gone: a message of this
	 * frame, after its identity where it is addressed; {@code null} for none
	 */
	public DirectPipes(IoThreadTurns.Turn turn, boolean addressed, int highWaterMark, byte @Nullable [] goneNotice) {
		this.turns = turn.turns();
		this.arrival = turn::request;
		this.addressed = addressed;
		this.highWaterMark = highWaterMark;
		this.goneNotice = goneNotice;
	}

	/** Those of the socket with these options, where it has any. */
	static @Nullable DirectPipes of(Options options) {
		return (options.allocator instanceof FrameAllocator own) ? own.pipes() : null;
	}

	IoThreadTurns turns() {
		return this.turns;
	}

	int highWaterMark() {
		return this.highWaterMark;
	}

	byte @Nullable [] goneNotice() {
		return this.goneNotice;
	}

	/** How many frames of a message are not the peer's. */
	int addresses() {
		return this.addressed ? 1 : 0;
	}

	/**
	 * A peer has shaken hands. Whoever had its identity is cut off: a client that gave up
	 * comes back under its own before the loss of its former connection is known.
	 */
	DirectPipe join(GuardedEngine engine, byte[] identity, @Nullable Peer peer, @Nullable String address,
			MessageLimit limit) {
		byte[] own = (this.addressed && identity.length == 0) ? newIdentity() : identity;
		DirectPipe pipe = new DirectPipe(this, engine, this.addressed ? own : NO_IDENTITY, peer, address, limit);
		if (this.addressed) {
			DirectPipe former = this.identified.put(new Identity().of(own), pipe);
			if (former != null) {
				former.replace();
			}
		}
		else {
			this.alike.add(pipe);
			becameWritable();
		}
		return pipe;
	}

	/** As JeroMQ makes them: a zero, and a number that counts on. */
	private byte[] newIdentity() {
		byte[] identity;
		do {
			identity = ByteBuffer.allocate(1 + Integer.BYTES).put((byte) 0).putInt(this.nextIdentity++).array();
		}
		while (this.identified.containsKey(this.wanted.of(identity)));
		return identity;
	}

	void left(DirectPipe pipe) {
		this.alike.remove(pipe);
		this.identified.remove(this.wanted.of(pipe.identity()), pipe);
	}

	void arrived(DirectPipe pipe) {
		if (!this.closed) {
			this.ready.add(pipe);
			this.arrival.run();
		}
	}

	void becameWritable() {
		this.arrival.run();
	}

	/**
	 * Takes the next message, of each peer in turn.
	 * @return its frames, with the peer's identity before them where it is addressed, or
	 * {@code null} where there is none
	 */
	public byte @Nullable [][] receive() {
		DirectPipe pipe = this.ready.poll();
		if (pipe == null) {
			return null;
		}
		byte[][] message = pipe.receive();
		if (pipe.hasReceived()) {
			this.ready.add(pipe);
		}
		this.last = pipe;
		return message;
	}

	/**
	 * Who sent the message that was received last.
	 * @return the peer, or {@code null} where it has proved nothing
	 */
	public @Nullable Peer peer() {
		return (this.last != null) ? this.last.peer() : null;
	}

	/**
	 * Where the message came from that was received last.
	 * @return the remote address, or {@code null} where there is none
	 */
	public @Nullable String peerAddress() {
		return (this.last != null) ? this.last.address() : null;
	}

	/**
	 * The connection that a message goes to.
	 * @param message its frames
	 * @return the one that the first frame addresses, or the next in turn that has room;
	 * {@code null} where there is none
	 */
	public @Nullable DirectPipe to(byte[][] message) {
		if (this.addressed) {
			return this.identified.get(this.wanted.of(message[0]));
		}
		for (int i = this.alike.size(); i > 0; i--) {
			this.turn = (this.turn + 1 < this.alike.size()) ? this.turn + 1 : 0;
			DirectPipe next = this.alike.get(this.turn);
			if (next.hasRoom()) {
				return next;
			}
		}
		return null;
	}

	/**
	 * Whether a message can be sent.
	 * @return {@code true} always where it depends on whom it is for
	 */
	public boolean isWritable() {
		return this.addressed || this.alike.stream().anyMatch(DirectPipe::hasRoom);
	}

	/** Takes nothing any more; what was sent still leaves. */
	public void close() {
		this.closed = true;
		this.ready.clear();
	}

	/** What a peer is addressed by. */
	private static final class Identity {

		private byte[] bytes = NO_IDENTITY;

		private int hash;

		/** The same object for other bytes, which is no key of a map. */
		Identity of(byte[] other) {
			this.bytes = other;
			this.hash = Arrays.hashCode(other);
			return this;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Identity identity && Arrays.equals(this.bytes, identity.bytes);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
