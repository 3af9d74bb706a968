package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Control messages for a request in progress. A control message replaces the event and
 * has the envelope of its request. It is sent only to peers whose {@link Capabilities}
 * include it.
 *
 * @since 0.1.0
 */
public enum ControlMessage {

	/** Sent towards the handler: cancels the request. There is no reply. */
	CANCEL(Events.CANCEL),

	/** Sent towards the handler: requests further stream items. */
	CREDIT(Events.CREDIT),

	/** Sent towards the caller: a stream item. */
	ITEM(Events.ITEM);

	private final byte[] event;

	ControlMessage(String event) {
		this.event = event.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Recognises a control message.
	 * @param frames all frames of a message
	 * @param delimiter the index of the empty frame
	 * @return the control message, or {@code null} if the message is a request, a reply
	 * or malformed
	 */
	public static @Nullable ControlMessage of(byte[][] frames, int delimiter) {
		byte[] event = (frames.length > delimiter + 2) ? frames[delimiter + 1] : Message.NO_DATA;
		if (event.length == CANCEL.event.length || event.length == ITEM.event.length) {
			return Arrays.equals(event, CANCEL.event) ? CANCEL
					: Arrays.equals(event, CREDIT.event) ? CREDIT : Arrays.equals(event, ITEM.event) ? ITEM : null;
		}
		return null;
	}

	/**
	 * Encodes a control message.
	 * @param data the data
	 * @param envelope the address frames of the request
	 * @return the frames
	 */
	public byte[][] frames(byte[] data, byte[]... envelope) {
		byte[][] frames = Arrays.copyOf(envelope, envelope.length + 3);
		frames[envelope.length] = MessageCodec.DELIMITER;
		frames[envelope.length + 1] = this.event;
		frames[envelope.length + 2] = data;
		return frames;
	}

}
