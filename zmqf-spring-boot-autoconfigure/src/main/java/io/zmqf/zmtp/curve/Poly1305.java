package io.zmqf.zmtp.curve;

import java.util.Arrays;

/**
 * The one-time authenticator of NaCl, a polynomial modulo 2^130 - 5 in five limbs of 26
 * bits. Takes the same time for all messages of a length.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8439#section-2.5">RFC 8439, 2.5</a>
 */
final class Poly1305 {

	/** Bytes of a tag. */
	static final int TAG = 16;

	private static final int MASK = 0x3ffffff;

	private static final int BIT_128 = 1 << 24;

	private final long[] r = new long[5];

	private final int[] pad = new int[4];

	private final byte[] rest = new byte[TAG];

	private long h0;

	private long h1;

	private long h2;

	private long h3;

	private long h4;

	/**
	 * Takes the key of the next message.
	 * @param key a key that is used once, in its first eight words
	 */
	void setKey(int[] key) {
		this.r[0] = key[0] & 0x3ffffff;
		this.r[1] = ((key[0] >>> 26) | (key[1] << 6)) & 0x3ffff03;
		this.r[2] = ((key[1] >>> 20) | (key[2] << 12)) & 0x3ffc0ff;
		this.r[3] = ((key[2] >>> 14) | (key[3] << 18)) & 0x3f03fff;
		this.r[4] = (key[3] >>> 8) & 0x00fffff;
		System.arraycopy(key, 4, this.pad, 0, this.pad.length);
	}

	/**
	 * Makes the tag of a message.
	 * @param bytes what holds the message
	 * @param from where it begins; it ends with the array
	 * @return 4 words
	 */
	int[] tag(byte[] bytes, int from) {
		this.h0 = 0;
		this.h1 = 0;
		this.h2 = 0;
		this.h3 = 0;
		this.h4 = 0;
		int end = bytes.length - TAG;
		int at = from;
		for (; at <= end; at += TAG) {
			block(bytes, at, BIT_128);
		}
		int left = bytes.length - at;
		if (left > 0) {
			Arrays.fill(this.rest, (byte) 0);
			System.arraycopy(bytes, at, this.rest, 0, left);
			this.rest[left] = 1;
			block(this.rest, 0, 0);
		}
		return sum();
	}

	private void block(byte[] bytes, int at, int highBit) {
		int w0 = LittleEndian.get(bytes, at);
		int w1 = LittleEndian.get(bytes, at + 4);
		int w2 = LittleEndian.get(bytes, at + 8);
		int w3 = LittleEndian.get(bytes, at + 12);
		long a0 = this.h0 + (w0 & MASK);
		long a1 = this.h1 + (((w0 >>> 26) | (w1 << 6)) & MASK);
		long a2 = this.h2 + (((w1 >>> 20) | (w2 << 12)) & MASK);
		long a3 = this.h3 + (((w2 >>> 14) | (w3 << 18)) & MASK);
		long a4 = this.h4 + ((w3 >>> 8) | highBit);
		long r0 = this.r[0];
		long r1 = this.r[1];
		long r2 = this.r[2];
		long r3 = this.r[3];
		long r4 = this.r[4];
		long s1 = 5 * r1;
		long s2 = 5 * r2;
		long s3 = 5 * r3;
		long s4 = 5 * r4;
		long d0 = a0 * r0 + a1 * s4 + a2 * s3 + a3 * s2 + a4 * s1;
		long d1 = a0 * r1 + a1 * r0 + a2 * s4 + a3 * s3 + a4 * s2 + (d0 >>> 26);
		long d2 = a0 * r2 + a1 * r1 + a2 * r0 + a3 * s4 + a4 * s3 + (d1 >>> 26);
		long d3 = a0 * r3 + a1 * r2 + a2 * r1 + a3 * r0 + a4 * s4 + (d2 >>> 26);
		long d4 = a0 * r4 + a1 * r3 + a2 * r2 + a3 * r1 + a4 * r0 + (d3 >>> 26);
		long low = (d0 & MASK) + 5 * (d4 >>> 26);
		this.h0 = low & MASK;
		this.h1 = (d1 & MASK) + (low >>> 26);
		this.h2 = d2 & MASK;
		this.h3 = d3 & MASK;
		this.h4 = d4 & MASK;
	}

	/** The polynomial, reduced, plus the second half of the key. */
	private int[] sum() {
		carry();
		carry();
		long g0 = this.h0 + 5;
		long g1 = this.h1 + (g0 >>> 26);
		long g2 = this.h2 + (g1 >>> 26);
		long g3 = this.h3 + (g2 >>> 26);
		long g4 = this.h4 + (g3 >>> 26) - (1L << 26);
		long small = g4 >> 63; // all ones where it is less than the modulus
		long f0 = (this.h0 & small) | (g0 & MASK & ~small);
		long f1 = (this.h1 & small) | (g1 & MASK & ~small);
		long f2 = (this.h2 & small) | (g2 & MASK & ~small);
		long f3 = (this.h3 & small) | (g3 & MASK & ~small);
		long f4 = (this.h4 & small) | (g4 & MASK & ~small);
		int[] tag = new int[4];
		long word = (f0 | f1 << 26) & 0xffffffffL;
		word += this.pad[0] & 0xffffffffL;
		tag[0] = (int) word;
		word = ((f1 >>> 6 | f2 << 20) & 0xffffffffL) + (this.pad[1] & 0xffffffffL) + (word >>> 32);
		tag[1] = (int) word;
		word = ((f2 >>> 12 | f3 << 14) & 0xffffffffL) + (this.pad[2] & 0xffffffffL) + (word >>> 32);
		tag[2] = (int) word;
		word = ((f3 >>> 18 | f4 << 8) & 0xffffffffL) + (this.pad[3] & 0xffffffffL) + (word >>> 32);
		tag[3] = (int) word;
		return tag;
	}

	private void carry() {
		this.h1 += this.h0 >>> 26;
		this.h2 += this.h1 >>> 26;
		this.h3 += this.h2 >>> 26;
		this.h4 += this.h3 >>> 26;
		this.h0 = (this.h0 & MASK) + 5 * (this.h4 >>> 26);
		this.h1 &= MASK;
		this.h2 &= MASK;
		this.h3 &= MASK;
		this.h4 &= MASK;
	}

}
