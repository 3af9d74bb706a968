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

/** The life of a connection over a channel, from its handshake to its end. */
final class ChannelConnection extends ChannelTraffic {

	private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final @Nullable InetSocketAddress address;

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

	/** Whether its handshake has succeeded, be it over by now. */
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

	/** Where it comes from, for those who treat such connections alike. */
	Object origin() {
		return PendingHandshakes.origin((this.address != null) ? this.address.getAddress() : null);
	}

	@Override
	byte @Nullable [] property(String name) {
		return (this.stream != null) ? this.stream.property(name) : null;
	}

	@Override
	void tell(SocketEvent.Type type, @Nullable String detail) {
		socket().tell(type, address(), null, detail);
	}

	/** The verdict about a client has come. */
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

	/** Messages may follow. */
	void establish(byte[] routingId, Handshake completed, @Nullable Peer peer) {
		identify(routingId);
		this.stream = new MessageStream(this, completed, peer);
		endHandshake();
		this.state = State.OPEN;
		this.owner.established(this);
		socket().join(this);
		tell(SocketEvent.Type.HANDSHAKE_SUCCEEDED, null);
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
		tell(SocketEvent.Type.MEMORY_EXCEEDED, NioSocket.MEMORY_EXCEEDED);
	}

	@Override
	public void fail(Throwable failure) {
		lose();
		loop().report(failure);
	}

	/** Ends a handshake from here. */
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
	 * Each of those that have to know does, whatever another one throws: the role, whose
	 * requests wait, the owner, which makes the next connection, and listeners.
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
				tell(SocketEvent.Type.DISCONNECTED, null);
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
