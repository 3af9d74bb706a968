package io.zmqf.zmtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.zmqf.zmtp.FrameDecoder.Result;
import io.zmqf.zmtp.ZmtpException.Reason;
import io.zmqf.zmtp.curve.CurveClient;
import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.curve.CurveServer;
import io.zmqf.zmtp.mechanism.NullMechanism;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Messages and heartbeats after the handshake. */
class FramesTests {

	private static final HexFormat HEX = HexFormat.of();

	private final Random random = new Random(23);

	private static FrameDecoder decoder(FrameLimits limits) {
		return new FrameDecoder(limits, ZmtpVersion.ZMTP_3_1, null, null);
	}

	private static Pair pair(boolean curve) {
		CurveKeys keys = CurveKeys.generate();
		return curve ? Pair.connect(new CurveClient(keys, keys.publicKey()), new CurveServer(keys), 1000)
				: Pair.connect(new NullMechanism(), new NullMechanism(), 1000);
	}

	private static ByteBuffer bytes(String hex) {
		return ByteBuffer.wrap(HEX.parseHex(hex));
	}

	/** From RFC 23: flags, size of 1 or 8 bytes, body. */
	@Test
	void writesFramesAsRfc23() {
		FrameEncoder encoder = new FrameEncoder(null, 0);
		ByteBuffer output = ByteBuffer.allocate(1000);
		encoder.start(new byte[][] { {}, { 'a' }, new byte[255], new byte[256] });
		assertThat(encoder.write(output)).isTrue();
		assertThat(HEX.formatHex(output.array(), 0, output.position()))
			.isEqualTo("0100" + "010161" + "01ff" + "00".repeat(255) + "020000000000000100" + "00".repeat(256));
		output.clear();
		encoder.start(Command.ping(300, new byte[] { 1, 2 }));
		assertThat(encoder.write(output)).isTrue();
		assertThat(HEX.formatHex(output.array(), 0, output.position()))
			.isEqualTo("0409" + "0450494e47" + "012c" + "0102");
	}

	@Test
	void readsASmallFrameWithALargeSize() {
		FrameDecoder decoder = decoder(Pair.LIMITS);
		assertThat(decoder.decode(bytes("02" + "0000000000000001" + "61"))).isEqualTo(Result.MESSAGE);
		assertThat(decoder.message()).isDeepEqualTo(new byte[][] { { 'a' } });
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void readsWrittenFramesInAnyPieces(boolean curve) {
		Pair pair = pair(curve);
		FrameEncoder encoder = pair.client().encoder(1);
		FrameDecoder decoder = pair.server().decoder(Pair.LIMITS, new byte[] { 'i', 'd' });
		for (int round = 0; round < 40; round++) {
			List<byte[][]> sent = new ArrayList<>();
			ByteArrayOutputStream wire = new ByteArrayOutputStream();
			for (int i = 0; i < 20; i++) {
				byte[][] message = randomMessage();
				sent.add(message);
				encode(encoder, message, wire);
				if (this.random.nextInt(4) == 0) {
					encode(encoder, Command.ping(1, new byte[this.random.nextInt(17)]), wire);
				}
			}
			List<byte[][]> received = new ArrayList<>();
			int pings = 0;
			byte[] all = wire.toByteArray();
			for (int at = 0; at < all.length;) {
				int length = Math.min(all.length - at, 1 + this.random.nextInt(round < 5 ? 3 : 2000));
				ByteBuffer input = ByteBuffer.allocateDirect(length).put(all, at, length).flip();
				at += length;
				for (Result result; (result = decoder.decode(input)) != Result.INCOMPLETE;) {
					if (result == Result.MESSAGE) {
						received.add(decoder.message());
					}
					else {
						assertThat(result).isEqualTo(Result.PING);
						pings++;
					}
				}
			}
			assertThat(received.size()).isEqualTo(sent.size());
			assertThat(pings).isLessThan(20);
			for (int i = 0; i < sent.size(); i++) {
				byte[][] expected = sent.get(i).clone();
				expected[0] = new byte[] { 'i', 'd' };
				assertThat(Arrays.deepEquals(received.get(i), expected)).as("message %d", i).isTrue();
			}
			assertThat(decoder.heldBytes()).isZero();
		}
	}

	private byte[][] randomMessage() {
		int[] sizes = { 0, 1, 254, 255, 256, 257, this.random.nextInt(300), this.random.nextInt(5000) };
		byte[][] message = new byte[2 + this.random.nextInt(this.random.nextInt(10) == 0 ? 40 : 5)][];
		for (int i = 0; i < message.length; i++) {
			message[i] = new byte[sizes[this.random.nextInt(sizes.length)]];
			this.random.nextBytes(message[i]);
		}
		return message;
	}

	private void encode(FrameEncoder encoder, Object unit, ByteArrayOutputStream wire) {
		if (unit instanceof Command command) {
			encoder.start(command);
		}
		else {
			encoder.start((byte[][]) unit);
		}
		boolean all;
		do {
			ByteBuffer output = ByteBuffer.allocate(9 + this.random.nextInt(400));
			all = encoder.write(output);
			wire.write(output.array(), 0, output.position());
		}
		while (!all);
		assertThat(encoder.isIdle()).isTrue();
	}

	@Test
	void stopsAfterEachMessage() {
		FrameDecoder decoder = decoder(Pair.LIMITS);
		ByteBuffer input = bytes("000161" + "000162");
		assertThat(decoder.decode(input)).isEqualTo(Result.MESSAGE);
		assertThat(input.position()).isEqualTo(3);
		assertThat(decoder.message()).isDeepEqualTo(new byte[][] { { 'a' } });
		assertThat(decoder.decode(input)).isEqualTo(Result.MESSAGE);
		assertThat(decoder.message()).isDeepEqualTo(new byte[][] { { 'b' } });
		assertThat(decoder.decode(input)).isEqualTo(Result.INCOMPLETE);
	}

	@Test
	void startsNothingBeforeAllIsWritten() {
		FrameEncoder encoder = new FrameEncoder(null, 0);
		encoder.start(new byte[][] { new byte[100] });
		assertThat(encoder.write(ByteBuffer.allocate(9))).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> encoder.start(Command.ping(0, new byte[0])));
		assertThat(encoder.write(ByteBuffer.allocate(200))).isTrue();
		encoder.start(Command.ping(0, new byte[0]));
	}

