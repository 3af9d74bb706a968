package io.zmqf.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.JsonData;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Problem;
import io.zmqf.message.RequestHeaders;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A request from its making to its outcome. Encoded on the caller's thread, then owned by
 * the loop of its {@link RequestPath}; it is its own task and its own deadline there.
 */
final class PendingRequest extends Timed implements LoopTask {

	/** Where a request is between its making and its outcome. */
	enum State {

		NEW, WAITING, SENT, DONE

	}

	/** Is told once how a request ended, on the loop mostly. */
	@FunctionalInterface
	interface Outcome {

		/**
		 * The request has ended.
		 * @param frames the frames of the reply, {@code null} where there is none
		 * @param failure why there is no reply, {@code null} where there is one
		 */
		void ended(byte @Nullable [][] frames, @Nullable RuntimeException failure);

	}

	/** More than anybody waits, and less than a clock of nanoseconds can tell apart. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final String event;

	private final byte[] eventFrame;

	private final byte[] data;

	private final RequestHeaders headers;

	private final boolean idempotent;

	private final Duration timeout;

	private final long started;

	private final long deadline;

	private final Outcome outcome;

	private final InFlightCounter inFlight;

	private volatile RequestPath path;

	private boolean ended;

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

	PendingRequest(String event, byte[] eventFrame, byte[] data, Map<String, String> headers, boolean idempotent,
			Duration timeout, long started, RequestPath path, InFlightCounter inFlight, Outcome outcome) {
		this.event = event;
		this.eventFrame = eventFrame;
		this.data = data;
		this.headers = RequestHeaders.of(headers, idempotent);
		this.idempotent = idempotent;
		this.timeout = timeout;
		this.started = started;
		this.deadline = started + ((timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST).toNanos();
		this.path = path;
		this.inFlight = inFlight;
		this.outcome = outcome;
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
		return this.idempotent;
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
	byte[][] frames(byte @Nullable [] token, long now) {
		long left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(this.deadline - now));
		return MessageCodec.request(token, this.eventFrame, this.data, this.headers.frame(left));
	}

	/** Reads the data of its reply. */
	@Nullable Object read(byte[][] frames, JsonData json, Type type) {
		try {
			Message reply = MessageCodec.decodeReply(frames, this.event, this.eventFrame);
			if (reply.isError()) {
				throw new ZmqRemoteException(this.event, endpoint(), Problem.fromJson(reply.data()));
			}
			return json.read(reply.data(), type);
		}
		catch (MalformedMessageException | JacksonException ex) {
			throw new ZmqMalformedReplyException(this.event, endpoint(), String.valueOf(ex.getMessage()), ex);
		}
	}

	/** Made on a loop, so it gets the stack of who waited for it. */
	RuntimeException failure(@Nullable Throwable cause) {
		if (cause instanceof ZmqException || cause instanceof CancellationException) {
			cause.setStackTrace(new Throwable().getStackTrace());
			return (RuntimeException) cause;
		}
		return new ZmqException("'" + this.event + "' failed", this.event, endpoint(), cause);
	}

	void complete(byte[][] frames) {
		end(frames, null);
	}

	void fail(ZmqException failure) {
		end(null, failure);
	}

	void cancel() {
		end(null, new CancellationException());
	}

	private void end(byte @Nullable [][] frames, @Nullable RuntimeException failure) {
		this.state = State.DONE;
		if (endsNow()) {
			this.outcome.ended(frames, failure);
			this.inFlight.remove();
		}
	}

	private synchronized boolean endsNow() {
		boolean endsNow = !this.ended;
		this.ended = true;
		return endsNow;
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
