package io.zmqf.zmtp.curve;

/**
 * NaCl's one-time authenticator, a polynomial modulo 2^130 - 5 in limbs of 64 bits. The
 * time depends only on the length of the message.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8439#section-2.5">RFC 8439, 2.5</a>
 */
final class Poly1305 {

	/** The size of a tag in bytes. */
	static final int TAG = 16;

	private static final long CLAMP_0 = 0x0ffffffc0fffffffL;

	private static final long CLAMP_1 = 0x0ffffffc0ffffffcL;

	private long r0;

	private long r1;

	/** 5 / 4 of {@link #r1}, because 2^130 is congruent to 5. */
	private long s1;

	private long h0;

	private long h1;

	private long h2;

	private long pad0;

	private long pad1;

	/**
	 * Sets the key of the next message.
	 * @param key the array whose first eight words are the key, which must be used only
	 * once
	 */
	void setKey(int[] key) {
		this.r0 = pair(key, 0) & CLAMP_0;
		this.r1 = pair(key, 2) & CLAMP_1;
		this.s1 = this.r1 + (this.r1 >>> 2);
		this.pad0 = pair(key, 4);
		this.pad1 = pair(key, 6);
	}

	/**
	 * Computes the tag of a message, {@link #low()} and {@link #high()}.
	 * @param bytes the array that holds the message
	 * @param from the index of the first byte; the message ends with the array
	 */
	void authenticate(byte[] bytes, int from) {
		this.h0 = 0;
		this.h1 = 0;
		this.h2 = 0;
		int at = from;
		for (; at <= bytes.length - TAG; at += TAG) {
			block(bytes, at, 1);
		}
		if (at < bytes.length) {
			byte[] rest = new byte[TAG];
			System.arraycopy(bytes, at, rest, 0, bytes.length - at);
			rest[bytes.length - at] = 1;
			block(rest, 0, 0);
		}
		reduce();
		long sum = this.h0 + this.pad0;
		this.h1 += this.pad1 + carry(this.h0, this.pad0, sum);
		this.h0 = sum;
	}

	private static long pair(int[] words, int index) {
		return (words[index] & 0xffffffffL) | (long) words[index + 1] << Integer.SIZE;
	}

	private void block(byte[] bytes, int at, int high) {
		long m0 = LittleEndian.getLong(bytes, at);
		long m1 = LittleEndian.getLong(bytes, at + Long.BYTES);
		long a0 = this.h0 + m0;
		long c0 = carry(this.h0, m0, a0);
		long b1 = this.h1 + m1;
		long a1 = b1 + c0;
		long a2 = this.h2 + high + carry(this.h1, m1, b1) + carry(b1, c0, a1);
		long x0 = a0 * this.r0;
		long y0 = a1 * this.s1;
		long d0 = x0 + y0;
		long e0 = high(a0, this.r0) + high(a1, this.s1) + carry(x0, y0, d0);
		long x1 = a0 * this.r1;
		long y1 = a1 * this.r0;
		long z1 = x1 + y1;
		long w1 = a2 * this.s1 + e0;
		long d1 = z1 + w1;
		long d2 = a2 * this.r0 + high(a0, this.r1) + high(a1, this.r0) + carry(x1, y1, z1) + carry(z1, w1, d1);
		long over = (d2 & ~3) + (d2 >>> 2); // 5 times the bits above 130
		this.h0 = d0 + over;
		long c1 = carry(d0, over, this.h0);
		this.h1 = d1 + c1;
		this.h2 = (d2 & 3) + carry(d1, c1, this.h1);
	}

	/** Subtracts the modulus if the sum is not smaller. */
	private void reduce() {
		long g0 = this.h0 + 5;
		long c0 = carry(this.h0, 5, g0);
		long g1 = this.h1 + c0;
		long large = -((this.h2 + carry(this.h1, c0, g1)) >>> 2);
		this.h0 = (this.h0 & ~large) | (g0 & large);
		this.h1 = (this.h1 & ~large) | (g1 & large);
	}

	/** The carry of an addition, without a branch. */
	private static long carry(long x, long y, long sum) {
		return ((x & y) | ((x | y) & ~sum)) >>> (Long.SIZE - 1);
	}

	/** The upper half of the product of an unsigned and a non-negative number. */
	private static long high(long unsigned, long positive) {
		return Math.multiplyHigh(unsigned, positive) + ((unsigned >> (Long.SIZE - 1)) & positive);
	}

	long low() {
		return this.h0;
	}

	long high() {
		return this.h1;
	}

}
