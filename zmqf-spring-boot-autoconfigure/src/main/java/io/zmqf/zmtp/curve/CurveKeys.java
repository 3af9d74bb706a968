package io.zmqf.zmtp.curve;

import java.security.PrivateKey;
import java.security.SecureRandom;

/**
 * A CURVE key pair. Immutable. Its {@code toString()} does not contain the secret key.
 *
 * @since 0.1.0
 */
public final class CurveKeys {

	/** The size of a key in bytes. */
	public static final int BYTES = X25519.BYTES;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final byte[] secretKey;

	private final byte[] publicKey;

	private final PrivateKey privateKey;

	private CurveKeys(byte[] secretKey) {
		if (secretKey.length != BYTES) {
			throw new IllegalArgumentException("A key has " + BYTES + " bytes, not " + secretKey.length);
		}
		this.secretKey = secretKey;
		this.privateKey = X25519.privateKey(secretKey);
		this.publicKey = X25519.publicKey(this.privateKey);
	}

	/**
	 * Generates a key pair.
	 * @return a new pair
	 */
	public static CurveKeys generate() {
		return new CurveKeys(random(BYTES));
	}

	/**
	 * Creates the key pair of a secret key.
	 * @param secretKey the secret key, 32 bytes
	 * @return the key pair
	 */
	public static CurveKeys of(byte[] secretKey) {
		return new CurveKeys(secretKey.clone());
	}

	static byte[] random(int length) {
		byte[] bytes = new byte[length];
		RANDOM.nextBytes(bytes);
		return bytes;
	}

	/**
	 * The public key.
	 * @return a copy of its 32 bytes
	 */
	public byte[] publicKey() {
		return this.publicKey.clone();
	}

	/**
	 * The secret key.
	 * @return a copy of its 32 bytes
	 */
	public byte[] secretKey() {
		return this.secretKey.clone();
	}

	PrivateKey privateKey() {
		return this.privateKey;
	}

}
