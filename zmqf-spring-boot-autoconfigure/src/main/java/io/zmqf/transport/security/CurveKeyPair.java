package io.zmqf.transport.security;

import java.io.IOException;
import java.nio.file.Path;

import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.curve.Z85;

/**
 * The keys of a node for CURVE. The secret one is in neither {@link #toString()} nor any
 * exception.
 *
 * @since 0.1.0
 */
public final class CurveKeyPair {

	private final CurveKey publicKey;

	private final CurveKeys keys;

	private CurveKeyPair(CurveKeys keys) {
		this.publicKey = CurveKey.of(keys.publicKey());
		this.keys = keys;
	}

	/**
	 * Makes a new pair.
	 * @return the pair, whose texts can be used in YAML within quotes and hold nothing
	 * that Spring would take for a placeholder
	 */
	public static CurveKeyPair generate() {
		while (true) {
			CurveKeyPair pair = new CurveKeyPair(CurveKeys.generate());
			if (isHarmless(pair.publicKey.text()) && isHarmless(pair.secretText())) {
				return pair;
			}
		}
	}

	private static boolean isHarmless(String text) {
		return !text.contains("${") && !text.contains("#{");
	}

	/**
	 * The pair of a secret key, which determines its public key.
	 * @param secretKey 32 bytes in Z85
	 * @return the pair
	 * @throws IllegalArgumentException if it is no key
	 */
	public static CurveKeyPair of(String secretKey) {
		return new CurveKeyPair(CurveKeys.of(CurveKey.decode(secretKey)));
	}

	/**
	 * A pair whose keys have to belong together.
	 * @param publicKey 32 bytes in Z85
	 * @param secretKey 32 bytes in Z85
	 * @return the pair
	 * @throws IllegalArgumentException if one is no key, or they are no pair
	 */
	public static CurveKeyPair of(String publicKey, String secretKey) {
		CurveKeyPair pair = of(secretKey);
		if (!pair.publicKey.equals(new CurveKey(publicKey))) {
			throw new IllegalArgumentException("The secret key does not belong to the public key " + publicKey);
		}
		return pair;
	}

	/**
	 * Reads a secret key, or a certificate with one.
	 * @param text 32 bytes in Z85, or the lines of a certificate's file
	 * @return the pair
	 * @throws IOException if it is a certificate without a pair of keys
	 * @throws IllegalArgumentException if it is neither; the message holds nothing of it
	 */
	public static CurveKeyPair parse(String text) throws IOException {
		return CurveCertificate.isCertificate(text) ? CurveCertificate.parse(text).keyPair() : of(text);
	}

	/**
	 * Reads a secret certificate of ZeroMQ, as {@link #write(Path, String...)}, pyzmq and
	 * CZMQ write it.
	 * @param file the file with the secret key
	 * @return the pair
	 * @throws IOException if it can't be read, or has no secret key
	 */
	public static CurveKeyPair read(Path file) throws IOException {
		return CurveCertificate.read(file).keyPair();
	}

	/**
	 * Writes the two certificates of ZeroMQ, a public one to be given away and a secret
	 * one that only the owner of the file can read. What is there already is left alone.
	 * @param path the path of both files, without the ending
	 * @param roles the roles of the owner of the keys, for the public certificate
	 * @return the two files: {@code .key} and {@code .key_secret}
	 * @throws IOException if they can't be written, or are there already
	 */
	public CertificateFiles write(Path path, String... roles) throws IOException {
		return CertificateFiles.write(this, path, roles);
	}

	/**
	 * The key that others know this node by.
	 * @return the public key
	 */
	public CurveKey publicKey() {
		return this.publicKey;
	}

	/**
	 * The keys as handshakes take them.
	 * @return the same pair
	 */
	public CurveKeys keys() {
		return this.keys;
	}

	/**
	 * The key that nobody else may know, for a place where it is kept.
	 * @return 32 bytes in Z85
	 */
	public String secretText() {
		return Z85.encode(this.keys.secretKey());
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof CurveKeyPair pair && pair.publicKey.equals(this.publicKey);
	}

	@Override
	public int hashCode() {
		return this.publicKey.hashCode();
	}

	/**
	 * The public key alone.
	 */
	@Override
	public String toString() {
		return "CurveKeyPair[" + this.publicKey + "]";
	}

}
