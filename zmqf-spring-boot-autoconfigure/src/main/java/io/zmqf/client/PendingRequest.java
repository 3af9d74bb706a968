package io.zmqf.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.zmqf.message.Cancellation;
import io.zmqf.message.Capabilities;
import io.zmqf.message.RequestHeaders;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.LoopTask;
import org.jspecify.annotations.Nullable;

/**
 * A request from its submission to its outcome, owned by the loop of its
 * {@link RequestPath}; it is its own task and its own deadline there.
 */
class PendingRequest extends EncodedRequest implements LoopTask {

	/** The state of a request between its creation and its outcome. */
	enum State {

		NEW, WAITING, SENT, DONE

	}

	/** The time before the deadline of the caller at which the answers of all are due. */
	private static final long GATHERING_MARGIN_MILLIS = 100;

	/** The maximum number of times that a request is sent if each connection is lost. */
	private static final int MAX_SENDINGS = 3;

	private static final AtomicReferenceFieldUpdater<PendingRequest, @Nullable InFlightCounter> LOAD = AtomicReferenceFieldUpdater
		.newUpdater(PendingRequest.class, InFlightCounter.class, "load");

	private final Duration timeout;

	private final long started;

	/** When the time is up; of a stream owned by the loop of the path. */
	long deadline;

	private final Outcome outcome;

	/** Counts the request while it is on its present path. */
	private volatile @Nullable InFlightCounter load;

	private volatile RequestPath path;

	private boolean ended;

	/** Ends the request with that of which it is a part. */
	private Cancellation.@Nullable Registration part;

	/** Owned by the loop of the path. */
	State state = State.NEW;

	/**
	 * The correlation token of the reply. Confined to the loop of the path.
	 */
	long token;

	/**
	 * The number of lost peers that had the request. Confined to the loop of the path.
	 */
	private int losses;

	/** The time of the last sending, 0 before; owned by the loop of the path. */
	long sentAt;

	/** The paths whose peers are stopping; owned by the loop of the path. */
	private List<RequestPath> refusals = List.of();

	/**
	 * Creates a request that is not submitted.
	 * @param context the client
	 * @param request the caller's description of the request
	 * @param data its data, encoded
	 * @param headers its headers
	 * @param timeout the time until its deadline
	 * @param path the path that it takes first
	 * @param outcome the receiver of its outcome
	 */
	PendingRequest(ClientContext context, ZmqClientRequest request, byte[] data, RequestHeaders headers,
			Duration timeout, RequestPath path, Outcome outcome) {
		super(context, request, data, headers);
		this.timeout = timeout;
		this.started = context.nanoTime().getAsLong();
		this.deadline = this.started + timeout.toNanos();
		this.path = path;
		this.outcome = outcome;
	}

	@Override
	String endpoint() {
		return this.path.endpoint();
	}

	@Override
	long token() {
		return this.token;
	}

	/** When it was made. */
	final long started() {
		return this.started;
	}

	final long deadline() {
		return this.deadline;
	}

	/** Whether the time is up; on the loop of the path. */
	boolean isOverdue(long now) {
		return this.deadline - now <= 0;
	}

	/** The path that owns the request at present. */
	RequestPath path() {
		return this.path;
	}

	/** The time until its deadline, or for the next item. */
	final Duration timeout() {
		return this.timeout;
	}

	/**
	 * Ends the request once nobody waits for what it is a part of; before it is
	 * submitted.
	 */
	void isPartOf(Cancellation whole) {
		if (whole != Cancellation.NONE) {
			this.part = whole.onCancel(this::abandon);
		}
	}

	/** Whether it is for all workers of its event. */
	boolean isToAll() {
		return this.outcome instanceof GatheredFuture;
	}

	/** Gives the request to its path, and counts it until its end. */
	void submit() {
		context().inFlight().add();
		try {
			this.path.submit(this);
		}
		catch (Throwable ex) { // the caller is told, and nobody else
			discard();
			throw ex;
		}
	}

	/** Counts the request as a path's, and no more as that of the path before. */
	int enter(InFlightCounter counter) {
		leave();
		int count = counter.add();
		this.load = counter;
		return count;
	}

	/** Ends the count as a path's; nothing to do where it is not counted. */
	void leave() {
		InFlightCounter counter = LOAD.getAndSet(this, null);
		if (counter != null) {
			counter.remove();
		}
	}

	/** Ends the request without an outcome. */
	private void discard() {
		leave();
		if (endsNow()) {
			context().inFlight().remove();
		}
	}

	/** Whether a path still owns the request. */
	boolean isOn(RequestPath owner) {
		return this.path == owner;
	}

