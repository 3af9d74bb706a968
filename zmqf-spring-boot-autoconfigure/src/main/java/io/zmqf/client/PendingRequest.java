package io.zmqf.client;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.Headers;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.Timed;

/**
 * A request from its making to its outcome. Encoded on the caller's thread, then owned by
 * the loop of its {@link RequestPath}; it is its own task and its own deadline there.
 */
final class PendingRequest extends Timed implements LoopTask {

	/** Where a request is between its making and its outcome. */
	enum State {

		NEW, WAITING, SENT, DONE

	}

	/** More than anybody waits, and less than a clock of nanoseconds can tell apart. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final String event;

	private final byte[] eventFrame;

	private final byte[] data;

	private final Map<String, String> headers;

	private final Duration timeout;

	private final long started;

	private final long deadline;

	private final CompletableFuture<byte[][]> reply = new CompletableFuture<>();

	private final InFlight inFlight;

	private volatile RequestPath path;

	/** Owned by the loop of the path. */
	State state = State.NEW;

	/**
	 * What the reply will bring back, while it is sent; owned by the loop of the path.
	 */
	long token;

	/**
	 * Whether a peer that was lost had it; owned by the loop of the path.
	 */
	boolean maybeHandled;

	PendingRequest(String event, byte[] data, Map<String, String> headers, boolean idempotent, Duration timeout,
			long started, RequestPath path, InFlight inFlight) {
		this.event = event;
		this.eventFrame = MessageCodec.eventBytes(event);
		this.data = data;
		this.headers = new LinkedHashMap<>(headers);
		if (idempotent) {
			this.headers.put(Headers.IDEMPOTENT, "true");
		}
		this.timeout = timeout;
		this.started = started;
		this.deadline = started + ((timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST).toNanos();
		this.path = path;
		this.inFlight = inFlight;
	}

	/** The frames of the reply, or a {@link ZmqException}; completed on the loop. */
	CompletableFuture<byte[][]> reply() {
		return this.reply;
	}

	String event() {
		return this.event;
	}

	String endpoint() {
		return this.path.endpoint();
	}

	long deadline() {
		return this.deadline;
	}

	boolean isIdempotent() {
		return this.headers.containsKey(Headers.IDEMPOTENT);
	}

	/** For how many nanoseconds the oldest of these is on its way. */
	static long oldest(long now, Collection<PendingRequest> sent, Collection<PendingRequest> waiting) {
		long oldest = now;
		for (PendingRequest request : sent) {
			oldest = Math.min(oldest, request.started);
		}
		for (PendingRequest request : waiting) {
			oldest = Math.min(oldest, request.started);
		}
		return now - oldest;
	}

	/** Whether a path still owns the request. */
	boolean isOn(RequestPath owner) {
		return this.path == owner;
	}

	/** Gives the request to another path, which from then on owns it. */
	void submitTo(RequestPath other) {
		this.path = other;
		this.state = State.NEW;
		other.submit(this);
	}

	/** Frees what the request holds, if it has no outcome yet; from any thread. */
	void abandon() {
		this.path.abandon(this);
	}

	/** All frames, with the time that is left at the moment of sending. */
	byte[][] frames(byte[][] envelope, long now) {
		long left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(this.deadline - now));
		this.headers.put(Headers.TIMEOUT, Long.toString(left));
		return MessageCodec.encode(envelope, this.eventFrame, this.data, this.headers);
	}

	void complete(byte[][] frames) {
		this.state = State.DONE;
		ended(this.reply.complete(frames));
	}

	void fail(ZmqException failure) {
		this.state = State.DONE;
		ended(this.reply.completeExceptionally(failure));
	}

	void cancel() {
		this.state = State.DONE;
		ended(this.reply.cancel(false));
	}

	private void ended(boolean now) {
		if (now) {
			this.inFlight.remove();
		}
	}

	void timeOut() {
		fail(new ZmqTimeoutException(this.event, endpoint(), this.timeout,
				this.maybeHandled || this.state == State.SENT, this.path.refusal()));
	}

	@Override
	public void run() {
		this.path.begin(this);
	}

	@Override
	public void reject() {
		this.path.rejected(this);
	}

	@Override
	protected void onTime() {
		this.path.expired(this);
	}

}
