package io.zmqf.actuate.endpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import org.springframework.core.io.ClassPathResource;

/**
 * The page in one file. It loads nothing from other sites. Its content security policy
 * allows only its own script and style, by their hashes.
 */
final class Page {

	private static final String PATH = "io/zmqf/actuate/endpoint/page.";

	private Page() {
	}

	/**
	 * Assembles the page.
	 * @return the HTML in UTF-8
	 */
	static byte[] html() {
		String style = read("css");
		String script = read("form.js") + read("js");
		return read("html").replace("{{style-hash}}", hash(style))
			.replace("{{script-hash}}", hash(script))
			.replace("{{style}}", style)
			.replace("{{script}}", script)
			.getBytes(StandardCharsets.UTF_8);
	}

	private static String read(String extension) {
		try {
			return new ClassPathResource(PATH + extension, Page.class.getClassLoader())
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "sha256-" + Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex); // every Java has SHA-256
		}
	}

}
