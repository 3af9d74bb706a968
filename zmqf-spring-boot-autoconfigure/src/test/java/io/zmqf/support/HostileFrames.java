package io.zmqf.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Messages that are random, or nearly right. The same ones in each run. */
public final class HostileFrames {

	private static final String READY = "{\"node_id\":\"1\",\"session_id\":\"2\",\"events\":[\"echo\"],\"capacity\":2}";

	private static final Object[][] NEARLY_RIGHT = { { "", "echo", "{\"a\":1}" }, { "address", "", "echo", "null" },
			{ "one", "two", "three", "", "echo", "\"Grüße\"" },
			{ "12345678", "", "echo", "1", "{\"zmqf-timeout\":\"20000\",\"zmqf-idempotent\":\"true\"}" },
			{ "12345678", "", "error", "{\"type\":\"about:blank\",\"status\":500}" }, { "", "zmqf.ready", READY },
			{ "", "zmqf.ready", "{\"events\":{\"a\":[]},\"capacity\":1e999}" },
			{ "", "zmqf.ready", "{\"events\":[1,null,[]],\"capacity\":-99999999999999999999}" },
			{ "", "zmqf.bye", "{}" }, { "", "zmqf.welcome", "{}" }, { "", "zmqf.ready?", "null" },
			{ "", "heartbeat", "{\"node_id\":\"1\"}" }, { "", "echo", "[".repeat(3000), "{".repeat(3000) },
			{ "address", "", "fail", "{}" } };

	private final Random random;

	/**
	 * Creates a source of messages.
	 * @param seed the seed of the random numbers
	 */
	public HostileFrames(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * The next message.
	 * @return its frames, as text or bytes
	 */
	public Object[] next() {
		return switch (this.random.nextInt(4)) {
			case 0 -> random();
			case 1 -> nearlyRight().toArray();
			default -> mutated();
		};
	}

	private Object[] random() {
		Object[] frames = new Object[1 + this.random.nextInt(7)];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = randomBytes(this.random.nextBoolean() ? this.random.nextInt(4) : this.random.nextInt(300));
		}
		return frames;
	}

	private List<Object> nearlyRight() {
		return new ArrayList<>(Arrays.asList(NEARLY_RIGHT[this.random.nextInt(NEARLY_RIGHT.length)]));
	}

	private Object[] mutated() {
		List<Object> frames = nearlyRight();
		for (int i = this.random.nextInt(3); i >= 0 && !frames.isEmpty(); i--) {
			mutate(frames, this.random.nextInt(frames.size()));
		}
		return frames.isEmpty() ? new Object[] { "" } : frames.toArray();
	}

	private void mutate(List<Object> frames, int at) {
		switch (this.random.nextInt(6)) {
			case 0 -> frames.remove(at);
			case 1 -> frames.add(at, "");
			case 2 -> frames.add(at, randomBytes(1 + this.random.nextInt(12)));
			case 3 -> frames.set(at, changed(bytes(frames.get(at))));
			case 4 -> frames.set(at, Arrays.copyOf(bytes(frames.get(at)), this.random.nextInt(400)));
			default -> frames.add(frames.get(at));
		}
	}

	private byte[] changed(byte[] bytes) {
		byte[] changed = bytes.clone();
		if (changed.length > 0) {
			changed[this.random.nextInt(changed.length)] = (byte) this.random.nextInt();
		}
		return changed;
	}

	private byte[] randomBytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

	/**
	 * Whether a message is a control message of a worker to a router of this library.
	 * @param frames the message
	 * @param event the event of the control message
	 * @return {@code true} if it is
	 */
	public static boolean isControl(Object[] frames, String event) {
		return frames.length > 1 && bytes(frames[0]).length == 0 && event.equals(RawPeer.text(bytes(frames[1])));
	}

	/**
	 * Whether it is the empty message of a peer that only wants to be known, which has no
	 * outcome.
	 * @param frames the message
	 * @param count the frames of such a message, of which the last one alone is empty; 0
	 * for any number
	 * @return whether it is that
	 */
	public static boolean isProbe(Object[] frames, int count) {
		int last = frames.length - 1;
		return (count == 0 || frames.length == count) && last >= 0 && bytes(frames[last]).length == 0
				&& Arrays.stream(frames, 0, last).noneMatch((frame) -> bytes(frame).length == 0);
	}

	/**
	 * The bytes of a frame.
	 * @param frame text or bytes
	 * @return the bytes
	 */
	public static byte[] bytes(Object frame) {
		return (frame instanceof byte[] bytes) ? bytes : ((String) frame).getBytes(StandardCharsets.UTF_8);
	}

}
