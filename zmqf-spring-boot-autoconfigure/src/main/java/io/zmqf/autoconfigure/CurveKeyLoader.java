package io.zmqf.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.zmqf.transport.security.CurveCertificate;
import io.zmqf.transport.security.CurveKey;
import io.zmqf.transport.security.CurveKeyPair;

import org.springframework.core.io.ResourceLoader;

/**
 * Reads the keys that properties hold, or the files that they name. What is wrong is said
 * without the value, which may be a secret.
 *
 * @param resources where files are
 */
record CurveKeyLoader(ResourceLoader resources) {

	CurveKeyPair pair(String property, String value) {
		try {
			String text = text(value);
			return isCertificate(text) ? CurveCertificate.parse(text).keyPair() : CurveKeyPair.of(text);
		}
		catch (IOException | IllegalArgumentException ex) {
			throw unusable(property, value, "secret", ex);
		}
	}

	CurveKey publicKey(String property, String value) {
		try {
			String text = text(value);
			return isCertificate(text) ? CurveCertificate.parse(text).publicKey() : new CurveKey(text);
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

	private static boolean isCertificate(String text) {
		return text.contains("public-key");
	}

	private static PropertyException unusable(String property, String value, String kind, Exception cause) {
		return new PropertyException(property, isLocation(value) ? value : null, "can't be used: " + cause.getMessage(),
				"Set it to a " + kind + " key, 40 characters of Z85, or to the "
						+ "location of a file with one, such as file:/etc/shop/shop.key"
						+ (kind.equals("secret") ? "_secret" : "") + ".",
				cause);
	}

}
