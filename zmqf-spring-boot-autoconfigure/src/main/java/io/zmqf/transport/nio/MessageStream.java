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

	private static final long PAUSED_NANOS = TimeUnit.SECONDS.toNanos(1);

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
	 * of the peer's last PING.
	 */
	private @Nullable Timed expiry;

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
			send(Command.ping(0, NO_CONTEXT));
		}
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
		cancelExpiry();
		for (FrameDecoder reading; (reading = this.decoder) != null;) {
			switch (reading.decode(input)) {
				case MESSAGE -> {
					this.connection.arrived(reading.message());
					cancelExpiry();
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
		if (received.ttlDeciseconds() > 0) {
			if (this.expiry == null) {
				this.expiry = Timed.of(this::expire);
			}
			long limit = TimeUnit.MILLISECONDS.toNanos(100L * received.ttlDeciseconds());
			this.connection.loop().timers().schedule(this.expiry, System.nanoTime() + limit);
		}
	}

	/**
	 * Closes the connection, unless reading is paused: the peer's signs of life can't be
	 * received then.
	 */
	private void expire() {
		if (this.connection.isReadingPaused() && this.expiry != null) {
			this.connection.loop().timers().schedule(this.expiry, System.nanoTime() + PAUSED_NANOS);
		}
		else {
			this.connection.lose();
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
