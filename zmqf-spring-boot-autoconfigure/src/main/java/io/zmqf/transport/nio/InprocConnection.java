package io.zmqf.transport.nio;

import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection inside the process. A sent message is received by the other end
 * at once. Belongs to the event loop of both sockets.
 */
final class InprocConnection extends Connection {

	private @Nullable InprocConnection other;

	private boolean awaited;

	private InprocConnection(NioSocket socket) {
		super(socket);
	}

	/** Connects a socket to the socket that is bound to its name, if there is one. */
	static void connect(NioSocket connecting, @Nullable NioSocket bound) {
		if (bound == null) {
			return;
		}
		InprocConnection client = new InprocConnection(connecting);
		InprocConnection server = new InprocConnection(bound);
		server.identify(bound.routingId(connecting.ownId()));
		client.other = server;
		server.other = client;
		bound.join(server);
		connecting.join(client);
		connecting.report(SocketEvent.Type.CONNECTED, null, null, null);
	}

	@Override
	byte @Nullable [] property(String name) {
		return (this.other != null) ? this.other.socket().ownMetadata().property(name) : null;
	}

	@Override
	SendResult send(byte[][] message) {
		loop().assertInEventLoop();
		InprocConnection receiver = this.other;
		if (receiver == null || !hasRoom()) {
			return SendResult.FULL;
		}
		int skipped = socket().isAddressed() ? 1 : 0;
		int added = receiver.socket().isAddressed() ? 1 : 0;
		byte[][] received = new byte[message.length - skipped + added][];
		System.arraycopy(message, skipped, received, added, message.length - skipped);
		if (added > 0) {
			received[0] = receiver.routingId();
		}
		receiver.arrived(received);
		receiver.account();
		return SendResult.SENT;
	}

	/**
	 * Whether there is room in the only queue between both ends. Its capacity is the sum
	 * of both high-water marks.
	 */
	@Override
	boolean hasRoom() {
		boolean room = this.other != null
				&& !this.other.isFull((long) socket().highWaterMark() + this.other.socket().highWaterMark());
		this.awaited |= !room;
		return room;
	}

	@Override
	void resume() {
		InprocConnection sender = this.other;
		if (sender != null && sender.awaited && hasDrained()) {
			sender.awaited = false;
			sender.socket().becameWritable();
		}
	}

	@Override
	void evict() {
		socket().report(SocketEvent.Type.MEMORY_EXCEEDED, null, null, NioSocket.MEMORY_EXCEEDED);
		discardReceived();
		close();
	}

	@Override
	void lose() {
		close();
	}

	@Override
	void close() {
		InprocConnection peer = this.other;
		if (peer == null) {
			return;
		}
		this.other = null;
		peer.other = null;
		try {
			end();
		}
		finally {
			peer.end();
		}
	}

	private void end() {
		socket().remove(this);
		if (socket().connects()) {
			socket().report(SocketEvent.Type.DISCONNECTED, null, null, null);
		}
		else {
			noticeLoss();
		}
	}

}
