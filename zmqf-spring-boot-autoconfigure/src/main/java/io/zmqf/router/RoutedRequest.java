package io.zmqf.router;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import io.zmqf.message.TokenTable;
import io.zmqf.transport.LoopTask;
import io.zmqf.transport.Timed;
import org.jspecify.annotations.Nullable;

/**
 * A client's request in the router. Read on the frontend's loop, then owned by the
 * backend's, where it is its own task and its own deadline.
 */
final class RoutedRequest extends Timed implements LoopTask {

	/** More than anybody waits, and little enough to be added to any time. */
	private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(365);

	/** What a frame takes besides what is in it, so that empty ones count, too. */
	private static final int FRAME_BYTES = 16;

	private final byte[][] frames;

	private final int delimiter;

	private final String event;

	private final ForwardedHeaders headers;

	private final long arrived;

	private final long deadline;

	private final Backend backend;

	/** Who has it in hand; owned by the backend's loop, as is all that follows. */
	@Nullable KnownWorker worker;

	long token;

	int attempts;

	/** Since when no worker has it. */
	long waitsSince;

	/** How long it waits for a worker, where it does. */
	long waitsUntil;

	boolean givenUp;

	RoutedRequest(byte[][] frames, int delimiter, String event, ForwardedHeaders headers, long arrived,
			Duration timeoutIfSilent, Backend backend) {
		this.frames = frames;
		this.delimiter = delimiter;
		this.event = event;
		this.headers = headers;
		this.arrived = arrived;
		this.waitsSince = arrived;
		long said = headers.timeoutMillis();
		this.deadline = arrived + ((said >= 0) ? TimeUnit.MILLISECONDS.toNanos(Math.min(said, LONGEST_MILLIS))
				: timeoutIfSilent.toNanos());
		this.backend = backend;
	}

	String event() {
		return this.event;
	}

	/**
	 * How long it has been in the router. The loop that asks may look at its clock less
	 * often than the one it arrived at.
	 */
	long age(long now) {
		return Math.max(0, now - this.arrived);
	}

	long arrived() {
		return this.arrived;
	}

	long deadline() {
		return this.deadline;
	}

	/** How much memory its frames take. */
	long bytes() {
		long bytes = 0;
		for (byte[] frame : this.frames) {
			bytes += frame.length + FRAME_BYTES;
		}
		return bytes;
	}

	/** Whether the client said how long it waits. */
	boolean saysTimeout() {
		return this.headers.timeoutMillis() >= 0;
	}

	boolean isIdempotent() {
		return this.headers.isIdempotent();
	}

	/** What a worker gets: the token in place of the client's envelope. */
	byte[][] framesFor(byte @Nullable [] workerId, long now) {
		int first = (workerId != null) ? 1 : 0;
		int bodies = this.frames.length - this.delimiter;
		byte[][] forwarded = new byte[first + 1 + bodies][];
		if (workerId != null) {
			forwarded[0] = workerId;
		}
		forwarded[first] = TokenTable.frame(this.token);
		System.arraycopy(this.frames, this.delimiter, forwarded, first + 1, bodies);
		byte[] frame = this.headers.frame(Math.max(0, TimeUnit.NANOSECONDS.toMillis(this.deadline - now)));
		if (frame != null) {
			forwarded[forwarded.length - 1] = frame;
		}
		return forwarded;
	}

	/** What the client gets: its envelope in place of the token. */
	byte[][] reply(byte[][] replyFrames, int replyDelimiter) {
		int bodies = replyFrames.length - replyDelimiter;
		byte[][] reply = Arrays.copyOf(this.frames, this.delimiter + bodies);
		System.arraycopy(replyFrames, replyDelimiter, reply, this.delimiter, bodies);
		return reply;
	}

	byte[][] error(ProblemType type, @Nullable String detail) {
		return error(Arrays.copyOf(this.frames, this.delimiter), type.of(this.event, detail));
	}

	static byte[][] error(byte[][] envelope, Problem problem) {
		return MessageCodec.encode(new Message(envelope, "", Message.NO_DATA, Map.of()).error(problem));
	}

	@Override
	public void run() {
		this.backend.accept(this);
	}

	@Override
	public void reject() {
		this.backend.refuse(this);
	}

	@Override
	protected void onTime() {
		this.backend.timeIsUp(this);
	}

}
