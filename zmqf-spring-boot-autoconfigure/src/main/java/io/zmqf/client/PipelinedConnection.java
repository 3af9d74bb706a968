package io.zmqf.client;

import java.util.Collection;
import java.util.List;

import io.zmqf.message.ControlMessage;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.StoppingReply;
import io.zmqf.message.TokenTable;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SilenceWatch;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * One socket with many requests in flight. A token in the envelope correlates each reply
 * with its request.
 */
final class PipelinedConnection extends RequestPath implements SocketHandler {

	private final ClientPaths all;

	private final SocketLoop loop;

	private final TokenTable<PendingRequest> sent = new TokenTable<>();

	private final ConnectedPeer peer;

	private final SilenceWatch silence;

	/** The time of the last timeout of a request, initially that of the connection. */
	private long timedOutAt;

	PipelinedConnection(String name, SocketSettings settings, Transport transport, ClientPaths all) {
		super(name, settings.endpoint().toString());
		this.all = all;
		this.loop = transport.create(name, settings, this);
		this.peer = new ConnectedPeer(name, endpoint(), this.loop, transport.listener(),
				() -> all.becameAvailable(this));
		this.silence = new SilenceWatch(this.loop, settings.limits(), this::mayGiveUp);
	}

	/**
	 * Whether the peer's silence counts. A peer may be unable to read for a while, so a
	 * request in flight must have timed out since the last sign of the peer.
	 */
	private boolean mayGiveUp() {
		return this.sent.size() == 0 || this.timedOutAt - this.loop.lastReceived() > 0;
	}

	@Override
	void open() {
		this.loop.start();
	}

	@Override
	SocketLoop loop() {
		return this.loop;
	}

	@Override
	Collection<PendingRequest> sent() {
		return this.sent.entries();
	}

	@Override
	@Nullable String refusal() {
		return this.loop.refusal();
	}

	@Override
	void submit(PendingRequest request) {
		if (request.enter(this.load) == 1) {
			this.loop.executeHere(request);
		}
		else {
			this.loop.execute(request);
		}
	}

	@Override
	void abandon(PendingRequest request) {
		this.loop.execute(() -> {
			if (!request.isOn(this)) {
				request.abandon();
			}
			else if (request.state != PendingRequest.State.DONE) {
				this.peer.stop(request);
				forget(request);
				request.cancel();
			}
		});
	}

	@Override
	void begin(PendingRequest request) {
		if (request.isEnded()) {
			request.leave();
		}
		else if (request.deadline() - this.loop.now() <= 0) {
			request.leave();
			request.timeOut();
		}
		else {
			this.loop.schedule(request, request.deadline());
			if (this.loop.isConnected()) {
				send(request);
			}
			else {
				sendByOtherPath(request);
			}
		}
	}

	private void send(PendingRequest request) {
		if (request.isToAll() && !this.peer.capabilities().all()) {
			request.failNotToAll();
			release(request);
			return;
		}
		long token = this.sent.put(request);
		SendResult result = SendResult.FULL;
		try {
			result = this.loop.send(request.frames(TokenTable.frame(token), this.peer.capabilities(), this.loop.now()));
		}
		finally {
			if (result == SendResult.SENT) {
				request.state = PendingRequest.State.SENT;
				request.token = token;
			}
			else {
				this.sent.remove(token);
				await(request);
				this.loop.awaitWritable();
			}
		}
	}

	/** Submits the request to another available path, or lets it wait here. */
	private void sendByOtherPath(PendingRequest request) {
		RequestPath other = this.all.best();
		if (other != this && other.isAvailable()) {
			release(request);
			request.submitTo(other);
		}
		else {
			await(request);
		}
	}

	@Override
	void timeOut(PendingRequest request) {
		if (!request.isOverdue(this.loop.now())) { // items have extended the deadline
			this.loop.schedule(request, request.deadline());
			return;
		}
		// An item in flight may have extended the deadline of the peer
		if (request instanceof StreamRequest) {
			this.peer.stop(request);
		}
		this.timedOutAt = this.loop.now();
		forget(request);
		request.timeOut();
	}

