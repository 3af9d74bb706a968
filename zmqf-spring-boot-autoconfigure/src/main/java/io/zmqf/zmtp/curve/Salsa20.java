package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * NaCl's stream cipher XSalsa20: Salsa20/20 with a key that HSalsa20 derives from another
 * key and the first 16 bytes of the nonce. Secrets only go through additions, rotations
 * and exclusive ors. Therefore the time does not depend on them.
 *
 * @see <a href="https://cr.yp.to/snuffle/xsalsa-20110204.pdf">Extending the Salsa20
 * nonce</a>
 */
final class Salsa20 {

	/** The number of words in a block. */
	static final int BLOCK = 16;

	private static final int ROUNDS = 20;

	private static final int[] SIGMA = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };

	/** The indexes of the words of HSalsa20's result. */
	private static final int[] DERIVED = { 0, 5, 10, 15, 6, 7, 8, 9 };

	private final int[] input = new int[BLOCK];

	/**
	 * Creates the cipher for all nonces with the same beginning.
	 * @param key the key, 32 bytes
	 * @param nonceBegin the first 16 bytes of the nonces
	 */
	Salsa20(byte[] key, byte[] nonceBegin) {
		setKey(this.input, words(derive(key, nonceBegin)));
	}

	/**
	 * Derives a key with HSalsa20.
	 * @param key the key, 32 bytes
	 * @param input the input, 16 bytes
	 * @return the derived key, 32 bytes
	 */
	static byte[] derive(byte[] key, byte[] input) {
		int[] state = new int[BLOCK];
		setKey(state, words(key));
		System.arraycopy(words(input), 0, state, 6, 4);
		rounds(state);
		byte[] derived = new byte[Integer.BYTES * DERIVED.length];
		for (int i = 0; i < DERIVED.length; i++) {
			LittleEndian.put(derived, Integer.BYTES * i, state[DERIVED[i]]);
		}
		return derived;
	}

	private static void setKey(int[] state, int[] key) {
		for (int i = 0; i < SIGMA.length; i++) {
			state[5 * i] = SIGMA[i];
			state[1 + i] = key[i];
			state[11 + i] = key[4 + i];
		}
	}

	private static int[] words(byte[] bytes) {
		int[] words = new int[bytes.length / Integer.BYTES];
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
		return words;
	}

	/**
	 * Generates a block of the key stream.
	 * @param nonceEnd the last 8 bytes of the nonce, as a number in network byte order
	 * @param number the number of the block
	 * @param block the array to write the block to
	 */
	void block(long nonceEnd, int number, int[] block) {
		this.input[6] = Integer.reverseBytes((int) (nonceEnd >>> Integer.SIZE));
		this.input[7] = Integer.reverseBytes((int) nonceEnd);
		this.input[8] = number;
		System.arraycopy(this.input, 0, block, 0, BLOCK);
		rounds(block);
		for (int i = 0; i < BLOCK; i++) {
			block[i] += this.input[i];
		}
	}

	private static void rounds(int[] state) {
		int s0 = state[0];
		int s1 = state[1];
		int s2 = state[2];
		int s3 = state[3];
		int s4 = state[4];
		int s5 = state[5];
		int s6 = state[6];
		int s7 = state[7];
		int s8 = state[8];
		int s9 = state[9];
		int s10 = state[10];
		int s11 = state[11];
		int s12 = state[12];
		int s13 = state[13];
		int s14 = state[14];
		int s15 = state[15];
		for (int round = 0; round < ROUNDS; round += 2) {
			s4 ^= Integer.rotateLeft(s0 + s12, 7);
			s8 ^= Integer.rotateLeft(s4 + s0, 9);
			s12 ^= Integer.rotateLeft(s8 + s4, 13);
			s0 ^= Integer.rotateLeft(s12 + s8, 18);
			s9 ^= Integer.rotateLeft(s5 + s1, 7);
			s13 ^= Integer.rotateLeft(s9 + s5, 9);
			s1 ^= Integer.rotateLeft(s13 + s9, 13);
			s5 ^= Integer.rotateLeft(s1 + s13, 18);
			s14 ^= Integer.rotateLeft(s10 + s6, 7);
			s2 ^= Integer.rotateLeft(s14 + s10, 9);
			s6 ^= Integer.rotateLeft(s2 + s14, 13);
			s10 ^= Integer.rotateLeft(s6 + s2, 18);
			s3 ^= Integer.rotateLeft(s15 + s11, 7);
			s7 ^= Integer.rotateLeft(s3 + s15, 9);
			s11 ^= Integer.rotateLeft(s7 + s3, 13);
			s15 ^= Integer.rotateLeft(s11 + s7, 18);
			s1 ^= Integer.rotateLeft(s0 + s3, 7);
			s2 ^= Integer.rotateLeft(s1 + s0, 9);
			s3 ^= Integer.rotateLeft(s2 + s1, 13);
			s0 ^= Integer.rotateLeft(s3 + s2, 18);
			s6 ^= Integer.rotateLeft(s5 + s4, 7);
			s7 ^= Integer.rotateLeft(s6 + s5, 9);
			s4 ^= Integer.rotateLeft(s7 + s6, 13);
			s5 ^= Integer.rotateLeft(s4 + s7, 18);
			s11 ^= Integer.rotateLeft(s10 + s9, 7);
			s8 ^= Integer.rotateLeft(s11 + s10, 9);
			s9 ^= Integer.rotateLeft(s8 + s11, 13);
			s10 ^= Integer.rotateLeft(s9 + s8, 18);
			s12 ^= Integer.rotateLeft(s15 + s14, 7);
			s13 ^= Integer.rotateLeft(s12 + s15, 9);
			s14 ^= Integer.rotateLeft(s13 + s12, 13);
			s15 ^= Integer.rotateLeft(s14 + s13, 18);
		}
		state[0] = s0;
		state[1] = s1;
		state[2] = s2;
		state[3] = s3;
		state[4] = s4;
		state[5] = s5;
		state[6] = s6;
		state[7] = s7;
		state[8] = s8;
		state[9] = s9;
		state[10] = s10;
		state[11] = s11;
		state[12] = s12;
		state[13] = s13;
		state[14] = s14;
		state[15] = s15;
	}

}
