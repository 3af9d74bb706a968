package io.zmqf.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;

import org.springframework.core.io.ResourceLoader;

/**
 * Loads CURVE keys from properties or from the files that these name. Its exceptions
 * don't contain the value, which may be secret.
 *
 * @param resources the loader of files
 */
record CurveKeyLoader(ResourceLoader resources) {

	private static final String OPTIONAL = "optional:";

	/** Reads a comma-separated list of secret keys. */
	List<CurveKeyPair> pairs(String property, String value) {
		return all(property, value, "secret", (each) -> pair(property, each));
	}

	/** Reads a comma-separated list of public keys. */
	List<CurveKey> publicKeys(String property, String value) {
		return all(property, value, "public", (each) -> publicKey(property, each));
	}

	private <K> List<K> all(String property, String value, String kind, Function<String, K> reader) {
		List<K> keys = new ArrayList<>();
		for (String each : value.split(",")) {
			String key = each.strip();
			boolean optional = key.startsWith(OPTIONAL);
			String location = optional ? key.substring(OPTIONAL.length()) : key;
			if (!location.isEmpty() && !(optional && !this.resources.getResource(location).exists())) {
				keys.add(reader.apply(location));
			}
		}
		if (keys.isEmpty()) {
			throw unusable(property, value, kind, new IOException("none of its files exists"));
		}
		return keys.stream().distinct().toList();
	}

	/**
	 * Whether one of several keys comes from a file, which may change while the
	 * application runs.
	 */
	static boolean isReadAgain(String value) {
		return value.contains("file:");
	}

	CurveKeyPair pair(String property, String value) {
		try {
			return CurveKeyPair.parse(text(value));
		}
		catch (IOException | IllegalArgumentException ex) {
			throw unusable(property, value, "secret", ex);
		}
	}

	CurveKey publicKey(String property, String value) {
		try {
			return CurveKey.parse(text(value));
		}
		catch (IOException | IllegalArgumentException ex) {
			throw unusable(property, value, "public", ex);
		}
	}

	private String text(String value) throws IOException {
		String text = isLocation(value)
				? this.resources.getResource(value.strip()).getContentAsString(StandardCharsets.UTF_8) : value;
		return text.strip();
	}

	private static boolean isLocation(String value) {
		String text = value.strip();
		return text.startsWith("file:") || text.startsWith("classpath:");
	}

	private static PropertyException unusable(String property, String value, String kind, Exception cause) {
		return new PropertyException(property, isLocation(value) || value.strip().startsWith(OPTIONAL) ? value : null,
				"can't be used: " + cause.getMessage(),
				"Set it to a " + kind + " key, 40 characters of Z85, or to the "
						+ "location of a file with one, such as file:/etc/shop/shop.key"
						+ (kind.equals("secret") ? "_secret" : "") + "; or to a comma-separated list of these.",
				cause);
	}

}
