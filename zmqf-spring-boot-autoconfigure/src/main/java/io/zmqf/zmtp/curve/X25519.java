package io.zmqf.zmtp.curve;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;

import javax.crypto.KeyAgreement;

import io.zmqf.zmtp.ZmtpException;

/** The JDK's X25519 (RFC 7748) with keys as bytes. */
final class X25519 {

	/** The size of a key in bytes. */
	static final int BYTES = 32;

	private static final String NAME = "X25519";

	private static final byte[] BASE_POINT = Arrays.copyOf(new byte[] { 9 }, BYTES);

	private X25519() {
	}

	static PrivateKey privateKey(byte[] secret) {
		try {
			return KeyFactory.getInstance(NAME)
				.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JDK has no X25519", ex);
		}
	}

	static byte[] publicKey(PrivateKey secret) {
		return agree(secret, BASE_POINT);
	}

	/**
	 * Computes the shared secret.
	 * @param own the secret key of this side
	 * @param peer the public key of the peer, 32 bytes
	 * @return the shared secret, 32 bytes
	 * @throws ZmtpException if the public key has small order, which makes the secret
	 * predictable
	 */
	static byte[] agree(PrivateKey own, byte[] peer) {
		try {
			KeyAgreement agreement = KeyAgreement.getInstance(NAME);
			agreement.init(own);
			XECPublicKeySpec spec = new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate(peer));
			agreement.doPhase(KeyFactory.getInstance(NAME).generatePublic(spec), true);
			return agreement.generateSecret();
		}
		catch (InvalidKeyException ex) { // the JDK rejects an all-zero secret
			throw new ZmtpException(ZmtpException.Reason.CRYPTOGRAPHIC, "it sent a public key of small order");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This JDK has no X25519", ex);
		}
	}

	private static BigInteger coordinate(byte[] key) {
		byte[] reversed = new byte[BYTES];
		for (int i = 0; i < BYTES; i++) {
			reversed[i] = key[BYTES - 1 - i];
		}
		reversed[0] &= 0x7f; // RFC 7748 ignores the highest bit
		return new BigInteger(1, reversed);
	}

}
