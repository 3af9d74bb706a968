package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * From frames to a {@link Message} and back. The only place that knows the order of the
 * frames:
 *
 * <pre>
 * [address]* [empty] [event] [data] [headers]?
 * </pre>
 *
 * @since 0.1.0
 */
public final class MessageCodec {

	/** The frame between the addresses and the event. */
	public static final byte[] DELIMITER = {};

	private static final int MAX_EVENT_BYTES = 255;

	/** The memory of a frame besides its content, so that empty ones count, too. */
	private static final int FRAME_BYTES = 16;

	private static final byte[] ERROR = Events.ERROR.getBytes(StandardCharsets.US_ASCII);

	private MessageCodec() {
	}

	/**
	 * Writes a message.
	 * @param message the message
	 * @return its frames, each to be sent as it is
	 * @throws IllegalArgumentException if the event is empty or too long
	 */
	public static byte[][] encode(Message message) {
		return encode(message.envelope(), eventBytes(message.event()), message.data(), message.headers());
	}

	/**
	 * Writes a message whose event is written already.
	 * @param envelope the address frames
	 * @param event the event's bytes
	 * @param data the data's bytes
	 * @param headers the headers, whose frame is left out where they are empty
	 * @return the frames
	 */
	public static byte[][] encode(byte[][] envelope, byte[] event, byte[] data, Map<String, String> headers) {
		byte[][] frames = Arrays.copyOf(envelope, envelope.length + (headers.isEmpty() ? 3 : 4));
		frames[envelope.length] = DELIMITER;
		frames[envelope.length + 1] = event;
		frames[envelope.length + 2] = data;
		if (!headers.isEmpty()) {
			frames[envelope.length + 3] = Headers.encode(headers);
		}
		return frames;
	}

	/**
	 * Writes a request.
	 * @param address the frame that the reply brings back, {@code null} for none
	 * @param event the event's bytes
	 * @param data the data's bytes
	 * @param headers the bytes of the headers
	 * @return the frames
	 */
	public static byte[][] request(byte @Nullable [] address, byte[] event, byte[] data, byte[] headers) {
		return (address != null) ? new byte[][] { address, DELIMITER, event, data, headers }
				: new byte[][] { DELIMITER, event, data, headers };
	}

	/**
	 * Writes a reply.
	 * @param request all frames of the request
	 * @param delimiter the index of its empty frame
	 * @param event the reply's event
	 * @param reply the answer, whose envelope is that of the request
	 * @return the frames
	 * @throws IllegalArgumentException if the event is empty or too long
	 */
	public static byte[][] reply(byte[][] request, int delimiter, String event, Message reply) {
		boolean same = reply.event().equals(event);
		byte[][] frames = Arrays.copyOf(request, delimiter + (reply.headers().isEmpty() ? 3 : 4));
		frames[delimiter + 1] = same ? request[delimiter + 1] : eventBytes(reply.event());
		frames[delimiter + 2] = reply.data();
		if (!reply.headers().isEmpty()) {
			frames[delimiter + 3] = Headers.encode(reply.headers());
		}
		return frames;
	}

	/**
	 * Writes the answer to a message that can't be answered.
	 * @param message all its frames
	 * @param delimiter the index of its empty frame
	 * @param problem the reason
	 * @param headers the answer's own headers
	 * @return the frames
	 */
	public static byte[][] error(byte[][] message, int delimiter, Problem problem, Map<String, String> headers) {
		return encode(Arrays.copyOf(message, delimiter), ERROR, problem.toJson(), headers);
	}

	/**
	 * Reads a reply for who knows what it asked for.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @param event the event of the request
	 * @param eventFrame its bytes
	 * @param headersSize bytes of the largest headers frame that is read
	 * @return the reply, without its envelope
	 * @throws MalformedMessageException if the frames are not a message
	 */
	public static Message decodeReply(byte[][] frames, String event, byte[] eventFrame, int headersSize) {
		int delimiter = delimiter(frames);
		requireBodies(frames, delimiter);
		if (Headers.size(frames, delimiter) > headersSize) {
			throw new MalformedMessageException(
					"the headers have " + Headers.size(frames, delimiter) + " bytes: " + headersSize + " are allowed",
					null);
		}
		byte[] answered = frames[delimiter + 1];
		return new Message(Message.NO_ENVELOPE, Arrays.equals(answered, eventFrame) ? event : event(answered),
				frames[delimiter + 2], Headers.of(frames, delimiter));
	}

	/**
	 * Reads a message. The data is not looked into: who needs its value parses it.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @return the message
	 * @throws MalformedMessageException if the frames are not a message
	 */
	public static Message decode(byte[][] frames) {
		return decode(frames, delimiter(frames), null);
	}

