package io.zmqf.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.zmqf.message.Capabilities;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.PeerName;
import io.zmqf.message.StoppingReply;
import io.zmqf.message.TokenTable;
import io.zmqf.message.UnsentWords;
import io.zmqf.message.Word;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/** One socket with many requests in flight, told apart by a frame of their envelopes. */
final class PipelinedConnection implements RequestPath, SocketHandler {

	private static final long STOPPING_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final String name;

	private final Endpoint endpoint;

	private final Transport transport;

	private final Runnable onConnected;

	private final Supplier<RequestPath> best;

	private final SocketLoop loop;

	private final TokenTable<PendingRequest> sent = new TokenTable<>();

	private final Set<PendingRequest> waiting = new LinkedHashSet<>();

	/** What the peer of the present connection is still to be told of requests. */
	private final UnsentWords words = new UnsentWords();

	private final InFlightCounter load = new InFlightCounter();

	/**
	 * Whether the peer of the present connection has just refused a request because it
	 * stops, or a worker behind it.
	 */
	private volatile boolean stopping;

	private final Timed goesOn = Timed.of(() -> this.stopping = false);

	private boolean everAnswered;

	/** What the peer of the present connection understands. */
	private Capabilities peer = Capabilities.NONE;

	PipelinedConnection(String name, SocketSettings settings, Transport transport, Consumer<RequestPath> onConnected,
			Supplier<RequestPath> best) {
		this.name = name;
		this.endpoint = settings.endpoint();
		this.transport = transport;
		this.onConnected = () -> onConnected.accept(this);
		this.best = best;
		this.loop = transport.create(name, settings, this);
	}