	@ParameterizedTest
	@CsvSource({ "08, MALFORMED", "80, MALFORMED", "0500, MALFORMED", "0c00, MALFORMED",
			"02ffffffffffffffff, MALFORMED", "028000000000000000, MALFORMED", "02800000007fffffff, MALFORMED",
			"020000000000001001, FRAME_SIZE", "027fffffffffffffff, FRAME_SIZE", "020000000080000000, FRAME_SIZE",
			"040000, MALFORMED", "040100, MALFORMED", "040103, MALFORMED", "040441424344, MALFORMED",
			"060000000000002001, MALFORMED", "0406" + "0450494e47" + "00, MALFORMED", "0405" + "0450494e47, MALFORMED",
			"0416" + "04504f4e47" + "0000000000000000000000000000000000, MALFORMED",
			"0418" + "0450494e47" + "0000" + "0000000000000000000000000000000000, MALFORMED",
			"040a" + "054552524f52" + "03343030, REFUSED", "0406" + "054552524f52, MALFORMED",
			"040a" + "054552524f52" + "04343030, MALFORMED" })
	void endsWithAReason(String hex, Reason reason) {
		FrameLimits limits = new FrameLimits(4096, 10, 10_000);
		for (int piece = 1; piece < 40; piece++) {
			FrameDecoder decoder = decoder(limits);
			byte[] all = HEX.parseHex(hex + ((hex.length() < 5) ? "00".repeat(9) : ""));
			int size = piece;
			assertThatExceptionOfType(ZmtpException.class).isThrownBy(() -> {
				for (int at = 0; at < all.length; at += size) {
					while (decoder
						.decode(ByteBuffer.wrap(all, at, Math.min(size, all.length - at))) != Result.INCOMPLETE) {
						// until it fails
					}
				}
			}).satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
			assertThat(decoder.heldBytes()).isLessThan(1000);
		}
	}