	/**
	 * Reads a message of which something is known already.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @param delimiter the index of the empty frame
	 * @param event the event, {@code null} where it has to be read
	 * @return as {@link #decode(byte[][])}
	 * @throws MalformedMessageException as {@link #decode(byte[][])}
	 */
	public static Message decode(byte[][] frames, int delimiter, @Nullable String event) {
		requireBodies(frames, delimiter);
		return new Message(Arrays.copyOf(frames, delimiter), (event != null) ? event : event(frames[delimiter + 1]),
				frames[delimiter + 2], Headers.of(frames, delimiter));
	}

	/**
	 * Finds the end of the envelope.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @return the index of the empty frame
	 * @throws MalformedMessageException if there is none
	 */
	public static int delimiter(byte[][] frames) {
		for (int i = 0; i < frames.length; i++) {
			if (frames[i].length == 0) {
				return i;
			}
		}
		throw new MalformedMessageException("there is no empty frame among " + frames.length, null);
	}

	/**
	 * Refuses a message that has too much or too little after its envelope.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @param delimiter the index of the empty frame
	 * @throws MalformedMessageException if it is not an event, data and perhaps headers
	 * that follow
	 */
	public static void requireBodies(byte[][] frames, int delimiter) {
		int bodies = frames.length - delimiter - 1;
		if (bodies < 2 || bodies > 3) {
			throw new MalformedMessageException(
					bodies + " frames follow the empty frame, not event, data and perhaps headers", null);
		}
	}

	/**
	 * Reads an event.
	 * @param frame the frame of the event
	 * @return its name
	 * @throws MalformedMessageException if it is empty, too long or not UTF-8
	 */
	public static String event(byte[] frame) {
		if (frame.length == 0 || frame.length > MAX_EVENT_BYTES) {
			throw new MalformedMessageException("the event has " + frame.length + " bytes, not 1 to " + MAX_EVENT_BYTES,
					null);
		}
		if (!Utf8.isWellFormed(frame)) {
			throw new MalformedMessageException("the event is not UTF-8", null);
		}
		return new String(frame, StandardCharsets.UTF_8);
	}

	/**
	 * The memory that a message takes.
	 * @param frames all its frames
	 * @return its size in bytes
	 */
	public static long bytes(byte[][] frames) {
		long bytes = 0;
		for (byte[] frame : frames) {
			bytes += frame.length + FRAME_BYTES;
		}
		return bytes;
	}

	/**
	 * Whether a message is an answer that carries a {@link Problem}.
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @return {@code true} where it has data and the event {@value Events#ERROR}
	 */
	public static boolean isError(byte[][] frames, int delimiter) {
		return frames.length > delimiter + 2 && Arrays.equals(frames[delimiter + 1], ERROR);
	}

	/**
	 * The status of the problem that an answer carries.
	 * @param frames all its frames
	 * @param delimiter the index of the empty frame
	 * @return the status, 0 for an answer that is no problem
	 */
	public static int status(byte[][] frames, int delimiter) {
		return isError(frames, delimiter) ? Problem.brief(frames[delimiter + 2]).status() : 0;
	}

	/**
	 * Whether a message is the empty one of a peer that only wants to be known.
	 * @param frames all frames of the message
	 * @return {@code false} for every other message
	 */
	public static boolean isProbe(byte[][] frames) {
		return frames.length == 1 && frames[0].length == 0;
	}

	/**
	 * Reads the event of a message that may be malformed.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @param delimiter the index of the empty frame
	 * @return its name, {@code null} where there is none that can be read
	 */
	public static @Nullable String eventIfReadable(byte[][] frames, int delimiter) {
		try {
			return (frames.length > delimiter + 1) ? event(frames[delimiter + 1]) : null;
		}
		catch (MalformedMessageException ex) {
			return null;
		}
	}

	/**
	 * Writes an event.
	 * @param event the name of a request
	 * @return its frame
	 * @throws IllegalArgumentException if it is empty, too long or not Unicode
	 */
	public static byte[] eventBytes(String event) {
		if (!Utf8.isEncodable(event)) {
			throw new IllegalArgumentException("Event '" + event + "' is not valid Unicode");
		}
		byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
		if (bytes.length == 0 || bytes.length > MAX_EVENT_BYTES) {
			throw new IllegalArgumentException("Event '" + event + "' has " + bytes.length + " bytes in UTF-8: 1 to "
					+ MAX_EVENT_BYTES + " are allowed");
		}
		return bytes;
	}

}