	void open() {
		this.loop.start();
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public long now() {
		return this.loop.now();
	}

	@Override
	public String endpoint() {
		return this.endpoint.toString();
	}

	@Override
	public @Nullable String refusal() {
		return this.loop.refusal();
	}

	@Override
	public void submit(PendingRequest request) {
		if (request.enter(this.load) == 1) {
			this.loop.executeHere(request);
		}
		else {
			this.loop.execute(request);
		}
	}

	@Override
	public void abandon(PendingRequest request) {
		this.loop.execute(() -> {
			if (!request.isOn(this)) {
				request.abandon();
			}
			else if (request.state != PendingRequest.State.DONE) {
				stop(request);
				forget(request);
				request.cancel();
			}
		});
	}

	/** Has the peer stop a request that it has. */
	private void stop(PendingRequest request) {
		if (request.state == PendingRequest.State.SENT && this.peer.cancel()) {
			this.words.cancel(request.token);
			sendWords();
		}
	}

	private void sendWords() {
		if (!this.words.areSent((word) -> this.loop.send(word) != SendResult.FULL)) {
			this.loop.awaitWritable();
		}
	}

	@Override
	public void begin(PendingRequest request) {
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
				sendElsewhere(request);
			}
		}
	}

	private void send(PendingRequest request) {
		if (request.isToAll() && !this.peer.all()) {
			release(request);
			request.failNotToAll();
			return;
		}
		long token = this.sent.put(request);
		SendResult result = SendResult.FULL;
		try {
			result = this.loop.send(request.frames(TokenTable.frame(token), this.peer, this.loop.now()));
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

	/** Without a connection here, another path takes the request if it has one. */
	private void sendElsewhere(PendingRequest request) {
		RequestPath other = this.best.get();
		if (other != this && other.isAvailable()) {
			release(request);
			request.submitTo(other);
		}
		else {
			await(request);
		}
	}

	private void await(PendingRequest request) {
		request.state = PendingRequest.State.WAITING;
		this.waiting.add(request);
	}

	@Override
	public void rejected(PendingRequest request) {
		request.leave();
		request.fail(new ZmqClosedException(request.event(), endpoint()));
	}

	@Override
	public void expired(PendingRequest request) {
		if (!request.isOverdue(this.loop.now())) { // items came meanwhile
			this.loop.schedule(request, request.deadline());
			return;
		}
		if (request instanceof StreamRequest) { // the peer may have sent an item
												// meanwhile
			stop(request);
		}
		forget(request);
		request.timeOut();
	}

	private void forget(PendingRequest request) {
		release(request);
		if (request.state == PendingRequest.State.SENT) {
			this.sent.remove(request.token);
		}
		else {
			this.waiting.remove(request);
		}
	}

	@Override
	public void onMessage(byte[][] frames) {
		PendingRequest request = (frames.length > 1 && frames[1].length == 0) ? this.sent.get(frames[0]) : null;
		Word word = (request != null) ? Word.of(frames, 1) : null;
		if (request != null && word != null) {
			hear(word, request, frames);
			return;
		}
		if (request != null) {
			this.everAnswered = true;
			rejected(frames);
			forget(request);
			if (!goesElsewhere(request, frames)) {
				request.complete(frames);
			}
			return;
		}
		if (MessageCodec.isProbe(frames)) {
			return;
		}
		boolean tokenless = frames[0].length != TokenTable.TOKEN_BYTES;
		if (tokenless && !this.everAnswered) {
			this.everAnswered = true;
			this.transport.listener().uncorrelated(this.name, endpoint());
		}
		this.transport.listener()
			.dropped(this.name, tokenless ? DropReason.UNCORRELATED_REPLY : DropReason.LATE_REPLY, frames);
	}

	private void hear(Word word, PendingRequest request, byte[][] frames) {
		this.everAnswered = true;
		String reason = (word == Word.ITEM) ? request.take(frames, this.loop.now()) : null;
		if (reason != null) {
			stop(request);
			forget(request);
			request.failOverrun(reason);
		}
	}

	@Override
	public void grant(StreamRequest request, int items) {
		this.loop.execute(() -> {
			if (request.state == PendingRequest.State.SENT && request.isOn(this)) {
				request.granted(items, this.loop.now());
				this.words.credit(request.token, items);
				sendWords();
			}
		});
	}

	/** A peer that stops has not handled the request, which another one may take. */
	private boolean goesElsewhere(PendingRequest request, byte[][] frames) {
		if (!StoppingReply.matches(frames)) {
			return false;
		}
		this.stopping = true;
		this.loop.schedule(this.goesOn, this.loop.now() + STOPPING_NANOS);
		request.refusedBy(this);
		RequestPath other = this.best.get();
		if (other == this || !other.isAvailable() || request.wasRefusedBy(other)) {
			return false;
		}
		request.submitTo(other);
		return true;
	}

	private void rejected(byte[][] reply) {
		String rejection = Misdirection.read(reply, 1);
		if (rejection != null) {
			this.loop.rejected(rejection);
			this.transport.listener().rejected(this.name, endpoint(), rejection);
		}
	}

	@Override
	public void onConnected() {
		this.stopping = false;
		this.peer = Capabilities.of(this.loop.peerProperty(Capabilities.PROPERTY));
		String router = PeerName.of(this.loop.peerProperty(PeerName.PROPERTY), null, null).name();
		if (router != null) {
			this.transport.listener().named(this.name, endpoint(), router);
		}
		flush();
		this.onConnected.run();
	}

	@Override
	public void onWritable() {
		sendWords();
		flush();
	}

	private void flush() {
		for (PendingRequest request : taken(this.waiting)) {
			send(request);
		}
	}

	@Override
	public void onDisconnected() {
		this.words.clear();
		for (PendingRequest request : this.sent.drain()) {
			if (request.maySendAgain()) {
				sendElsewhere(request);
			}
			else {
				release(request);
				request.failLost(endpoint());
			}
		}
		taken(this.waiting).forEach(this::sendElsewhere);
	}

	@Override
	public void onRefused() {
		List<PendingRequest> unsent = this.sent.drain();
		unsent.addAll(taken(this.waiting));
		unsent.forEach(this::sendElsewhere);
	}

	@Override
	public void onClose() {
		List<PendingRequest> open = new ArrayList<>(this.sent.drain());
		open.addAll(taken(this.waiting));
		for (PendingRequest request : open) {
			release(request);
			request.fail(new ZmqClosedException(request.event(), endpoint()));
		}
	}

	@Override
	public void handOverTo(RequestPath other) {
		this.loop.execute(() -> {
			if (!this.loop.isConnected()) {
				for (PendingRequest request : taken(this.waiting)) {
					release(request);
					request.submitTo(other);
				}
			}
		});
	}

	@Override
	public boolean isHere() {
		return this.loop.isHere();
	}

	@Override
	public boolean isAvailable() {
		return !this.stopping && this.loop.isConnected();
	}

	@Override
	public int load() {
		return this.load.count();
	}

	@Override
	public List<SocketStatus> sockets() {
		return List.of(this.loop.status());
	}

	@Override
	public CompletableFuture<Long> oldest() {
		return this.loop.ask(() -> PendingRequest.oldest(this.loop.now(), this.sent.entries(), this.waiting), 0L);
	}

	@Override
	public void close() {
		this.loop.close();
	}

	private void release(PendingRequest request) {
		this.loop.cancel(request);
		request.leave();
	}

	private static List<PendingRequest> taken(Set<PendingRequest> requests) {
		List<PendingRequest> all = new ArrayList<>(requests);
		requests.clear();
		return all;
	}

}
