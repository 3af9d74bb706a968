package io.zmqf.worker;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.zmqf.message.Cancellation;
import io.zmqf.message.ControlMessage;
import io.zmqf.message.Deadline;
import io.zmqf.message.ForwardedHeaders;
import io.zmqf.message.Headers;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.OpenRequest;
import io.zmqf.message.Printable;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import io.zmqf.message.StreamTerms;
import io.zmqf.message.Utf8;
import io.zmqf.transport.MemoryLimits;
import org.jspecify.annotations.Nullable;

/**
 * A request as received: its frames, its handler, and its timeout. These are immutable.
 */
abstract class ReceivedRequest extends Cancellation {

	private final HandlerRegistry.@Nullable Registration registration;

	private final byte[][] frames;

	private final int delimiter;

	private final long bytes;

	private final long arrived;

	private final @Nullable UnaryOperator<Map<String, String>> vouching;

	/**
	 * Creates a request that has just arrived.
	 * @param registration the handler of its event, or {@code null} if there is none
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @param arrived the time of its arrival
	 * @param vouching the function that replaces the headers about the sender, or
	 * {@code null} if they can be trusted
	 */
	ReceivedRequest(HandlerRegistry.@Nullable Registration registration, byte[][] frames, int delimiter, long arrived,
			@Nullable UnaryOperator<Map<String, String>> vouching) {
		this.registration = registration;
		this.frames = frames;
		this.delimiter = delimiter;
		this.bytes = MessageCodec.bytes(frames);
		this.arrived = arrived;
		this.vouching = vouching;
	}

	final HandlerRegistry.@Nullable Registration registration() {
		return this.registration;
	}

	final byte[][] frames() {
		return this.frames;
	}

	final int delimiter() {
		return this.delimiter;
	}

	final long arrived() {
		return this.arrived;
	}

	/** Returns the maximum timeout of the node's requests in nanoseconds. */
	abstract long longestNanos();

	/** Returns the size of its frames in bytes. */
	final long bytes() {
		return this.bytes;
	}

	/**
	 * Whether the request counts as large, so that small ones can begin before it when
	 * memory is short.
	 */
	final boolean isLarge() {
		return bytes() > MemoryLimits.SMALL_REQUEST;
	}

	/** Describes the request for reports of open requests. */
	final OpenRequest describe(long now) {
		return new OpenRequest(Printable.of(MessageCodec.event(this.frames[this.delimiter + 1])),
				Duration.ofNanos(Math.max(0, now - this.arrived)), null, 1, RequestReference.of(this.frames).traceId());
	}

	final @Nullable String eventIfReadable() {
		return MessageCodec.eventIfReadable(this.frames, this.delimiter);
	}

	final Message decoded() {
		HandlerRegistry.Registration registration = this.registration;
		Message request = MessageCodec.decode(this.frames, this.delimiter,
				(registration != null) ? registration.event() : null);
		if (!Utf8.isJson(request.data())) {
			throw new MalformedMessageException("the data is not valid Unicode in UTF-8", null);
		}
		Map<String, String> headers = (this.vouching != null) ? this.vouching.apply(request.headers())
				: request.headers();
		return (headers == request.headers()) ? request
				: new Message(request.envelope(), request.event(), request.data(), headers);
	}

	/** Returns the frames of an item of the reply. */
	final byte[][] itemFrames(byte[] item) {
		return ControlMessage.ITEM.frames(item, Arrays.copyOf(this.frames, this.delimiter));
	}

	/** Returns the frames of an error reply. */
	final byte[][] error(ProblemType type, @Nullable String event, @Nullable String detail) {
		return MessageCodec.error(this.frames, this.delimiter, type.of(event, detail), Map.of());
	}

	final @Nullable Deadline deadline(Map<String, String> headers) {
		long timeout = Headers.timeoutMillis(headers);
		return (timeout >= 0) ? new Deadline(this.arrived + limited(timeout)) : null;
	}

	/**
	 * Returns the deadline of a stream. Requests that its handler sends end with the
	 * stream, not with the wait for an item.
	 */
	final @Nullable Deadline deadline(StreamTerms stream) {
		return (stream.timeoutMillis() >= 0)
				? new Deadline(this.arrived + TimeUnit.MILLISECONDS.toNanos(stream.timeoutMillis())) : null;
	}

	/** Returns the time that the caller waits for the reply, or for the next item. */
	final long timeoutNanos() {
		long timeout = timeoutIfReadable();
		return (timeout >= 0) ? limited(timeout) : longestNanos();
	}

	private long limited(long timeoutMillis) {
		return Math.min(TimeUnit.MILLISECONDS.toNanos(timeoutMillis), longestNanos());
	}

	private long timeoutIfReadable() {
		try {
			return ForwardedHeaders.of(this.frames, this.delimiter).timeoutMillis();
		}
		catch (MalformedMessageException ex) { // rejected as malformed when it is handled
			return -1;
		}
	}

}
