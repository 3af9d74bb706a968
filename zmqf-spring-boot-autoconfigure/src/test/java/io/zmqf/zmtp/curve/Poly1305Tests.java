package io.zmqf.zmtp.curve;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class Poly1305Tests {

	private static final HexFormat HEX = HexFormat.of();

	private static final BigInteger MODULUS = BigInteger.TWO.pow(130).subtract(BigInteger.valueOf(5));

	private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

	/** Values that are likely to carry from limb to limb. */
	private static final byte[] EDGES = { 0, 1, -1, -2, -5, 3, -4, 15, 127, -128 };

	/** RFC 8439, 2.5.2 and A.3. */
	@ParameterizedTest
	@CsvSource(
			textBlock = """
					85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b, 43727970746f6772617068696320466f72756d2052657365617263682047726f7570, a8061dc1305136c6c22b8baf0c0127a9
					0200000000000000000000000000000000000000000000000000000000000000, ffffffffffffffffffffffffffffffff, 03000000000000000000000000000000
					02000000000000000000000000000000ffffffffffffffffffffffffffffffff, 02000000000000000000000000000000, 03000000000000000000000000000000
					0100000000000000000000000000000000000000000000000000000000000000, fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000, 05000000000000000000000000000000
					0100000000000000000000000000000000000000000000000000000000000000, fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101, 00000000000000000000000000000000
					0200000000000000000000000000000000000000000000000000000000000000, fdffffffffffffffffffffffffffffff, faffffffffffffffffffffffffffffff
					0100000000000000040000000000000000000000000000000000000000000000, e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001000000000000000000000000000000, 14000000000000005500000000000000
					""")
	void makesTheTagsOfTheStandard(String key, String message, String tag) {
		assertThat(HEX.formatHex(tag(HEX.parseHex(key), HEX.parseHex(message)))).isEqualTo(tag);
	}

	@Test
	void computesTheTagsOfTheFormula() {
		Random random = new Random(1305);
		for (int i = 0; i < 20_000; i++) {
			byte[] key = bytes(random, 32);
			byte[] message = bytes(random, random.nextInt(70));
			assertThat(HEX.formatHex(tag(key, message))).as(() -> HEX.formatHex(key) + " " + HEX.formatHex(message))
				.isEqualTo(HEX.formatHex(byTheFormula(key, message)));
		}
	}

	private static byte[] bytes(Random random, int length) {
		byte[] bytes = new byte[length];
		if (random.nextBoolean()) {
			random.nextBytes(bytes);
			return bytes;
		}
		for (int i = 0; i < length; i++) {
			bytes[i] = EDGES[random.nextInt(EDGES.length)];
		}
		return bytes;
	}

	private static byte[] tag(byte[] key, byte[] message) {
		int[] words = new int[8];
		for (int i = 0; i < words.length; i++) {
			words[i] = LittleEndian.get(key, 4 * i);
		}
		Poly1305 authenticator = new Poly1305();
		authenticator.setKey(words);
		authenticator.authenticate(message, 0);
		byte[] bytes = new byte[Poly1305.TAG];
		LittleEndian.putLong(bytes, 0, authenticator.low());
		LittleEndian.putLong(bytes, 8, authenticator.high());
		return bytes;
	}

	private static byte[] byTheFormula(byte[] key, byte[] message) {
		BigInteger r = number(key, 0, 16).and(CLAMP);
		BigInteger sum = BigInteger.ZERO;
		for (int at = 0; at < message.length; at += 16) {
			int length = Math.min(16, message.length - at);
			BigInteger block = number(message, at, length).setBit(8 * length);
			sum = sum.add(block).multiply(r).mod(MODULUS);
		}
		byte[] big = sum.add(number(key, 16, 16)).mod(BigInteger.TWO.pow(128)).toByteArray();
		byte[] tag = new byte[16];
		for (int i = 0; i < Math.min(big.length, 16); i++) {
			tag[i] = big[big.length - 1 - i];
		}
		return tag;
	}

	/** The lowest byte first. */
	private static BigInteger number(byte[] bytes, int at, int length) {
		byte[] big = Arrays.copyOfRange(bytes, at, at + length);
		for (int i = 0; i < length / 2; i++) {
			byte swapped = big[i];
			big[i] = big[length - 1 - i];
			big[length - 1 - i] = swapped;
		}
		return new BigInteger(1, big);
	}

}
