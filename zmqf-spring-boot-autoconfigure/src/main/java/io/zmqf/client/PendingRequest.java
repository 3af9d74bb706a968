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
 * A request from its submission to its outcome. It is owned by the loop of its
 * {@link RequestPath}, where it is also the task that sends it and the timer of its
 * deadline.
 */
class PendingRequest extends EncodedRequest implements LoopTask {

	/** The state of a request between its creation and its outcome. */
	enum State {

		NEW, WAITING, SENT, DONE

	}

	/** The margin between the workers' deadline of a request to all and the caller's. */
	private static final long GATHERING_MARGIN_MILLIS = 100;

	/** The maximum number of times that a request is sent if each connection is lost. */
	private static final int MAX_SENDINGS = 3;

	private static final AtomicReferenceFieldUpdater<PendingRequest, @Nullable InFlightCounter> LOAD = AtomicReferenceFieldUpdater
		.newUpdater(PendingRequest.class, InFlightCounter.class, "load");

	private final Duration timeout;

	private final long started;

	/** The deadline on the loops' clock. The path's loop extends it for a stream. */
	long deadline;

	private final Outcome outcome;

	/** The path's counter that includes this request, or {@code null} for none. */
	private volatile @Nullable InFlightCounter load;

	private volatile RequestPath path;

	private boolean ended;

	/** Cancels this request together with the request whose handler sends it. */
	private Cancellation.@Nullable Registration part;

	/** The state. Owned by the loop of the path. */
	State state = State.NEW;

	/** The correlation token of the reply. Owned by the loop of the path. */
	long token;

	/**
	 * The number of connections that were lost after the request was sent. Owned by the
	 * loop of the path.
	 */
	private int losses;

	/** The time of the last sending, or 0. Owned by the loop of the path. */
	long sentAt;

	/** The paths whose stopping peers refused the request. Owned by the path's loop. */
	private List<RequestPath> refusals = List.of();

	/**
	 * Creates a request, which is not submitted yet.
	 * @param context the client
	 * @param request the caller's description of the request
	 * @param data the encoded data
	 * @param headers the headers
	 * @param timeout the time until its deadline
	 * @param path the first path of the request
	 * @param outcome the receiver of the outcome
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

	/** Returns the creation time on the clock of the loops. */
	final long started() {
		return this.started;
	}

	final long deadline() {
		return this.deadline;
	}

	/** Whether the deadline has passed. Called on the loop of the path. */
	boolean isOverdue(long now) {
		return this.deadline - now <= 0;
	}

	/** Returns the path that owns the request. Thread-safe. */
	RequestPath path() {
		return this.path;
	}

	/** Returns the maximum time to wait for the reply, or for an item of a stream. */
	final Duration timeout() {
		return this.timeout;
	}

	/**
	 * Cancels this request when the request whose handler sends it is cancelled. Called
	 * before this request is submitted.
	 */
	void isPartOf(Cancellation whole) {
		if (whole != Cancellation.NONE) {
			this.part = whole.onCancel(this::abandon);
		}
	}

	/** Whether the request is for all workers that handle its event. */
	boolean isToAll() {
		return this.outcome instanceof GatheredFuture;
	}

	/** Submits the request to its path. It is counted as in flight until its end. */
	void submit() {
		context().inFlight().add();
		try {
			this.path.submit(this);
		}
		catch (Throwable ex) { // only the caller gets the failure
			discard();
			throw ex;
		}
	}

	/** Moves the request from its previous path's counter to the counter of a path. */
	int enter(InFlightCounter counter) {
		leave();
		int count = counter.add();
		this.load = counter;
		return count;
	}

	/** Removes the request from its path's counter, if it is counted. */
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

	/** Whether a path owns the request. */
	boolean isOn(RequestPath owner) {
		return this.path == owner;
	}

	/** Submits the request to another path, which then owns it. */
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

	/** Fails the request after a failure that leaves it without a path and a timer. */
	private void failFor(Throwable cause) {
		leave();
		end(null, failure(cause));
	}

	/**
	 * Counts a connection that was lost after the request was sent.
	 * @return {@code true} if the request may be sent again. The number of times is
	 * limited, because the request itself may cause the loss of connections
	 */
	boolean maySendAgain() {
		this.losses++;
		return isIdempotent() && this.losses < MAX_SENDINGS;
	}

	void failLost(String endpoint) {
		String reason = (this.losses < MAX_SENDINGS)
				? "the connection was lost after the request was sent; whether it was handled is not known"
				: "the connection was lost after each of " + this.losses
						+ " attempts; whether the request was handled is not known";
		fail(new ZmqConnectionException(event(), endpoint, reason, null, this.losses < MAX_SENDINGS));
	}

	/** Records that the peer of a path is stopping, and has not handled this request. */
	void refusedBy(RequestPath stopping) {
		if (this.refusals.isEmpty()) {
			this.refusals = new ArrayList<>();
		}
		this.refusals.add(stopping);
	}

	boolean wasRefusedBy(RequestPath other) {
		return this.refusals.contains(other);
	}

	/** Cancels the request, unless it has its outcome. Thread-safe. */
	void abandon() {
		this.path.abandon(this);
	}

	/** Encodes the message, with the remaining time at the time of sending. */
	byte[][] frames(byte @Nullable [] token, Capabilities peer, long now) {
		long left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(this.deadline - now));
		if (isToAll()) { // the end of the replies has to arrive in time
			left -= Math.min(left / 10, GATHERING_MARGIN_MILLIS);
		}
		return frames(token, headers().frame(left), now);
	}

	final byte[][] frames(byte @Nullable [] token, byte[] headersFrame, long now) {
		this.sentAt = now;
		return frames(token, headersFrame);
	}

	/**
	 * Receives an item of the reply.
	 * @return the reason to reject the item, or {@code null} if it is accepted
	 */
	@Nullable String take(byte[][] frames, long now) {
		return isEnded() ? null : this.outcome.item(frames);
	}

	/**
	 * Returns the exception for the caller. A failure that a loop created gets the stack
	 * trace of this thread.
	 */
	RuntimeException failure(@Nullable Throwable cause) {
		if (cause instanceof ZmqException || cause instanceof CancellationException) {
			cause.setStackTrace(new Throwable().getStackTrace());
			return (RuntimeException) cause;
		}
		return named(new ZmqException("'" + event() + "' failed", event(), endpoint(), cause));
	}

	/** Fails a request to all whose peer would pass it to only one worker. */
	void failNotToAll() {
		fail(new ZmqException("'" + event() + "' can't be sent to all workers: " + endpoint()
				+ " does not support this. It is a Python node or an older version, or the "
				+ "client has no correlation", event(), endpoint(), null));
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

	/** Returns the time of the reply, which for a stream is that of its first item. */
	long answeredAt(long now) {
		return now;
	}

	/** Whether the request has its outcome, or was discarded without one. Thread-safe. */
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

	/** Ends the request at its timeout on the thread that waits for the reply. */
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
			if (!isScheduled()) { // no timer would end it
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
