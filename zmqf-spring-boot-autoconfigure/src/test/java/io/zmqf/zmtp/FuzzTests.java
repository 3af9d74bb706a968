package io.zmqf.zmtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

import io.zmqf.zmtp.FrameDecoder.Result;
import io.zmqf.zmtp.Handshake.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Recorded data of libzmq, with bytes that were changed, removed, repeated or invented.
 * Each case ends in a {@link ZmtpException}, in waiting for more data, or in a complete
 * handshake; never in another exception, and never with much memory.
 */
class FuzzTests {

	private static final FrameLimits LIMITS = new FrameLimits(10_000, 20, 20_000);

	private static final int ROUNDS = 1500;

	private final Random random = new Random(37);

	@ParameterizedTest
	@EnumSource
	void endsInADefinedWay(Conversation conversation) throws IOException {
		byte[] good = Transcript.load("libzmq-" + conversation.name().toLowerCase(Locale.ROOT)).all('<');
		int done = 0;
		for (int round = 0; round < ROUNDS; round++) {
			byte[] bad = mutate(good);
			if (feed(conversation, bad) == State.DONE) {
				done++;
			}
		}
		assertThat(done).as("some changes are after the handshake").isBetween(1, ROUNDS - 100);
	}

	/** Each change of authenticated data is detected. */
	@ParameterizedTest
	@EnumSource(names = { "CURVE_CLIENT", "CURVE_SERVER" })
	void noChangedByteOfAnEncryptedCommandIsTaken(Conversation conversation) {
		byte[] good = Transcript.load("libzmq-" + conversation.name().toLowerCase(Locale.ROOT)).all('<');
		// after the greeting and, of HELLO, everything but the padding
		int from = conversation.isServer() ? 64 + 2 + 8 + 72 : 64;
		int handshakeEnd = handshakeEnd(conversation, good);
		for (int at = from; at < handshakeEnd; at += 3) {
			byte[] bad = Arrays.copyOf(good, handshakeEnd);
			bad[at] ^= (byte) (1 << at % 8);
			boolean ignoredBit = conversation.isServer() && at == 64 + 2 + 8 + 72 + 31 && at % 8 == 7;
			if (!ignoredBit) {
				assertThat(feed(conversation, bad)).as("byte %d", at).isNotEqualTo(State.DONE);
			}
		}
		assertThat(feed(conversation, Arrays.copyOf(good, handshakeEnd))).isEqualTo(State.DONE);
	}

	private static int handshakeEnd(Conversation conversation, byte[] good) {
		for (int length = 64;; length++) {
			if (feed(conversation, Arrays.copyOf(good, length)) == State.DONE) {
				return length;
			}
		}
	}

	private byte[] mutate(byte[] good) {
		// most changes are to hit the handshake
		int range = Math.min(good.length, (this.random.nextInt(4) > 0) ? 450 : good.length);
		int at = this.random.nextInt(range);
		int length = 1 + this.random.nextInt(20);
		byte[] bad;
		switch (this.random.nextInt(5)) {
			case 0 -> {
				bad = good.clone();
				bad[at] ^= (byte) (1 << this.random.nextInt(8));
			}
			case 1 -> {
				bad = good.clone();
				byte[] noise = new byte[Math.min(length, bad.length - at)];
				this.random.nextBytes(noise);
				System.arraycopy(noise, 0, bad, at, noise.length);
			}
			case 2 -> bad = join(Arrays.copyOf(good, at), good, Math.min(good.length, at + length)); // gap
			case 3 -> bad = join(Arrays.copyOf(good, at), good, Math.max(0, at - length)); // repeated
			default -> {
				byte[] noise = new byte[length];
				this.random.nextBytes(noise);
				bad = join(join(Arrays.copyOf(good, at), noise, 0), good, at);
			}
		}
		return bad;
	}

	private static byte[] join(byte[] begin, byte[] rest, int from) {
		byte[] joined = Arrays.copyOf(begin, begin.length + rest.length - from);
		System.arraycopy(rest, from, joined, begin.length, rest.length - from);
		return joined;
	}

	/** The end of a handshake with a peer that sends this. */
	private static State feed(Conversation conversation, byte[] bytes) {
		Handshake handshake = conversation.handshake();
		ByteBuffer sink = ByteBuffer.allocate(20_000);
		try {
			ByteBuffer input = ByteBuffer.wrap(bytes);
			while (input.hasRemaining() && handshake.state() != State.DONE) {
				ByteBuffer next = input.slice(input.position(), 1);
				input.position(input.position() + 1);
				if (handshake.receive(next) == State.AUTHENTICATING) {
					handshake.accept();
				}
				handshake.write(sink);
			}
			if (handshake.state() == State.DONE) {
				decode(handshake.decoder(LIMITS, null), input);
			}
		}
		catch (ZmtpException ex) {
			assertThat(ex.getMessage()).hasSizeLessThan(150).matches("it [ -~]+");
		}
		return handshake.state();
	}

	private static void decode(FrameDecoder decoder, ByteBuffer input) {
		for (Result result; (result = decoder.decode(input)) != Result.INCOMPLETE;) {
			if (result == Result.MESSAGE) {
				decoder.message();
			}
		}
		assertThat(decoder.heldBytes()).isLessThan(2L * input.capacity() + 256);
	}

}
