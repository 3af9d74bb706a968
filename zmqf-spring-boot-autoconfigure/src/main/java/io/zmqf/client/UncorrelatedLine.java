package io.zmqf.client;

import java.util.function.Consumer;

import io.zmqf.message.Capabilities;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.StoppingReply;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * One socket of an {@link UncorrelatedPool}, with at most one request in flight. If the
 * request is cancelled or times out, the line opens a new socket, because a late reply
 * would complete the next request.
 */
final class UncorrelatedLine implements SocketHandler {

	private final UncorrelatedPool pool;

	private final String name;

	private final String endpoint;

	private final SocketLoop socket;

	private final TransportListener listener;

	/** The request in flight. Owned by the loop of the pool. */
	private @Nullable PendingRequest pending;

	/**
	 * The request that the current connection has sent and has no reply to. Owned by the
	 * loop of the socket, which may be ahead of the pool's.
	 */
	private @Nullable PendingRequest sent;

	private final Timed again = Timed.of(this::tryAgain);

	private volatile boolean connected;

	/** Whether the peer refused the last request because it is stopping. */
	private volatile boolean stopping;

	UncorrelatedLine(UncorrelatedPool pool, String name, SocketSettings settings, Transport transport) {
		this.pool = pool;
		this.name = name;
		this.endpoint = settings.endpoint().toString();
		this.socket = transport.create(name, settings, this);
		this.listener = transport.listener();
	}

	SocketLoop socket() {
		return this.socket;
	}

	boolean isAvailable() {
		return this.connected && !this.stopping;
	}

	@Nullable PendingRequest pending() {
		return this.pending;
	}

	void forget() {
		this.pending = null;
	}

	/** Uses the line again, since perhaps only a worker behind the peer has stopped. */
	private void tryAgain() {
		this.stopping = false;
		this.pool.isFree(this);
	}

	/** Returns the timer of the pause after a refusal. Owned by the pool's loop. */
	Timed again() {
		return this.again;
	}

	/** Sends a request. Called on the loop of the pool. */
	void send(PendingRequest request) {
		this.pending = request;
		// on this loop, where the request can't end meanwhile
		byte[][] frames = request.frames(null, Capabilities.NONE, this.pool.now());
		this.socket.execute(() -> {
			boolean hasPeer = this.socket.isConnected();
			if (hasPeer && this.socket.send(frames) == SendResult.SENT) {
				this.sent = request;
				return;
			}
			onPoolLoop(() -> requeue(request));
			if (hasPeer) { // the peer does not read, so the line would never be free
				reconnect();
			}
		});
	}

	private void requeue(PendingRequest request) {
		if (this.pending == request) {
			this.pending = null;
			this.pool.await(request);
		}
	}

	/** Opens a new socket. The line is not free until that is connected. */
	void reset() {
		this.pending = null;
		this.socket.execute(this::reconnect);
	}

	private void reconnect() {
		this.connected = false;
		this.sent = null;
		this.socket.reconnect();
	}

	@Override
	public void onMessage(byte[][] frames) {
		if (MessageCodec.isProbe(frames)) {
			return;
		}
		String rejection = Misdirection.read(frames, 0);
		if (rejection != null) {
			this.socket.rejected(rejection);
			this.listener.rejected(this.name, this.endpoint, rejection);
		}
		PendingRequest request = this.sent;
		boolean wellFormed = frames.length >= 3 && frames[0].length == 0;
		if (request == null || !wellFormed) {
			this.listener.dropped(this.name, wellFormed ? DropReason.LATE_REPLY : DropReason.MALFORMED, frames);
			return;
		}
		this.sent = null;
		onPoolLoop(() -> replied(request, frames));
	}

	private void replied(PendingRequest request, byte[][] frames) {
		if (request != this.pending) {
			this.listener.dropped(this.name, DropReason.LATE_REPLY, frames);
			return;
		}
		this.pending = null;
		this.stopping = StoppingReply.matches(frames);
		if (this.stopping && this.pool.hasOther(this)) {
			this.pool.await(request); // it was not handled
			this.pool.isFreeLater(this);
			return;
		}
		this.pool.release(request);
		request.complete(frames);
		this.pool.isFree(this);
	}

	@Override
	public void onConnected() {
		this.connected = true;
		this.stopping = false;
		onPoolLoop(() -> {
			if (this.pending == null) {
				this.pool.isFree(this);
			}
		});
	}

	@Override
	public void onDisconnected() {
		lose((request) -> {
			if (request.maySendAgain()) {
				request.submitTo(this.pool);
			}
			else {
				request.failLost(this.endpoint);
			}
		});
	}

	@Override
	public void onRefused() {
		lose((request) -> request.submitTo(this.pool));
	}

	private void lose(Consumer<PendingRequest> outcome) {
		PendingRequest request = this.sent;
		this.connected = false;
		this.sent = null;
		onPoolLoop(() -> {
			this.pool.isNotFree(this);
			if (request != null && request == this.pending) {
				this.pending = null;
				this.pool.release(request);
				outcome.accept(request);
			}
		});
	}

	@Override
	public void onClose() {
		this.connected = false;
		if (this.pool.loop() == this.socket) {
			this.pool.closeRequests();
		}
	}

	private void onPoolLoop(LoopTask task) {
		this.pool.loop().execute(task);
	}

}
