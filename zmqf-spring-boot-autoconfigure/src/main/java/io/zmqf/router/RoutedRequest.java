package io.zmqf.router;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.ProblemType;
import io.zmqf.message.TokenTable;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * A client's request in the router. Created on the frontend's loop, then confined to the
 * backend's loop. It is also the task that submits it and the timer of its deadline.
 */
final class RoutedRequest extends Timed implements LoopTask {

	private final ClientConnection connection;

	private final byte[][] frames;

	private final int delimiter;

	private final String event;

	private final ForwardedHeaders headers;

	private final long arrived;

	private long deadline;

	private final long bytes;

	private final RequestDispatcher dispatcher;

	/** The state of the stream, or {@code null} for a request with one reply. */
	private final @Nullable RoutedStream stream;

	/**
	 * Whether the router's limit shortens the client's timeout, so that the client still
	 * waits at the deadline.
	 */
	private final boolean cut;

	/**
	 * The worker that has the request. This field and those below are confined to the
	 * backend's loop.
	 */
	@Nullable KnownWorker worker;

	long token;

	int attempts;

	/** The last worker that it was sent to, as named in logs. */
	@Nullable String receiver;

	/** The time at which it was sent to that worker. */
	long dispatchedAt;

	/** The time at which it began to wait for a worker. */
	long waitsSince;

	/** The time until which it waits for a worker. */
	long waitsUntil;

	boolean abandoned;

	/** Whether the connection of its client is lost, so that its reply can't be sent. */
	boolean clientGone;

	/** The places in the queues, or {@code null} while it does not wait. */
	FairQueue.@Nullable Place<RoutedRequest> placeInEvent;

	FairQueue.@Nullable Place<RoutedRequest> placeInAll;

	/**
	 * The neighbours in the list of its connection. Owned by {@link ClientConnection}.
	 */
	@Nullable RoutedRequest older;

	@Nullable RoutedRequest newer;

	boolean open;

	/**
	 * The request to all that this is a part of, or that this is itself. {@code null} for
	 * other requests.
	 */
	@Nullable Gathering gathering;

	/** The place among the parts that wait for one worker, or {@code null}. */
	FairQueue.@Nullable Place<RoutedRequest> placeAtWorker;

	/** The worker that this part waits for, or {@code null}. */
	@Nullable KnownWorker awaited;

	/**
	 * Creates a request that has just arrived.
	 * @param connection the connection of the client
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @param event its event
	 * @param headers its headers
	 * @param arrived the time of its arrival
	 * @param dispatcher the owner of all requests
	 */
	RoutedRequest(ClientConnection connection, byte[][] frames, int delimiter, String event, ForwardedHeaders headers,
			long arrived, RequestDispatcher dispatcher) {
		RouterSettings settings = dispatcher.settings();
		this.connection = connection;
		this.frames = frames;
		this.delimiter = delimiter;
		this.event = event;
		this.headers = headers;
		this.arrived = arrived;
		this.waitsSince = arrived;
		this.bytes = MessageCodec.bytes(frames);
		long named = headers.timeoutMillis();
		long longest = settings.maxTimeout().toMillis();
		long wanted = (named >= 0) ? named : settings.requestTimeout().toMillis();
		this.cut = named < 0 || named > longest;
		long wait = TimeUnit.MILLISECONDS.toNanos(Math.min(wanted, longest));
		this.stream = (headers.streamCredit() > 0 && !isToAll()) ? new RoutedStream(headers, arrived, wait) : null;
		this.deadline = (this.stream != null) ? this.stream.deadline(arrived) : arrived + wait;
		this.dispatcher = dispatcher;
	}

	/** Creates the part of one worker in a request to all. */
	RoutedRequest part(Gathering whole) {
		RoutedRequest part = new RoutedRequest(this.connection, this.frames, this.delimiter, this.event, this.headers,
				this.arrived, this.dispatcher);
		part.gathering = whole;
		return part;
	}

	/** Whether it is for all workers of its event, and its client has that capability. */
	boolean isToAll() {
		return this.headers.isToAll() && this.connection.capabilities().all();
	}

	/** Returns the initial credit for answers, or -1 for no limit. */
	int answerCredit() {
		return (this.headers.streamCredit() > 0) ? this.headers.streamCredit() : -1;
	}

	/** Whether it is a request to all, and not a part of one. */
	boolean isGathering() {
		Gathering whole = this.gathering;
		return whole != null && whole.request() == this;
	}

	ClientConnection connection() {
		return this.connection;
	}

