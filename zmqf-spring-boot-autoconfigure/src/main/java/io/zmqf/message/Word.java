package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * What nodes say of a request between its making and its end. A word travels in the place
 * of the event, with the envelope of its request, and only to peers whose
 * {@link Capabilities} have it.
 *
 * @since 0.1.0
 */
public enum Word {

	/** Towards the handler: nobody waits any more. There is no answer. */
	CANCEL(Events.CANCEL),

	/** Towards the handler: so many more items may be sent. */
	CREDIT(Events.CREDIT),

	/** Towards the caller: an item of many. */
	ITEM(Events.ITEM);

	private final byte[] event;

	Word(String event) {
		this.event = event.getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Recognises a word.
	 * @param frames all frames of a message
	 * @param delimiter the index of its empty frame
	 * @return the word, {@code null} where the message is a request, a reply or malformed
	 */
	public static @Nullable Word of(byte[][] frames, int delimiter) {
		byte[] event = (frames.length > delimiter + 2) ? frames[delimiter + 1] : Message.NO_DATA;
		if (event.length == CANCEL.event.length || event.length == ITEM.event.length) {
			return Arrays.equals(event, CANCEL.event) ? CANCEL
					: Arrays.equals(event, CREDIT.event) ? CREDIT : Arrays.equals(event, ITEM.event) ? ITEM : null;
		}
		return null;
	}

	/**
	 * Writes a word.
	 * @param data the bytes of its data
	 * @param envelope the address frames of its request
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