	/** Gives the request to another path, which from then on owns it. */
	void submitTo(RequestPath other) {
		this.path = other;
		this.state = State.NEW;
		try {
			other.submit(this);
		}
		catch (Throwable ex) {
			failFor(ex);
		}
	}

	/** Ends the request because of what has left it without a path and a timer. */
	private void failFor(Throwable cause) {
		leave();
		end(null, failure(cause));
	}

	/**
	 * Counts a connection that was lost while the peer had the request.
	 * @return {@code true} if the request may be sent again. The number of times is
	 * limited, because the request itself may end connections
	 */
	boolean maySendAgain() {
		this.losses++;
		return isIdempotent() && this.losses < MAX_SENDINGS;
	}

	void failLost(String endpoint) {
		String reason = (this.losses < MAX_SENDINGS)
				? "the connection was lost after the request was sent; whether it was handled is not known"
				: "the connection was lost each of the " + this.losses
						+ " times that it was sent; whether it was handled is not known";
		fail(new ZmqConnectionException(event(), endpoint, reason, null, this.losses < MAX_SENDINGS));
	}

	/** The peer of a path takes no requests any more, and has not handled this one. */
	void refusedBy(RequestPath stopping) {
		if (this.refusals.isEmpty()) {
			this.refusals = new ArrayList<>();
		}
		this.refusals.add(stopping);
	}

	boolean wasRefusedBy(RequestPath other) {
		return this.refusals.contains(other);
	}

	/** Frees what the request holds, if it has no outcome yet; from any thread. */
	void abandon() {
		this.path.abandon(this);
	}

	/** All frames, with the time that is left at the moment of sending. */
	byte[][] frames(byte @Nullable [] token, Capabilities peer, long now) {
		long left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(this.deadline - now));
		if (isToAll()) { // so that their end is here in time
			left -= Math.min(left / 10, GATHERING_MARGIN_MILLIS);
		}
		return frames(token, headers().frame(left), now);
	}

	final byte[][] frames(byte @Nullable [] token, byte[] headersFrame, long now) {
		this.sentAt = now;
		return frames(token, headersFrame);
	}

	/**
	 * Takes an item of the reply.
	 * @return why the peer may not send it, {@code null} where it may
	 */
	@Nullable String take(byte[][] frames, long now) {
		return isEnded() ? null : this.outcome.item(frames);
	}

	/** Made on a loop, so it gets the stack of who waited for it. */
	RuntimeException failure(@Nullable Throwable cause) {
		if (cause instanceof ZmqException || cause instanceof CancellationException) {
			cause.setStackTrace(new Throwable().getStackTrace());
			return (RuntimeException) cause;
		}
		return named(new ZmqException("'" + event() + "' failed", event(), endpoint(), cause));
	}

	/** The peer of its path would give it to one worker, as if that was all of them. */
	void failNotToAll() {
		fail(new ZmqException("'" + event() + "' can't be asked of all: " + endpoint()
				+ " knows no requests to all. It is a node of Python or of an older version, or it is reached without "
				+ "correlation", event(), endpoint(), null));
	}

	void complete(byte[][] frames) {
		end(frames, null);
	}

	void fail(ZmqException failure) {
		end(null, named(failure));
	}

	void cancel() {
		end(null, new CancellationException());
	}

	private void end(byte @Nullable [][] frames, @Nullable RuntimeException failure) {
		this.state = State.DONE;
		drop();
		if (endsNow()) {
			try {
				this.outcome.ended(frames, failure);
			}
			finally {
				context().inFlight().remove();
			}
			this.path.traceEnd(this, frames, failure);
		}
	}

	/** When the reply has come: now, unless it came long before its end. */
	long answeredAt(long now) {
		return now;
	}

	/** Whether the request has its outcome, or needs none. */
	synchronized boolean isEnded() {
		return this.ended;
	}

	private boolean endsNow() {
		synchronized (this) {
			if (this.ended) {
				return false;
			}
			this.ended = true;
		}
		if (this.part != null) {
			this.part.close();
		}
		return true;
	}

	void timeOut() {
		fail(timeoutException());
	}

	ZmqTimeoutException timeoutException() {
		return named(new ZmqTimeoutException(event(), endpoint(), this.timeout,
				this.losses > 0 || this.state == State.SENT, this.path.refusal()));
	}

	/** Ends the request at its timeout on the thread that waits for it. */
	ZmqTimeoutException timedOutHere() {
		discard();
		abandon();
		return timeoutException();
	}

	@Override
	public void run() {
		try {
			this.path.begin(this);
		}
		catch (Throwable ex) {
			if (!isScheduled()) { // nothing else would end it
				failFor(ex);
			}
			throw ex;
		}
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
