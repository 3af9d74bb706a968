package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.fail;

/**
 * Reading arbitrary frames ends in a message or in the one exception for malformed ones.
 */
class FrameFuzzTests {

	private static final int SEQUENCES = 40_000;

	private static final List<byte[][]> VALID = List.of(
			MessageCodec.encode(new Message("orders.create", utf8("{\"id\":1}"))),
			MessageCodec.encode(new Message(new byte[][] { new byte[8], { 1 } }, "ünï", utf8("\"🌍\""),
					Map.of("zmqf-timeout", "5000", "traceparent", "00-ab-cd-01", "ü", "\\u0041\"\n"))),
			MessageCodec.encode(new Message("e", Message.NO_DATA)
				.error(ProblemType.MALFORMED.of("e", "ü").withErrors(List.of(new Problem.FieldError("a", "b"))))),
			MessageCodec.encode(new Message(Events.HEARTBEAT,
					utf8("{\"node_id\":\"a\",\"session_id\":\"b\",\"node_type\":\"worker\",\"missed_count\":0}"))));

	private static final List<byte[]> PIECES = List.of(utf8("{"), utf8("}"), utf8("["), utf8("\""), utf8("\\"),
			utf8("\\u"), utf8("\\ud800"), utf8(":"), utf8(","), utf8("null"), utf8("1e999999999"), utf8("-"),
			utf8("{\"status\":"), utf8("{\"errors\":["), utf8("{\"field\":"), utf8("\"a\":\"b\""), utf8("\0"),
			new byte[] { (byte) 0xef, (byte) 0xbb, (byte) 0xbf }, new byte[] { (byte) 0xfe, (byte) 0xff },
			new byte[] { 0, 0, 0, '{' }, new byte[] { '{', 0, 0, 0 }, new byte[] { (byte) 0xf0, (byte) 0x9f },
			new byte[] { (byte) 0xff }, utf8("9".repeat(1100)), utf8("[".repeat(510)), utf8("zmqf-timeout"));

	@ParameterizedTest
	@ValueSource(longs = { 11, 12, 13, 14, 15 })
	void nothingButTheOneExceptionIsThrown(long seed) {
		Random random = new Random(seed);
		for (int i = 0; i < SEQUENCES; i++) {
			byte[][] frames = switch (i % 4) {
				case 0 -> mutated(VALID.get(random.nextInt(VALID.size())), random);
				case 1 -> random(random);
				case 2 -> composed(random);
				default -> reshaped(VALID.get(random.nextInt(VALID.size())), random);
			};
			read(frames, seed, i);
			if (frames.length > 0 && i % 16 < 4) {
				readAlone(frames[random.nextInt(frames.length)], seed, i);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 1000 })
	void onlyEmptyFramesOrNoneAtAllAreNoMessage(int count) {
		byte[][] empty = new byte[count][0];
		byte[][] full = new byte[count][1];
		read(empty, 0, count);
		read(full, 0, count);
		if (count > 0) {
			byte[][] late = full.clone();
			late[count - 1] = new byte[0];
			read(late, 0, count);
		}
	}

	private static void read(byte[][] frames, long seed, int number) {
		try {
			MessageCodec.decode(frames);
		}
		catch (MalformedMessageException ex) {
			// the expected exception
		}
		catch (RuntimeException | Error ex) {
			fail("Sequence " + number + " of seed " + seed + ": " + Arrays.deepToString(frames), ex);
		}
	}

	private static void readAlone(byte[] frame, long seed, int number) {
		try {
			Problem problem = Problem.fromJson(frame);
			problem.toJson();
			problem.summary();
			decodeHeaders(frame);
		}
		catch (RuntimeException | Error ex) {
			fail("A frame of sequence " + number + " of seed " + seed + ": " + Arrays.toString(frame), ex);
		}
	}

	private static void decodeHeaders(byte[] frame) {
		try {
			Headers.timeoutMillis(Headers.decode(frame));
		}
		catch (MalformedMessageException ex) {
			// the expected exception
		}
	}

	private static byte[][] mutated(byte[][] valid, Random random) {
		byte[][] frames = new byte[valid.length][];
		for (int i = 0; i < valid.length; i++) {
			frames[i] = valid[i].clone();
		}
		for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
			int frame = random.nextInt(frames.length);
			if (frames[frame].length > 0) {
				frames[frame][random.nextInt(frames[frame].length)] = (byte) random.nextInt(256);
			}
		}
		return frames;
	}

	private static byte[][] random(Random random) {
		byte[][] frames = new byte[random.nextInt(7)][];
		for (int i = 0; i < frames.length; i++) {
			frames[i] = new byte[(random.nextInt(3) == 0) ? 0 : random.nextInt(40)];
			random.nextBytes(frames[i]);
		}
		return frames;
	}

	private static byte[][] composed(Random random) {
		byte[][] frames = { {}, utf8("e"), composedFrame(random), composedFrame(random) };
		return Arrays.copyOf(frames, 2 + random.nextInt(3));
	}

	private static byte[] composedFrame(Random random) {
		byte[] frame = {};
		for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
			byte[] piece = PIECES.get(random.nextInt(PIECES.size()));
			int end = frame.length;
			frame = Arrays.copyOf(frame, end + piece.length);
			System.arraycopy(piece, 0, frame, end, piece.length);
		}
		return frame;
	}

	/** Cuts, removes, repeats and swaps frames, and inserts empty ones. */
	private static byte[][] reshaped(byte[][] valid, Random random) {
		List<byte[]> frames = new ArrayList<>(List.of(valid));
		for (int changes = 1 + random.nextInt(4); changes > 0 && !frames.isEmpty(); changes--) {
			int place = random.nextInt(frames.size());
			switch (random.nextInt(5)) {
				case 0 -> frames.remove(place);
				case 1 -> frames.add(place, frames.get(random.nextInt(frames.size())));
				case 2 -> frames.add(place, new byte[0]);
				case 3 -> frames.add(frames.remove(place));
				default ->
					frames.set(place, Arrays.copyOf(frames.get(place), random.nextInt(frames.get(place).length + 1)));
			}
		}
		return frames.toArray(byte[][]::new);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
