package io.zmqf.transport.security;

import io.zmqf.zmtp.curve.Z85;

/**
 * A CURVE public key.
 *
 * @param text the 32 bytes of the key in Z85, 40 characters
 * @since 0.1.0
 */
public record CurveKey(String text) {

	private static final int CHARACTERS = 40;

	/**
	 * Creates a key.
	 * @param text the 32 bytes of the key in Z85
	 * @throws IllegalArgumentException if the text is no key; the message does not
	 * contain the text, which may be a misplaced secret
	 */
	public CurveKey {
		decode(text);
	}

	/**
	 * Parses a public key or a certificate.
	 * @param text 32 bytes in Z85, or the content of a certificate file
	 * @return the public key
	 * @throws IllegalArgumentException if the text is neither; the message contains none
	 * of it
	 */
	public static CurveKey parse(String text) {
		return CurveCertificate.isCertificate(text) ? CurveCertificate.parse(text).publicKey() : new CurveKey(text);
	}

	static CurveKey of(byte[] key) {
		return new CurveKey(Z85.encode(key));
	}

	/**
	 * The key as ZeroMQ's options expect it.
	 * @return a new array of 32 bytes
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
