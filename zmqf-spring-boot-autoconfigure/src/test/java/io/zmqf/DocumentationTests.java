package io.zmqf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each public type has complete Javadoc. */
@Tag("jdk-independent")
class DocumentationTests {

	private static final Pattern PUBLIC_TYPE = Pattern
		.compile("(?m)^public (?:(?:abstract|final|sealed|non-sealed) )*(?:class|interface|record|enum|@interface) ");

	@Test
	void publicTypesHaveSinceTags() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			List<Path> types = files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> PUBLIC_TYPE.matcher(text(file)).find())
				.toList();
			assertThat(types).isNotEmpty().allSatisfy((file) -> {
				Matcher type = PUBLIC_TYPE.matcher(text(file));
				assertThat(type.find()).isTrue();
				assertThat(text(file).substring(0, type.start())).contains(" * @since ");
			});
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
