package io.zmqf.transport.security;

import java.io.IOException;
import java.nio.file.Path;

import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.curve.Z85;

/**
 * The CURVE key pair of a node. Neither {@link #toString()} nor any exception contains
 * the secret key.
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
	 * Generates a key pair. Its keys contain no placeholder or expression of Spring, so
	 * they can be used as quoted YAML values.
	 * @return the key pair
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
	 * Creates the key pair of a secret key, which determines its public key.
	 * @param secretKey the 32 bytes of the secret key in Z85
	 * @return the key pair
	 * @throws IllegalArgumentException if the text is no key
	 */
	public static CurveKeyPair of(String secretKey) {
		return new CurveKeyPair(CurveKeys.of(CurveKey.decode(secretKey)));
	}

	/**
	 * Creates a key pair, and checks that its keys match.
	 * @param publicKey the 32 bytes of the public key in Z85
	 * @param secretKey the 32 bytes of the secret key in Z85
	 * @return the key pair
	 * @throws IllegalArgumentException if a text is no key, or the keys do not match
	 */
	public static CurveKeyPair of(String publicKey, String secretKey) {
		CurveKeyPair pair = of(secretKey);
		if (!pair.publicKey.equals(new CurveKey(publicKey))) {
			throw new IllegalArgumentException("The secret key does not belong to the public key " + publicKey);
		}
		return pair;
	}

	/**
	 * Parses a secret key or a secret certificate.
	 * @param text 32 bytes in Z85, or the content of a certificate file
	 * @return the key pair
	 * @throws IOException if the text is a certificate without a matching key pair
	 * @throws IllegalArgumentException if the text is neither; the message contains none
	 * of it
	 */
	public static CurveKeyPair parse(String text) throws IOException {
		return CurveCertificate.isCertificate(text) ? CurveCertificate.parse(text).keyPair() : of(text);
	}

	/**
	 * Reads a secret certificate in the format of {@link #write(Path, String...)}, pyzmq
	 * and CZMQ.
	 * @param file the file with the secret key
	 * @return the key pair
	 * @throws IOException if the file cannot be read, or contains no secret key
	 */
	public static CurveKeyPair read(Path file) throws IOException {
		return CurveCertificate.read(file).keyPair();
	}

	/**
	 * Writes a public certificate, and a secret certificate that only the owner of the
	 * file can read. Existing files are not overwritten.
	 * @param path the path of both files without their extension
	 * @param roles the roles of the owner, for the public certificate
	 * @return the two files: {@code .key} and {@code .key_secret}
	 * @throws IOException if the files cannot be written, or exist
	 */
	public CertificateFiles write(Path path, String... roles) throws IOException {
		return CertificateFiles.write(this, path, roles);
	}

	/**
	 * The public key.
	 * @return the public key
	 */
	public CurveKey publicKey() {
		return this.publicKey;
	}

	/**
	 * The keys for handshakes.
	 * @return the same key pair
	 */
	public CurveKeys keys() {
		return this.keys;
	}

	/**
	 * The secret key as text, to store it.
	 * @return the 32 bytes of the secret key in Z85
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
	 * Returns the public key without the secret key.
	 */
	@Override
	public String toString() {
		return "CurveKeyPair[" + this.publicKey + "]";
	}

}
