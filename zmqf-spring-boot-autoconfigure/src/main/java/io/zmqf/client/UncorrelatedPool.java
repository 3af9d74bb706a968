package io.zmqf.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Sockets with one request in flight each, for peers whose replies don't say which
 * request they answer. The first line's loop owns the requests and says which line is
 * free; the other lines' loops hand over what they hear. A line whose request was given
 * up gets a new socket, so that the late reply is not taken for the next one.
 */
final class UncorrelatedPool implements RequestPath {

	private final Transport transport;

	private final List<Line> lines = new ArrayList<>();

	private final SocketLoop loop;

	private final Set<PendingRequest> waiting = new LinkedHashSet<>();

	private final Deque<Line> free = new ArrayDeque<>();

	private final AtomicInteger load = new AtomicInteger();

	private boolean closed;

	UncorrelatedPool(String name, List<SocketSettings> sockets, Transport transport) {
		this.transport = transport;
		for (SocketSettings socket : sockets) {
			this.lines.add(new Line(name + "-" + (this.lines.size() + 1), socket));
		}
		this.loop = this.lines.get(0).socket;
	}

	void open() {
		this.lines.forEach((line) -> line.socket.start());
	}

	@Override
	public String endpoint() {
		return this.lines.get(0).endpoint;
	}

	@Override
	public @Nullable String refusal() {
		return this.lines.stream()
			.map((line) -> line.socket.refusal())
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	@Override
	public void submit(PendingRequest request) {
		this.load.incrementAndGet();
		this.loop.execute(request);
	}

	@Override
	public void begin(PendingRequest request) {
		if (this.closed) {
			request.reject();
			return;
		}
		this.loop.schedule(request, request.deadline());
		request.state = PendingRequest.State.WAITING;
		this.waiting.add(request);
		assign();
	}

	private void assign() {
		while (!this.free.isEmpty() && !this.waiting.isEmpty()) {
			PendingRequest next = this.waiting.iterator().next();
			this.waiting.remove(next);
			next.state = PendingRequest.State.SENT;
			this.free.remove().ask(next);
		}
	}

	@Override
	public void abandon(PendingRequest request) {
		this.loop.execute(() -> {
			if (request.state != PendingRequest.State.DONE) {
				forget(request);
				request.cancel();
			}
		});
	}

	@Override
	public void rejected(PendingRequest request) {
		this.load.decrementAndGet();
		request.fail(new ZmqClosedException(request.event(), endpoint()));
	}

	@Override
	public void expired(PendingRequest request) {
		forget(request);
		request.timeOut();
	}

	private void forget(PendingRequest request) {
		release(request);
		if (!this.waiting.remove(request)) {
			for (Line line : this.lines) {
				if (line.asked == request) {
					line.reset();
				}
			}
		}
	}

	private void release(PendingRequest request) {
		this.loop.cancel(request);
		this.load.decrementAndGet();
	}

	@Override
	public boolean isHere() {
		return this.loop.isHere();
	}

	@Override
	public boolean isConnected() {
		return this.lines.stream().anyMatch((line) -> line.connected);
	}

	@Override
	public List<SocketStatus> sockets() {
		return this.lines.stream().map((line) -> line.socket.status()).toList();
	}

	@Override
	public CompletableFuture<Long> oldest() {
		return this.loop.ask(() -> {
			List<PendingRequest> asked = new ArrayList<>();
			for (Line line : this.lines) {
				if (line.asked != null) {
					asked.add(line.asked);
				}
			}
			return PendingRequest.oldest(this.loop.now(), asked, this.waiting);
		}, 0L);
	}

	@Override
	public int load() {
		return this.load.get();
	}

	@Override
	public void handOverTo(RequestPath connected) {
		// the pool has a line to every peer already
	}

	@Override
	public void close() {
		for (int i = this.lines.size() - 1; i >= 0; i--) {
			this.lines.get(i).socket.close();
		}
	}

	/** The requests that wait when the first line's loop ends. */
	private void closeRequests() {
		this.closed = true;
		List<PendingRequest> open = new ArrayList<>(this.waiting);
		this.waiting.clear();
		for (Line line : this.lines) {
			if (line.asked != null) {
				open.add(line.asked);
				line.asked = null;
			}
		}
		for (PendingRequest request : open) {
			release(request);
			request.fail(new ZmqClosedException(request.event(), endpoint()));
		}
	}

	/** One socket. Its fields but the last belong to the first line's loop. */
	private final class Line implements SocketHandler {

		private final String name;

		private final String endpoint;

		private final SocketLoop socket;

		private @Nullable PendingRequest asked;

		private volatile boolean connected;

		Line(String name, SocketSettings settings) {
			this.name = name;
			this.endpoint = settings.endpoint().toString();
			this.socket = UncorrelatedPool.this.transport.create(name, settings, this);
		}

		void ask(PendingRequest request) {
			this.asked = request;
			this.socket.execute(() -> {
				byte[][] frames = request.frames(null, this.socket.now());
				if (!this.socket.isConnected() || this.socket.send(frames) != SendResult.SENT) {
					hear(() -> giveBack(request));
				}
			});
		}

		private void giveBack(PendingRequest request) {
			if (this.asked == request) {
				this.asked = null;
				request.state = PendingRequest.State.WAITING;
				UncorrelatedPool.this.waiting.add(request);
				assign();
			}
		}

		/** Nothing more is asked until the new socket is connected. */
		void reset() {
			this.asked = null;
			this.socket.execute(() -> {
				this.connected = false;
				this.socket.reconnect();
			});
		}

		@Override
		public void onMessage(byte[][] frames) {
			hear(() -> {
				PendingRequest request = this.asked;
				boolean wellFormed = frames.length >= 3 && frames[0].length == 0;
				if (request == null || !wellFormed) {
					UncorrelatedPool.this.transport.listener()
						.dropped(this.name, wellFormed ? DropReason.LATE_REPLY : DropReason.MALFORMED);
					return;
				}
				this.asked = null;
				release(request);
				request.complete(frames);
				UncorrelatedPool.this.free.add(this);
				assign();
			});
		}

		@Override
		public void onConnected() {
			this.connected = true;
			hear(() -> {
				if (this.asked == null && !UncorrelatedPool.this.free.contains(this)) {
					UncorrelatedPool.this.free.add(this);
					assign();
				}
			});
		}

		@Override
		public void onDisconnected() {
			lose((request) -> {
				if (request.isIdempotent()) {
					request.maybeHandled = true;
					submit(request);
				}
				else {
					request.fail(new ZmqConnectionException(request.event(), this.endpoint,
							"the connection was lost after the request was sent; whether it was handled is not known",
							null));
				}
			});
		}

		@Override
		public void onRefused() {
			lose(UncorrelatedPool.this::submit);
		}

		private void lose(java.util.function.Consumer<PendingRequest> outcome) {
			this.connected = false;
			hear(() -> {
				UncorrelatedPool.this.free.remove(this);
				PendingRequest request = this.asked;
				this.asked = null;
				if (request != null) {
					release(request);
					outcome.accept(request);
				}
			});
		}

		@Override
		public void onClose() {
			this.connected = false;
			if (this.socket == UncorrelatedPool.this.loop) {
				closeRequests();
			}
		}

		private void hear(io.zmqf.transport.LoopTask heard) {
			UncorrelatedPool.this.loop.execute(heard);
		}

	}

}
