package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.Timed;
import io.zmqf.transport.nio.ConnectionOwner.HandshakeFailure;
import io.zmqf.transport.security.AuthenticationResult;
import io.zmqf.transport.security.Peer;
import io.zmqf.zmtp.Handshake;
import io.zmqf.zmtp.Mechanism;
import org.jspecify.annotations.Nullable;

/** A connection over a channel, from its handshake to its close. */
final class ChannelConnection extends ChannelTraffic {

	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final @Nullable InetSocketAddress address;

	private final long createdAt = System.nanoTime();

	/** Creates a connection whose channel is connected. */
	ChannelConnection(NioSocket socket, SocketChannel channel, ConnectionOwner owner, Mechanism mechanism)
			throws IOException {
		super(socket, channel, owner);
		this.address = (channel.getRemoteAddress() instanceof InetSocketAddress remote) ? remote : null;
		channel.configureBlocking(false);
		if (this.address != null) {
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
		}
		this.handshake = new HandshakeStage(this, mechanism);
	}

	/** Begins the handshake. */
	void begin() throws IOException {
		this.key = loop().channels().register(this.channel, SelectionKey.OP_READ, this);
		if (this.handshake != null) {
			this.handshake.begin();
		}
		loop().flushLater(this.place);
	}

	/** Returns the time since the peer connected, in nanoseconds. */
	long age() {
		return System.nanoTime() - this.createdAt;
	}

	/** Whether the handshake has succeeded, even if the connection is closed by now. */
	boolean isEstablished() {
		return this.stream != null;
	}

	@Override
	@Nullable Peer peer() {
		return (this.stream != null) ? this.stream.peer() : null;
	}

	@Override
	@Nullable String address() {
		return (this.address != null) ? String.valueOf(this.address).substring(1) : null;
	}

	/** Returns the origin that connections are grouped by. */
	Object origin() {
		return PendingHandshakes.origin((this.address != null) ? this.address.getAddress() : null);
	}

	@Override
	byte @Nullable [] property(String name) {
		return (this.stream != null) ? this.stream.property(name) : null;
	}

	@Override
	void report(SocketEvent.Type type, @Nullable String detail) {
		socket().report(type, address(), null, detail);
	}

	/** Continues the handshake after the client was authenticated or denied. */
	void continueHandshake(AuthenticationResult verdict) {
		if (this.handshake != null) {
			this.handshake.decide(verdict);
			loop().flushLater(this.place);
		}
	}

	/** Continues to read now that the handshake's turn has come. */
	void takeTurn() {
		if (this.handshake != null) {
			this.handshake.takeTurn();
			loop().read(this);
		}
	}

	/** Completes the handshake, and opens the connection for messages. */
	void establish(byte[] routingId, Handshake completed, @Nullable Peer peer) {
		identify(routingId);
		this.stream = new MessageStream(this, completed, peer);
		endHandshake();
		this.state = State.OPEN;
		this.owner.established(this);
		socket().join(this);
		report(SocketEvent.Type.HANDSHAKE_SUCCEEDED, null);
	}

	private void endHandshake() {
		if (this.handshake != null) {
			this.handshake.end();
			this.handshake = null;
		}
	}

	@Override
	void evict() {
		discardReceived();
		lose();
		report(SocketEvent.Type.MEMORY_EXCEEDED, NioSocket.MEMORY_EXCEEDED);
	}

	@Override
	public void fail(Throwable failure) {
		lose();
		loop().report(failure);
	}

	/** Fails the handshake on this side, and closes the connection. */
	void breakOff(HandshakeFailure failure) {
		if (this.handshake != null) {
			this.handshake.fail(failure);
		}
		lose();
	}

	@Override
	void lose() {
		State before = this.state;
		if (before == State.CLOSED) {
			return;
		}
		HandshakeStage current = this.handshake;
		try {
			end();
		}
		finally {
			left(before, current);
		}
	}

	/**
	 * Notifies the role, the owner and listeners of the loss, even if one of them throws.
	 * The role has pending requests, and the owner connects again.
	 */
	private void left(State before, @Nullable HandshakeStage current) {
		try {
			if (before == State.OPEN) {
				socket().remove(this);
				noticeLoss();
			}
		}
		finally {
			try {
				this.owner.left(this, current != null && current.hasFailed());
			}
			finally {
				if (current != null) {
					current.brokenOff();
				}
				report(SocketEvent.Type.DISCONNECTED, null);
			}
		}
	}

	@Override
	void close() {
		MessageStream writing = this.stream;
		if (this.state == State.OPEN) {
			socket().remove(this);
		}
		discardReceived();
		if (this.state != State.OPEN || writing == null || writing.outbox().isEmpty()) {
			end();
			return;
		}
		this.state = State.LINGERING;
		writing.stop();
		loop().timers().schedule(Timed.of(this::end), System.nanoTime() + LINGER_NANOS);
		flushSoon();
		updateInterest();
	}

	@Override
	void end() {
		if (this.state == State.CLOSED) {
			return;
		}
		this.state = State.CLOSED;
		if (this.stream != null) {
			this.stream.stop();
			this.stream.outbox().clear();
		}
		account();
		loop().channels().close(this.channel);
		endHandshake();
	}

}
