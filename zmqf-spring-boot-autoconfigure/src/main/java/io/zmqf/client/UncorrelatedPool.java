package io.zmqf.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Sockets with one request in flight each, for peers whose replies contain no correlation
 * token. The loop of the first line owns the requests and assigns them to free lines. The
 * loops of the other lines pass their events to it.
 */
final class UncorrelatedPool extends RequestPath {

	/** The time for which a line gets no request after its peer has refused one. */
	private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final List<UncorrelatedLine> lines = new ArrayList<>();

	private final SocketLoop loop;

	private final Deque<UncorrelatedLine> free = new ArrayDeque<>();

	private boolean closed;

	UncorrelatedPool(String name, List<SocketSettings> sockets, Transport transport) {
		super(name + "-1", sockets.get(0).endpoint().toString());
		for (SocketSettings socket : sockets) {
			this.lines.add(new UncorrelatedLine(this, name + "-" + (this.lines.size() + 1), socket, transport));
		}
		this.loop = this.lines.get(0).socket();
	}

	@Override
	void open() {
		this.lines.forEach((line) -> line.socket().start());
	}

	@Override
	SocketLoop loop() {
		return this.loop;
	}

	@Override
	Collection<PendingRequest> sent() {
		return this.lines.stream().map(UncorrelatedLine::pending).filter(Objects::nonNull).toList();
	}

	@Override
	@Nullable String refusal() {
		return this.lines.stream()
			.map((line) -> line.socket().refusal())
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	void submit(PendingRequest request) {
		request.enter(this.load);
		this.loop.execute(request);
	}

	@Override
	void begin(PendingRequest request) {
		if (request.isEnded()) {
			request.leave();
		}
		else if (this.closed) {
			request.reject();
		}
		else if (request.isToAll()) {
			request.leave();
			request.failNotToAll();
		}
		else {
			this.loop.schedule(request, request.deadline());
			await(request);
		}
	}

	/** Assigns a request to a free line, or lets it wait. Called on the loop. */
	@Override
	void await(PendingRequest request) {
		super.await(request);
		assign();
	}

	private void assign() {
		while (!this.free.isEmpty() && !this.waiting.isEmpty()) {
			PendingRequest next = this.waiting.iterator().next();
			stopsWaiting(next);
			next.state = PendingRequest.State.SENT;
			this.free.remove().send(next);
		}
	}

	/** Adds a connected line without a request to the free lines. Called on the loop. */
	void isFree(UncorrelatedLine line) {
		this.loop.cancel(line.again());
		if (!this.free.contains(line)) {
			this.free.add(line);
		}
		assign();
	}

	void isNotFree(UncorrelatedLine line) {
		this.loop.cancel(line.again());
		this.free.remove(line);
	}

	/** Frees a line after a pause, because its peer has refused a request. */
	void isFreeLater(UncorrelatedLine line) {
		this.loop.schedule(line.again(), this.loop.now() + REFUSED_NANOS);
	}

	/** Whether another line is connected to a peer that is not stopping. */
	boolean hasOther(UncorrelatedLine than) {
		return this.lines.stream().anyMatch((line) -> line != than && line.isAvailable());
	}

	@Override
	void abandon(PendingRequest request) {
		this.loop.execute(() -> {
			if (request.state != PendingRequest.State.DONE) {
				forget(request);
				request.cancel();
			}
		});
	}

	@Override
	void grant(StreamRequest request, int items) {
		// peers without correlation support no streams
	}

	@Override
	void timeOut(PendingRequest request) {
		forget(request);
		request.timeOut();
	}

	private void forget(PendingRequest request) {
		release(request);
		if (!stopsWaiting(request)) {
			this.lines.stream().filter((line) -> line.pending() == request).forEach(UncorrelatedLine::reset);
		}
	}

	@Override
	boolean isAvailable() {
		return this.lines.stream().anyMatch(UncorrelatedLine::isAvailable);
	}

	@Override
	List<SocketStatus> sockets() {
		return this.lines.stream().map((line) -> line.socket().status()).toList();
	}

	@Override
	void handOver() {
		// the pool already has a line to each peer
	}

	@Override
	void close() {
		for (int i = this.lines.size() - 1; i >= 0; i--) {
			this.lines.get(i).socket().close();
		}
	}

	/** Fails the open requests when the loop that owns them ends. */
	void closeRequests() {
		this.closed = true;
		List<PendingRequest> open = takeWaiting();
		open.addAll(sent());
		this.lines.forEach(UncorrelatedLine::forget);
		failAll(open);
	}

}
