package io.zmqf.client;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.message.Headers;
import io.zmqf.message.JsonData;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one node. It is decoded once, on first use.
 *
 * @param <T> the type of the reply
 */
final class GatheredItem<T> {

	/** The index of the empty frame, after the correlation frame. */
	private static final int DELIMITER = 1;

	private final byte[][] frames;

	private final JsonData json;

	private final Type type;

	private final AtomicLong held;

	private @Nullable NodeReply<T> read;

	/**
	 * Creates the answer of a node.
	 * @param frames the frames of the answer
	 * @param json the decoder of the data
	 * @param type the type of the data
	 * @param held the size of all unconsumed answers, in bytes
	 */
	GatheredItem(byte[][] frames, JsonData json, Type type, AtomicLong held) {
		this.frames = frames;
		this.json = json;
		this.type = type;
		this.held = held;
		held.addAndGet(MessageCodec.bytes(frames));
	}

	/** Returns the answer to its consumer. The size of its data counts no longer. */
	NodeReply<T> take() {
		NodeReply<T> taken = read();
		this.held.addAndGet(-data().length);
		return taken;
	}

	private byte[] data() {
		return (this.frames.length > DELIMITER + 2) ? this.frames[DELIMITER + 2] : Message.NO_DATA;
	}

	synchronized NodeReply<T> read() {
		NodeReply<T> reply = this.read;
		if (reply == null) {
			reply = readFrames();
			this.read = reply;
		}
		return reply;
	}

	@SuppressWarnings("unchecked")
	private NodeReply<T> readFrames() {
		String node = "";
		try {
			Map<String, String> headers = Headers.of(this.frames, DELIMITER);
			node = headers.getOrDefault(Headers.NODE, "");
			byte[] data = data();
			return headers.containsKey(Headers.STATUS) ? new NodeReply<>(node, null, Problem.fromJson(data), false)
					: new NodeReply<>(node, (T) this.json.read(data, this.type), null, false);
		}
		catch (MalformedMessageException ex) {
			return new NodeReply<>(node, null, Problem.of(502, "urn:zmqf:malformed-reply", "Malformed reply",
					"The reply can't be read: " + ex.getMessage()), false);
		}
	}

}
