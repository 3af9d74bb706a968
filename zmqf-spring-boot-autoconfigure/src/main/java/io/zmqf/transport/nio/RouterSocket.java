package io.zmqf.transport.nio;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

import io.zmqf.transport.FrameKey;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.internal.LoopSocket;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/** A socket that sends each message to the peer whose routing id is the first frame. */
final class RouterSocket extends NioSocket {

	/**
	 * The length of a generated routing id: a zero, with which no announced id starts,
	 * and random bytes.
	 */
	private static final int MADE_BYTES = 1 + 16;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final Map<FrameKey, Connection> connections = new HashMap<>();

	/** The lost connections whose loss the handler has not been notified of. */
	private final Map<FrameKey, Connection> leaving = new HashMap<>();

	/** The reusable key for look-ups. */
	private final FrameKey wanted = new FrameKey(Connection.NO_ID);

	RouterSocket(EventLoop loop, SocketSettings settings, BiConsumer<LoopSocket, SocketEvent> events,
			Runnable arrival) {
		super(loop, settings, events, arrival);
	}

	@Override
	byte[] routingId(byte[] announced) {
		if (announced.length > 0) {
			return announced;
		}
		byte[] made = new byte[MADE_BYTES];
		do {
			RANDOM.nextBytes(made);
			made[0] = 0;
		}
		while (this.connections.containsKey(this.wanted.of(made)));
		return made;
	}

	/**
	 * Whether a peer may have the routing id that it announced. Another user's routing id
	 * is refused, because the peer would receive that user's replies, including replies
	 * to requests sent before a loss. Without authentication, a client that reconnects
	 * replaces its former connection before its loss is known.
	 */
	@Override
	boolean admits(byte[] announced, @Nullable Peer peer) {
		if (announced.length == 0 || !settings().security().authenticates()) {
			return true;
		}
		Connection holder = this.connections.get(this.wanted.of(announced));
		Connection former = this.leaving.get(this.wanted.of(announced));
		return (holder == null || isSameUser(holder.peer(), peer))
				&& (former == null || isSameUser(former.peer(), peer));
	}

	private static boolean isSameUser(@Nullable Peer holder, @Nullable Peer peer) {
		return holder != null && peer != null && holder.name().equals(peer.name());
	}

	@Override
	void add(Connection connection) {
		Connection former = this.connections.put(new FrameKey(connection.routingId()), connection);
		if (former != null) {
			former.replace();
		}
	}

	@Override
	void remove(Connection connection) {
		this.connections.remove(this.wanted.of(connection.routingId()), connection);
	}

	@Override
	void leaves(Connection connection) {
		if (settings().security().authenticates()) {
			this.leaving.put(new FrameKey(connection.routingId()), connection);
		}
	}

	@Override
	void left(Connection connection) {
		this.leaving.remove(this.wanted.of(connection.routingId()), connection);
	}

	@Override
	Collection<Connection> connections() {
		return this.connections.values();
	}

	@Override
	public SendResult send(byte[][] frames) {
		loop().assertInEventLoop();
		Connection connection = this.connections.get(this.wanted.of(frames[0]));
		return (connection != null) ? connection.send(frames) : SendResult.UNROUTABLE;
	}

	/**
	 * Whether the peer has room. {@code true} for an unknown peer, because sending
	 * reports that.
	 */
	@Override
	public boolean mayTake(byte[] peer) {
		Connection connection = this.connections.get(this.wanted.of(peer));
		return connection == null || connection.hasRoom();
	}

	/**
	 * Always {@code true}, because it depends on the peer whether a message can be sent.
	 */
	@Override
	public boolean isWritable() {
		return true;
	}

}