	@Test
	void skipsUnknownCommands() {
		FrameDecoder decoder = decoder(Pair.LIMITS);
		// SUBSCRIBE, a new one without data, and heartbeats within a message
		ByteBuffer input = bytes("040b" + "09535542534352494245" + "61" + "0404" + "034e4557" + "010161" + "0407"
				+ "0450494e47" + "0000" + "0406" + "04504f4e47" + "31" + "000162");
		assertThat(decoder.decode(input)).isEqualTo(Result.PING);
		assertThat(decoder.command().ttlDeciseconds()).isZero();
		assertThat(decoder.decode(input)).isEqualTo(Result.PONG);
		assertThat(decoder.decode(input)).isEqualTo(Result.MESSAGE);
		assertThat(decoder.message()).isDeepEqualTo(new byte[][] { { 'a' }, { 'b' } });
	}

	@Test
	void answersAPingWithItsContext() {
		FrameDecoder decoder = decoder(Pair.LIMITS);
		assertThat(decoder.decode(bytes("0409" + "0450494e47" + "ffff" + "6869"))).isEqualTo(Result.PING);
		Command ping = decoder.command();
		assertThat(ping.ttlDeciseconds()).isEqualTo(0xffff);
		assertThat(HEX.formatHex(ping.pong().body())).isEqualTo("04504f4e47" + "6869");
		assertThatIllegalArgumentException().isThrownBy(() -> Command.ping(0x10000, new byte[0]));
		assertThatIllegalArgumentException().isThrownBy(() -> Command.ping(1, new byte[17]));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void boundsAMessage(boolean curve) {
		FrameLimits limits = new FrameLimits(100, 3, 250);
		assertThat(firstFailure(curve, limits, 100, 100, 50)).isNull();
		assertThat(firstFailure(curve, limits, 0, 0, 0)).isNull();
		assertThat(firstFailure(curve, limits, 101)).isEqualTo(Reason.FRAME_SIZE);
		assertThat(firstFailure(curve, limits, 100, 100, 51)).isEqualTo(Reason.MESSAGE_SIZE);
		assertThat(firstFailure(curve, limits, 0, 0, 0, 0)).isEqualTo(Reason.FRAME_COUNT);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void limitsCommandsAndDoesNotKeepUnknownOnes(boolean curve) {
		Pair pair = pair(curve);
		FrameEncoder encoder = pair.client().encoder(0);
		FrameDecoder decoder = pair.server().decoder(Pair.LIMITS, new byte[] { 1 });
		int name = 4;
		assertThat(decoder.decode(wire(encoder, Command.of("NEW", new byte[FrameDecoder.MAX_COMMAND - name]))))
			.isEqualTo(Result.INCOMPLETE);
		assertThatNullPointerException().isThrownBy(decoder::command);
		ByteBuffer larger = wire(encoder, Command.of("NEW", new byte[FrameDecoder.MAX_COMMAND - name + 1]));
		assertThatExceptionOfType(ZmtpException.class).isThrownBy(() -> decoder.decode(larger))
			.withMessage("it sent a command of 8193 bytes")
			.satisfies((ex) -> assertThat(ex.reason()).as("no limit of messages").isEqualTo(Reason.MALFORMED));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aHeartbeatWithinAMessageIsNoPartOfItsSize(boolean encrypted) {
		FrameDecoder decoder = new FrameDecoder(new FrameLimits(100, 3, 150), ZmtpVersion.ZMTP_3_1,
				encrypted ? new OpenCipher() : null, null);
		assertThat(decoder.decode(frame(encrypted, FrameCipher.MORE, new byte[100]))).isEqualTo(Result.INCOMPLETE);
		byte[] ping = Command.ping(0, new byte[16]).body();
		byte[] unknown = Command.of("NEW", new byte[60]).body();
		assertThat(decoder.decode(frame(encrypted, FrameCipher.MORE, new byte[50]))).isEqualTo(Result.INCOMPLETE);
		for (int i = 0; i < 10; i++) {
			assertThat(decoder.decode(frame(encrypted, FrameCipher.COMMAND, ping))).isEqualTo(Result.PING);
			assertThat(decoder.decode(frame(encrypted, FrameCipher.COMMAND, unknown))).isEqualTo(Result.INCOMPLETE);
			assertThat(decoder.heldBytes()).as("no command is kept").isEqualTo(150 + 2 * 16);
		}
		assertThat(decoder.decode(frame(encrypted, 0, new byte[0]))).isEqualTo(Result.MESSAGE);
		assertThat(decoder.message()).isDeepEqualTo(new byte[][] { new byte[100], new byte[50], {} });
	}

	/** One byte in front of the payload has the flags. */
	private static final class OpenCipher implements FrameCipher {

		@Override
		public int overhead() {
			return 1;
		}

		@Override
		public byte[] encrypt(byte[] payload, int flags) {
			byte[] frame = new byte[1 + payload.length];
			frame[0] = (byte) flags;
			System.arraycopy(payload, 0, frame, 1, payload.length);
			return frame;
		}

		@Override
		public int decrypt(byte[] frame) {
			return frame[0];
		}

	}

	private static ByteBuffer frame(boolean encrypted, int flags, byte[] payload) {
		byte[] body = encrypted ? new OpenCipher().encrypt(payload, flags) : payload;
		return ByteBuffer.allocate(2 + body.length)
			.put((byte) (encrypted ? 0 : flags))
			.put((byte) body.length)
			.put(body)
			.flip();
	}

	private ByteBuffer wire(FrameEncoder encoder, Command command) {
		ByteArrayOutputStream wire = new ByteArrayOutputStream();
		encode(encoder, command, wire);
		return ByteBuffer.wrap(wire.toByteArray());
	}

	private @Nullable Reason firstFailure(boolean curve, FrameLimits limits, int... sizes) {
		Pair pair = pair(curve);
		FrameEncoder encoder = pair.client().encoder(0);
		FrameDecoder decoder = pair.server().decoder(limits, new byte[] { 1 });
		byte[][] message = Arrays.stream(sizes).mapToObj(byte[]::new).toArray(byte[][]::new);
		ByteArrayOutputStream wire = new ByteArrayOutputStream();
		encode(encoder, message, wire);
		encode(encoder, message, wire); // limits are per message
		ByteBuffer input = ByteBuffer.wrap(wire.toByteArray());
		try {
			assertThat(decoder.decode(input)).isEqualTo(Result.MESSAGE);
			assertThat(decoder.decode(input)).isEqualTo(Result.MESSAGE);
			return null;
		}
		catch (ZmtpException ex) {
			return ex.reason();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void announcedSizeUsesNoMemoryAndReceivedDataAtMostTwiceItsSize(boolean curve) {
		FrameDecoder decoder = pair(curve).server().decoder(Pair.LIMITS, null);
		int size = 1 << 24;
		decoder.decode(ByteBuffer.allocate(9).put((byte) 2).putLong(size).flip());
		assertThat(decoder.heldBytes()).isZero();
		byte[] chunk = new byte[10_000];
		for (int arrived = 1; arrived < size / 2; arrived += chunk.length) {
			decoder.decode(ByteBuffer.wrap((arrived == 1) ? new byte[1] : chunk));
			assertThat(decoder.heldBytes()).isBetween((long) arrived - chunk.length, 2L * arrived + 256);
		}
	}

	@Test
	void countsTheFramesOfAnIncompleteMessage() {
		FrameDecoder decoder = decoder(Pair.LIMITS);
		for (int i = 1; i < 100; i++) {
			decoder.decode(bytes("0100"));
			assertThat(decoder.heldBytes()).as("empty frames are arrays, too").isEqualTo(16L * i);
		}
		decoder.decode(bytes("000161"));
		assertThat(decoder.message().length).isEqualTo(100);
		assertThat(decoder.heldBytes()).isZero();
	}

	@Test
	void aReasonOfThePeersIsPrintable() {
		FrameDecoder decoder = decoder(Pair.LIMITS);
		byte[] reason = "a\n\u001b[31m\u00ff".getBytes(StandardCharsets.ISO_8859_1);
		byte[] data = new byte[1 + reason.length];
		data[0] = (byte) reason.length;
		System.arraycopy(reason, 0, data, 1, reason.length);
		Command error = Command.of("ERROR", data);
		ByteBuffer input = ByteBuffer.allocate(100).put((byte) 4).put((byte) error.body().length).put(error.body());
		assertThatExceptionOfType(ZmtpException.class).isThrownBy(() -> decoder.decode(input.flip()))
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("a??[31m?"));
	}

}
