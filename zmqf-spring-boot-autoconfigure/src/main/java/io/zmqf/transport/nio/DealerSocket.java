package io.zmqf.transport.nio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.internal.LoopSocket;
import org.jspecify.annotations.Nullable;

/** A socket that sends its messages round-robin to those peers that have room. */
final class DealerSocket extends NioSocket {

	private final List<Connection> connections = new ArrayList<>();

	private int turn;

	DealerSocket(EventLoop loop, SocketSettings settings, BiConsumer<LoopSocket, SocketEvent> events,
			Runnable arrival) {
		super(loop, settings, events, arrival);
	}

	@Override
	void add(Connection connection) {
		this.connections.add(connection);
	}

	@Override
	void remove(Connection connection) {
		this.connections.remove(connection);
	}

	@Override
	Collection<Connection> connections() {
		return this.connections;
	}

	/**
	 * Returns a property of the peer. A connecting socket has only one peer, which need
	 * not have sent a message.
	 */
	@Override
	public @Nullable String peerProperty(String name) {
		if (!connects()) {
			return super.peerProperty(name);
		}
		return this.connections.isEmpty() ? null : this.connections.get(0).text(name);
	}

	@Override
	public SendResult send(byte[][] frames) {
		loop().assertInEventLoop();
		for (int i = this.connections.size(); i > 0; i--) {
			this.turn = (this.turn + 1 < this.connections.size()) ? this.turn + 1 : 0;
			Connection next = this.connections.get(this.turn);
			if (next.hasRoom()) {
				return next.send(frames);
			}
		}
		return SendResult.FULL;
	}

	@Override
	public boolean isWritable() {
		return this.connections.stream().anyMatch(Connection::hasRoom);
	}

}
