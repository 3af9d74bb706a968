package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import com.neilalexander.jnacl.crypto.curve25519xsalsa20poly1305;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The sealed bytes equal those of NaCl. */
class CurveBoxTests {

	private static final HexFormat HEX = HexFormat.of();

	private static final byte[] NONCE_BEGIN = "CurveZMQMESSAGES".getBytes(StandardCharsets.US_ASCII);

	private final Random random = new Random(26);

	/** From "Cryptography in NaCl", section 10. */
	@Test
	void sealsTheTestVector() {
		byte[] key = HEX.parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
		byte[] nonce = HEX.parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
		byte[] text = HEX.parseHex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc"
				+ "e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06d"
				+ "ceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52"
				+ "f0a089bc76897040e082f937763848645e0705");
		CurveBox box = new CurveBox(key, Arrays.copyOf(nonce, 16));
		byte[] command = command(text);
		box.seal(command, ByteBuffer.wrap(nonce).getLong(16));
		assertThat(HEX.formatHex(command, CurveBox.TEXT - Poly1305.TAG, command.length))
			.isEqualTo("f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4"
					+ "476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738"
					+ "b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de"
					+ "56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5");
	}

	@Test
	void sealsAndOpensLikeJeroMq() {
		for (int length = 1; length < 400; length++) {
			assertSealsAsJeroMq(length);
		}
		assertSealsAsJeroMq(100_000);
	}

	private void assertSealsAsJeroMq(int length) {
		byte[] key = bytes(32);
		byte[] text = bytes(length);
		long nonce = this.random.nextLong();
		byte[] expected = jeroMqs(key, nonce, text);
		byte[] command = command(text);
		CurveBox box = new CurveBox(key, NONCE_BEGIN);
		box.seal(command, nonce);
		assertThat(Arrays.copyOfRange(command, CurveBox.TEXT - Poly1305.TAG, command.length)).as("%d bytes", length)
			.isEqualTo(expected);
		assertThat(new CurveBox(key, NONCE_BEGIN).open(command, nonce)).isTrue();
		assertThat(Arrays.copyOfRange(command, CurveBox.TEXT, command.length)).isEqualTo(text);
	}

	private static byte[] jeroMqs(byte[] key, long nonce, byte[] text) {
		byte[] padded = command(text);
		byte[] boxed = new byte[padded.length];
		byte[] fullNonce = ByteBuffer.allocate(24).put(NONCE_BEGIN).putLong(nonce).array();
		assertThat(curve25519xsalsa20poly1305.crypto_box_afternm(boxed, padded, padded.length, fullNonce, key))
			.isZero();
		return Arrays.copyOfRange(boxed, 16, boxed.length);
	}

	@Test
	void opensNothingThatWasTouched() {
		byte[] key = bytes(32);
		CurveBox box = new CurveBox(key, NONCE_BEGIN);
		byte[] command = command(bytes(90));
		box.seal(command, 7);
		for (int bit = 8 * (CurveBox.TEXT - Poly1305.TAG); bit < 8 * command.length; bit++) {
			byte[] touched = command.clone();
			touched[bit / 8] ^= (byte) (1 << bit % 8);
			byte[] before = touched.clone();
			assertThat(box.open(touched, 7)).as("bit %d", bit).isFalse();
			assertThat(touched).isEqualTo(before);
		}
		assertThat(box.open(command.clone(), 8)).as("another nonce").isFalse();
		assertThat(new CurveBox(key, "CurveZMQMESSAGEC".getBytes(StandardCharsets.US_ASCII)).open(command.clone(), 7))
			.as("the other direction")
			.isFalse();
		assertThat(new CurveBox(bytes(32), NONCE_BEGIN).open(command.clone(), 7)).as("another key").isFalse();
		assertThat(box.open(command, 7)).isTrue();
	}

	/** Text after as many bytes as name, nonce and tag have. */
	private static byte[] command(byte[] text) {
		byte[] command = new byte[CurveBox.TEXT + text.length];
		System.arraycopy(text, 0, command, CurveBox.TEXT, text.length);
		return command;
	}

	private byte[] bytes(int length) {
		byte[] bytes = new byte[length];
		this.random.nextBytes(bytes);
		return bytes;
	}

}