	byte[][] frames() {
		return this.frames;
	}

	int delimiter() {
		return this.delimiter;
	}

	String event() {
		return this.event;
	}

	/**
	 * Returns the time since its arrival, in nanoseconds. The clock of the backend's loop
	 * may be behind that of the frontend's, so the result is at least 0.
	 */
	long age(long now) {
		return Math.max(0, now - this.arrived);
	}

	/**
	 * Returns the time of its answer: that of the first item for a stream that has begun,
	 * otherwise now.
	 */
	long answeredAt(long now) {
		return (this.stream != null) ? this.stream.begunAt(now) : now;
	}

	long deadline() {
		return this.deadline;
	}

	/** The state of the stream, or {@code null} for a request with one reply. */
	@Nullable RoutedStream stream() {
		return this.stream;
	}

	/** Extends the deadline of a stream, because an item came or may come from now on. */
	void extend(long now) {
		if (this.stream != null) {
			this.deadline = this.stream.deadline(now);
		}
	}

	/**
	 * Whether its deadline has passed. The deadline of a stream does not pass while its
	 * client grants no credit, because no item can come then.
	 */
	boolean isOverdue(long now) {
		if (this.stream != null && this.stream.isStalled()) {
			extend(now);
		}
		return this.deadline - now <= 0;
	}

	/** Whether an item of its stream has come. */
	boolean hasBegun() {
		return this.stream != null && this.stream.hasBegun();
	}

	/** Returns the memory of its frames, in bytes. */
	long bytes() {
		return this.bytes;
	}

	/** Whether it is large. Large requests leave most of the memory to small ones. */
	boolean isLarge() {
		return this.bytes > MemoryLimits.SMALL_REQUEST;
	}

	/** Whether it states a timeout, from which its worker knows the deadline. */
	boolean namesTimeout() {
		return this.headers.timeoutMillis() >= 0;
	}

	/** Whether the client still waits at the deadline, which is then the router's own. */
	boolean isCut() {
		return this.cut;
	}

	boolean isWaiting() {
		return this.placeInAll != null;
	}

	boolean isIdempotent() {
		return this.headers.isIdempotent();
	}

	/**
	 * Returns the frames for a worker, with the token in place of the client's envelope.
	 */
	byte[][] framesFor(@Nullable KnownWorker receiving, long now) {
		int first = (receiving != null) ? 1 : 0;
		int bodies = this.frames.length - this.delimiter;
		byte[][] forwarded = new byte[first + 1 + bodies][];
		if (receiving != null) {
			forwarded[0] = receiving.identity();
		}
		forwarded[first] = TokenTable.frame(this.token);
		System.arraycopy(this.frames, this.delimiter, forwarded, first + 1, bodies);
		byte[] frame = headersFrame(receiving, now);
		if (frame != null) {
			forwarded[forwarded.length - 1] = frame;
		}
		return (frame != null || bodies == 3) ? forwarded : Arrays.copyOf(forwarded, forwarded.length - 1);
	}

	/**
	 * Returns the headers for a worker. Only a worker that supports streams is granted
	 * credit.
	 */
	private byte @Nullable [] headersFrame(@Nullable KnownWorker receiving, long now) {
		long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(this.deadline - now));
		if (this.stream != null && receiving != null && receiving.capabilities.stream()) {
			long left = this.stream.nanosLeft(now);
			return this.headers.streamFrame(this.stream.credit(),
					TimeUnit.NANOSECONDS.toMillis(this.stream.itemNanos()),
					(left >= 0) ? TimeUnit.NANOSECONDS.toMillis(left) : -1);
		}
		return this.headers.frameForOneReply(millis);
	}

	/** Returns the frames for the client, with its envelope in place of the token. */
	byte[][] reply(byte[][] replyFrames, int replyDelimiter) {
		int bodies = replyFrames.length - replyDelimiter;
		byte[][] reply = Arrays.copyOf(this.frames, this.delimiter + bodies);
		System.arraycopy(replyFrames, replyDelimiter, reply, this.delimiter, bodies);
		return reply;
	}

	byte[][] error(ProblemType type, @Nullable String detail) {
		return MessageCodec.error(this.frames, this.delimiter, type.of(this.event, detail), Map.of());
	}

	@Override
	public void run() {
		this.dispatcher.accept(this);
	}

	@Override
	public void reject() {
		this.dispatcher.outcomes().refuse(this);
	}

	@Override
	protected void onTime() {
		this.dispatcher.timeIsUp(this);
	}

}
