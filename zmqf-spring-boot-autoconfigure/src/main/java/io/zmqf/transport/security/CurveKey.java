package io.zmqf.transport.security;

import io.zmqf.zmtp.curve.Z85;

/**
 * A public key of CURVE, which anybody may know.
 *
 * @param text its 32 bytes in Z85, 40 characters
 * @since 0.1.0
 */
public record CurveKey(String text) {

	private static final int CHARACTERS = 40;

	/**
	 * Reads a key.
	 * @param text its 32 bytes in Z85
	 * @throws IllegalArgumentException if it is no key; the message does not repeat the
	 * text, which may be a secret that is in the wrong place
	 */
	public CurveKey {
		decode(text);
	}

	/**
	 * Reads a public key, or a certificate with one.
	 * @param text 32 bytes in Z85, or the lines of a certificate's file
	 * @return the key
	 * @throws IllegalArgumentException if it is neither; the message holds nothing of it
	 */
	public static CurveKey parse(String text) {
		return CurveCertificate.isCertificate(text) ? CurveCertificate.parse(text).publicKey() : new CurveKey(text);
	}

	static CurveKey of(byte[] key) {
		return new CurveKey(Z85.encode(key));
	}

	/**
	 * The key as ZeroMQ's options take it.
	 * @return 32 bytes, the caller's own
	 */
	public byte[] bytes() {
		return decode(this.text);
	}

	static byte[] decode(String text) {
		if (text.length() != CHARACTERS) {
			throw new IllegalArgumentException(
					"A key has " + CHARACTERS + " characters of Z85, not " + text.length() + " characters");
		}
		return Z85.decode(text);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