	private void forget(PendingRequest request) {
		release(request);
		if (request.state == PendingRequest.State.SENT) {
			this.sent.remove(request.token);
		}
		else {
			stopsWaiting(request);
		}
	}

	@Override
	public void onMessage(byte[][] frames) {
		PendingRequest request = (frames.length > 1 && frames[1].length == 0) ? this.sent.get(frames[0]) : null;
		if (request == null) {
			if (!MessageCodec.isProbe(frames)) {
				this.peer.drop(frames);
			}
			return;
		}
		this.peer.correlates();
		ControlMessage control = ControlMessage.of(frames, 1);
		if (control != null) {
			onControlMessage(control, request, frames);
			return;
		}
		this.peer.readRejection(frames);
		RequestPath other = otherPath(request, frames);
		forget(request);
		if (other != null) {
			request.submitTo(other);
		}
		else {
			request.complete(frames);
		}
	}

	/**
	 * Handles a control message for a request. If this throws before the request has
	 * failed, the request ends at its deadline.
	 */
	private void onControlMessage(ControlMessage control, PendingRequest request, byte[][] frames) {
		String reason = (control == ControlMessage.ITEM) ? request.take(frames, this.loop.now()) : null;
		if (reason != null) {
			this.peer.stop(request);
			request.fail(request.malformed(reason, null));
			release(request);
			this.sent.remove(request.token);
		}
	}

	@Override
	void grant(StreamRequest request, int items) {
		this.loop.execute(() -> {
			if (request.state == PendingRequest.State.SENT && request.isOn(this)) {
				request.granted(items, this.loop.now());
				this.peer.grant(request, items);
			}
		});
	}

	/** Returns another path if a stopping peer has not handled the request. */
	private @Nullable RequestPath otherPath(PendingRequest request, byte[][] frames) {
		if (!StoppingReply.matches(frames)) {
			return null;
		}
		this.peer.isStoppingForNow();
		request.refusedBy(this);
		RequestPath other = this.all.best();
		return (other != this && other.isAvailable() && !request.wasRefusedBy(other)) ? other : null;
	}

	@Override
	public void onConnected() {
		this.peer.connected();
		this.timedOutAt = this.loop.now();
		this.silence.connected();
		flush();
		this.all.becameAvailable(this);
	}

	@Override
	public void onWritable() {
		this.peer.sendControlMessages();
		flush();
	}

	private void flush() {
		forEach(takeWaiting(), this::send);
	}

	@Override
	public void onDisconnected() {
		this.peer.disconnected();
		this.silence.disconnected();
		forEach(this.sent.drain(), this::lose);
		forEach(takeWaiting(), this::sendByOtherPath);
	}

	private void lose(PendingRequest request) {
		if (request.maySendAgain()) {
			sendByOtherPath(request);
		}
		else {
			request.leave();
			request.failLost(endpoint());
			this.loop.cancel(request); // last: the timer ends it if that failed
		}
	}

	@Override
	public void onRefused() {
		forEach(this.sent.drain(), this::sendByOtherPath);
		forEach(takeWaiting(), this::sendByOtherPath);
	}

	@Override
	public void onClose() {
		failAll(this.sent.drain());
		failAll(takeWaiting());
	}

	@Override
	void handOver() {
		this.loop.execute(() -> {
			if (!this.loop.isConnected()) {
				forEach(takeWaiting(), this::sendByOtherPath);
			}
		});
	}

	@Override
	boolean isAvailable() {
		return !this.peer.isStopping() && this.loop.isConnected();
	}

	@Override
	List<SocketStatus> sockets() {
		return List.of(this.loop.status());
	}

	@Override
	void close() {
		this.loop.close();
	}

}
