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

/** X25519 (RFC 7748) of the JDK. */
final class X25519 {

	/** Bytes of a key. */
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
	 * Agrees on a secret.
	 * @param own the own secret key
	 * @param peer the public key of the peer, 32 bytes
	 * @return 32 bytes
	 * @throws ZmtpException if the public key is one of the few that give the same secret
	 * to everybody
	 */
	static byte[] agree(PrivateKey own, byte[] peer) {
		try {
			KeyAgreement agreement = KeyAgreement.getInstance(NAME);
			agreement.init(own);
			XECPublicKeySpec spec = new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate(peer));
			agreement.doPhase(KeyFactory.getInstance(NAME).generatePublic(spec), true);
			return agreement.generateSecret();
		}
		catch (InvalidKeyException ex) { // the JDK refuses a secret of zeros
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
