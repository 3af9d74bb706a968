package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes a {@link Message}. Only this class knows the order of the frames:
 *
 * <pre>
 * [address]* [empty] [event] [data] [headers]?
 * </pre>
 *
 * @since 0.1.0
 */
public final class MessageCodec {

	/** The empty frame between the addresses and the event. */
	public static final byte[] DELIMITER = {};

	private static final int MAX_EVENT_BYTES = 255;

	/**
	 * The memory of a frame beyond its content, in bytes. It makes empty frames count as
	 * well.
	 */
	private static final int FRAME_BYTES = 16;

	private static final byte[] ERROR = Events.ERROR.getBytes(StandardCharsets.US_ASCII);

	private MessageCodec() {
	}

	/**
	 * Encodes a message.
	 * @param message the message
	 * @return the frames
	 * @throws IllegalArgumentException if the event is empty or too long
	 */
	public static byte[][] encode(Message message) {
		return encode(message.envelope(), eventBytes(message.event()), message.data(), message.headers());
	}

	/**
	 * Encodes a message with an encoded event.
	 * @param envelope the address frames
	 * @param event the encoded event
	 * @param data the data
	 * @param headers the headers; if empty, there is no headers frame
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
	 * Encodes a request.
	 * @param address the address frame that the reply returns, or {@code null} for none
	 * @param event the encoded event
	 * @param data the data
	 * @param headers the encoded headers
	 * @return the frames
	 */
	public static byte[][] request(byte @Nullable [] address, byte[] event, byte[] data, byte[] headers) {
		return (address != null) ? new byte[][] { address, DELIMITER, event, data, headers }
				: new byte[][] { DELIMITER, event, data, headers };
	}

	/**
	 * Encodes a reply.
	 * @param request all frames of the request
	 * @param delimiter the index of the empty frame
	 * @param event the event of the request
	 * @param reply the reply; the envelope is taken from the request
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
	 * Encodes an error reply.
	 * @param message all frames of the message
	 * @param delimiter the index of the empty frame
	 * @param problem the reason
	 * @param headers the headers of the reply
	 * @return the frames
	 */
	public static byte[][] error(byte[][] message, int delimiter, Problem problem, Map<String, String> headers) {
		return encode(Arrays.copyOf(message, delimiter), ERROR, problem.toJson(), headers);
	}

	/**
	 * Decodes the data of a reply to a known request.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @param eventFrame the encoded event of the request
	 * @param headersSize the maximum size of the headers frame in bytes
	 * @return the data of the reply, a problem if it {@linkplain #isError is an error}
	 * @throws MalformedMessageException if the frames are not a message
	 */
	public static byte[] replyData(byte[][] frames, byte[] eventFrame, int headersSize) {
		int delimiter = delimiter(frames);
		requireBodies(frames, delimiter);
		if (Headers.size(frames, delimiter) > headersSize) {
			throw new MalformedMessageException(
					"the headers have " + Headers.size(frames, delimiter) + " bytes: " + headersSize + " are allowed",
					null);
		}
		if (!Arrays.equals(frames[delimiter + 1], eventFrame)) {
			String unused = event(frames[delimiter + 1]);
		}
		Map<String, String> unused = Headers.of(frames, delimiter);
		return frames[delimiter + 2];
	}

	/**
	 * Decodes a message. The data is not parsed.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @return the message
	 * @throws MalformedMessageException if the frames are not a message
	 */
	public static Message decode(byte[][] frames) {
		return decode(frames, delimiter(frames), null);
	}

	/**
	 * Decodes a message with a known delimiter.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @param delimiter the index of the empty frame
	 * @param event the event, or {@code null} to decode it
	 * @return the message
	 * @throws MalformedMessageException if the frames are not a message
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
	 * @throws MalformedMessageException if there is no empty frame
	 */
	public static int delimiter(byte[][] frames) {
		for (int i = 0; i < frames.length; i++) {
			if (frames[i].length == 0) {
				return i;
			}
		}
		throw new MalformedMessageException("there is no empty frame among the " + frames.length, null);
	}

	/**
	 * Rejects a message with the wrong number of frames after its envelope.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @param delimiter the index of the empty frame
	 * @throws MalformedMessageException unless an event, data and optional headers follow
	 */
	public static void requireBodies(byte[][] frames, int delimiter) {
		int bodies = frames.length - delimiter - 1;
		if (bodies < 2 || bodies > 3) {
			throw new MalformedMessageException(
					bodies + " frames follow the empty frame, instead of event, data and optional headers", null);
		}
	}

	/**
	 * Decodes an event.
	 * @param frame the frame of the event
	 * @return the event
	 * @throws MalformedMessageException if the event is empty, too long or not UTF-8
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
	 * Returns the memory of a message.
	 * @param frames all frames of the message
	 * @return the size in bytes
	 */
	public static long bytes(byte[][] frames) {
		long bytes = 0;
		for (byte[] frame : frames) {
			bytes += frame.length + FRAME_BYTES;
		}
		return bytes;
	}

	/**
	 * Whether a message is a reply with a {@link Problem}.
	 * @param frames all frames of the message
	 * @param delimiter the index of the empty frame
	 * @return {@code true} if it has data and the event {@value Events#ERROR}
	 */
	public static boolean isError(byte[][] frames, int delimiter) {
		return frames.length > delimiter + 2 && Arrays.equals(frames[delimiter + 1], ERROR);
	}

	/**
	 * Returns the status of the problem in a reply.
	 * @param frames all frames of the message
	 * @param delimiter the index of the empty frame
	 * @return the status, or 0 if the reply is not a problem
	 */
	public static int status(byte[][] frames, int delimiter) {
		return isError(frames, delimiter) ? Problem.brief(frames[delimiter + 2]).status() : 0;
	}

	/**
	 * Whether a message is the empty one that a peer sends only to announce itself.
	 * @param frames all frames of the message
	 * @return {@code false} for all other messages
	 */
	public static boolean isProbe(byte[][] frames) {
		return frames.length == 1 && frames[0].length == 0;
	}

	/**
	 * Decodes the event of a message that may be malformed.
	 * @param frames all frames of one ZeroMQ message, in order
	 * @param delimiter the index of the empty frame
	 * @return the event, or {@code null} if it is missing or malformed
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
	 * Encodes an event.
	 * @param event the event
	 * @return the frame
	 * @throws IllegalArgumentException if the event is empty, too long or not valid
	 * Unicode
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
