package io.zmqf.transport.nio;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.Timed;
import io.zmqf.transport.security.Peer;
import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.FrameDecoder;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * The messages and heartbeats of an established connection, in both directions. It is the
 * timer of the next PING.
 */
final class MessageStream extends Timed {

	private static final byte[] NO_CONTEXT = {};

	/**
	 * The time to read what has arrived when the time to live is over, for a process that
	 * was suspended.
	 */
	private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** The minimum number of PINGs within the time to live that they announce. */
	private static final int PINGS = 3;

	private static final int DECISECOND_MILLIS = 100;

	/** The maximum of libzmq, which converts it to milliseconds in 16 bits. */
	private static final int MAX_DECISECONDS = 0xffff / DECISECOND_MILLIS;

	private final ChannelConnection connection;

	/**
	 * The decoder, which holds incomplete messages. It is {@code null} once receiving has
	 * stopped.
	 */
	private @Nullable FrameDecoder decoder;

	private final Outbox outbox;

	private final Metadata metadata;

	private final @Nullable Peer peer;

	/** The interval of PINGs, or {@code null} if none are sent. */
	private final @Nullable Duration pings;

	/**
	 * The timer that closes the connection if nothing is received within the time to live
	 * of the peer's PINGs.
	 */
	private @Nullable Timed expiry;

	/** The time to live of the peer's last PING. */
	private long timeToLive;

	/** Whether something was received since the timer was scheduled. */
	private boolean isAlive;

	private boolean isOverdue;

	MessageStream(ChannelConnection connection, Handshake handshake, @Nullable Peer peer) {
		this.connection = connection;
		NioSocket socket = connection.socket();
		this.decoder = handshake.decoder(socket.frameLimits(), socket.isAddressed() ? connection.routingId() : null);
		this.outbox = new Outbox(handshake.encoder(socket.isAddressed() ? 1 : 0));
		this.metadata = handshake.peer();
		this.peer = peer;
		this.pings = handshake.version().hasHeartbeats() ? socket.settings().ping() : null;
		if (this.pings != null) { // at once, because silence counts after the first PONG
			this.connection.loop().timers().schedule(this, System.nanoTime());
		}
	}

	@Override
	protected void onTime() {
		if (this.pings != null) {
			this.connection.loop().timers().schedule(this, System.nanoTime() + this.pings.toNanos());
			send(Command.ping(timeToLive(this.pings), NO_CONTEXT));
		}
	}

	/**
	 * Returns the time after which the peer should close a silent connection, or 0 for
	 * none or for more than a peer may understand.
	 */
	private int timeToLive(Duration interval) {
		Duration silence = this.connection.socket().settings().limits().silence();
		long millis = silence.isZero() ? 0 : Math.max(silence.toMillis(), PINGS * interval.toMillis());
		long deciseconds = millis / DECISECOND_MILLIS;
		return (deciseconds <= MAX_DECISECONDS) ? (int) deciseconds : 0;
	}

	@Nullable Peer peer() {
		return this.peer;
	}

	byte @Nullable [] property(String name) {
		return this.metadata.property(name);
	}

	Outbox outbox() {
		return this.outbox;
	}

	/** Decodes received bytes. */
	void receive(ByteBuffer input) {
		this.isAlive = true;
		for (FrameDecoder reading; (reading = this.decoder) != null;) {
			switch (reading.decode(input)) {
				case MESSAGE -> {
					this.connection.arrived(reading.message());
					this.isAlive = true;
				}
				case PING -> answer(reading.command());
				case PONG -> {
					reading.command();
					this.connection.socket().answered();
				}
				default -> {
					return;
				}
			}
		}
	}

	private void answer(Command received) {
		send(received.pong());
		this.timeToLive = TimeUnit.MILLISECONDS.toNanos((long) DECISECOND_MILLIS * received.ttlDeciseconds());
		if (this.timeToLive == 0) {
			cancelExpiry();
			return;
		}
		if (this.expiry == null) {
			this.expiry = Timed.of(this::expire);
		}
		expireAfter(this.expiry, this.timeToLive, false);
	}

	private void expireAfter(Timed timer, long nanos, boolean overdue) {
		this.isAlive = false;
		this.isOverdue = overdue;
		this.connection.loop().timers().schedule(timer, System.nanoTime() + nanos);
	}

	/**
	 * Closes the connection, unless something was received, or reading is paused: the
	 * peer's signs of life can't be received then.
	 */
	private void expire() {
		Timed timer = this.expiry;
		if (timer == null || this.isOverdue && !this.isAlive && !this.connection.isReadingPaused()) {
			this.connection.lose();
		}
		else if (this.isAlive) {
			expireAfter(timer, this.timeToLive, false);
		}
		else {
			expireAfter(timer, GRACE_NANOS, !this.connection.isReadingPaused());
		}
	}

	private void send(Command command) {
		this.outbox.add(command);
		this.connection.flushSoon();
	}

	long held() {
		return ((this.decoder != null) ? this.decoder.heldBytes() : 0) + this.outbox.held();
	}

	private void cancelExpiry() {
		if (this.expiry != null) {
			this.connection.loop().timers().cancel(this.expiry);
		}
	}

	/** Stops heartbeats and discards incomplete messages. */
	void stop() {
		this.decoder = null;
		cancelExpiry();
		this.connection.loop().timers().cancel(this);
	}

}
