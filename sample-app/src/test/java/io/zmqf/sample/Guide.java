package io.zmqf.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the guide, or the README.
 *
 * @param path where it lies
 * @param text its Markdown
 */
record Guide(Path path, String text) {

	private static final Path ROOT = Path.of("..");

	/** Every page, the README first. */
	static List<Guide> pages() {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted())
				.filter((path) -> path.toString().endsWith(".md"))
				.map(Guide::of)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Guide read(String path) {
		return of(ROOT.resolve(path));
	}

	private static Guide of(Path path) {
		try {
			return new Guide(path, Files.readString(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the code blocks of a language.
	 * @param language the language after the fence
	 * @return the text between the fences
	 */
	List<String> blocks(String language) {
		return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
			.matcher(this.text)
			.results()
			.map((match) -> match.group(1))
			.toList();
	}

	/**
	 * The source files that the page shows whole.
	 * @return their text by the name of their first type
	 */
	Map<String, String> sources() {
		Map<String, String> sources = new LinkedHashMap<>();
		Pattern type = Pattern.compile("(?m)^(?:class|interface) (\\w+)");
		for (String block : blocks("java")) {
			Matcher matcher = type.matcher(block);
			if (block.startsWith("package ") && matcher.find()) {
				sources.put(matcher.group(1), block);
			}
		}
		return sources;
	}

	/** The one code block of a language. */
	String block(String language) {
		List<String> blocks = blocks(language);
		if (blocks.size() != 1) {
			throw new IllegalStateException(this.path + " has " + blocks.size() + " blocks of " + language);
		}
		return blocks.get(0);
	}

	/** The targets of the links to other files. */
	List<String> links() {
		return Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)")
			.matcher(this.text)
			.results()
			.map((MatchResult match) -> match.group(1))
			.toList();
	}

	@Override
	public String toString() {
		return this.path.getFileName().toString();
	}

}
