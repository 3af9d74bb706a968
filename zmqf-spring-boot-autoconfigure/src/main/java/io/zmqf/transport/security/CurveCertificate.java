package io.zmqf.transport.security;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A ZeroMQ certificate (RFC 4, ZPL): a public key, optionally the secret key, and
 * metadata. It is not signed: whoever installs it vouches for it.
 *
 * @since 0.1.0
 */
public final class CurveCertificate {

	private static final long MAX_BYTES = 64 * 1024;

	private static final String PUBLIC_KEY = "public-key";

	private static final String SECRET_KEY = "secret-key";

	private static final Pattern QUOTED = Pattern.compile("(?s)^([\"'])(.*)\\1\\z");

	private final Map<String, String> values;

	private final CurveKey publicKey;

	private CurveCertificate(Map<String, String> values) {
		this.values = values;
		String key = values.get(PUBLIC_KEY);
		if (key == null) {
			throw new IllegalArgumentException("it has no " + PUBLIC_KEY);
		}
		this.publicKey = new CurveKey(key);
	}

	/**
	 * Reads a certificate.
	 * @param file the file
	 * @return the certificate
	 * @throws IOException if the file cannot be read or is no certificate; the message
	 * contains none of its content
	 */
	public static CurveCertificate read(Path file) throws IOException {
		try {
			if (Files.size(file) > MAX_BYTES) {
				throw new IllegalArgumentException("it is too large");
			}
			return parse(Files.readString(file));
		}
		catch (IllegalArgumentException | CharacterCodingException ex) {
			throw new IOException(file + " is not a certificate: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Parses a certificate.
	 * @param text the content of a certificate file
	 * @return the certificate
	 * @throws IllegalArgumentException if the text is no certificate; the message
	 * contains none of it
	 */
	public static CurveCertificate parse(String text) {
		Map<String, String> values = new TreeMap<>();
		text.lines().map(String::strip).filter((line) -> !line.startsWith("#")).forEach((line) -> {
			int equals = line.indexOf('=');
			if (equals > 0) {
				Matcher value = QUOTED.matcher(line.substring(equals + 1).strip());
				values.putIfAbsent(line.substring(0, equals).strip(), value.replaceFirst("$2"));
			}
		});
		return new CurveCertificate(values);
	}

	/** Whether a text is a certificate rather than a key. */
	static boolean isCertificate(String text) {
		return text.contains(PUBLIC_KEY);
	}

	/**
	 * The public key.
	 * @return the public key
	 */
	public CurveKey publicKey() {
		return this.publicKey;
	}

	/**
	 * The key pair of a secret certificate.
	 * @return the key pair
	 * @throws IOException if this is a public certificate, or its keys do not match
	 */
	public CurveKeyPair keyPair() throws IOException {
		String secret = this.values.get(SECRET_KEY);
		if (secret == null) {
			throw new IOException("The certificate of " + this.publicKey + " has no secret key");
		}
		try {
			return CurveKeyPair.of(this.publicKey.text(), secret);
		}
		catch (IllegalArgumentException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
	}

	/**
	 * The name of the owner.
	 * @return the value of {@code name} in the metadata, or {@code null} if there is none
	 */
	public @Nullable String name() {
		return this.values.get("name");
	}

	/**
	 * The roles of the owner.
	 * @return the comma-separated values of {@code roles} in the metadata
	 */
	public Set<String> roles() {
		return Arrays.stream(this.values.getOrDefault("roles", "").split(","))
			.map(String::strip)
			.filter((role) -> !role.isEmpty())
			.collect(Collectors.toCollection(TreeSet::new));
	}

	static byte[] publicText(CurveKeyPair keys, String name, String... roles) {
		return text("""
				#   ZeroMQ CURVE Public Certificate
				#   Distribute this file over a trusted channel: anyone who can change it in
				#   transit can impersonate its owner.
				""", name, "    public-key = \"" + keys.publicKey() + "\"\n", roles);
	}

	static byte[] secretText(CurveKeyPair keys, String name) {
		return text("""
				#   ZeroMQ CURVE **Secret** Certificate
				#   DO NOT PROVIDE THIS FILE TO OTHER USERS nor change its permissions.
				""", name,
				"    public-key = \"" + keys.publicKey() + "\"\n    secret-key = \"" + keys.secretText() + "\"\n");
	}

	private static byte[] text(String comment, String name, String keys, String... roles) {
		String metadata = "metadata\n    name = \"" + name + "\"\n"
				+ ((roles.length > 0) ? "    roles = \"" + String.join(",", roles) + "\"\n" : "");
		return (comment + "\n" + metadata + "curve\n" + keys).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "CurveCertificate[" + this.publicKey + "]";
	}

}
