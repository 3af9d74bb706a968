package io.zmqf.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zmqf.tools.Ports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with Boot's developer tools, which restart it in the same JVM when a class
 * changes: at the same address, with its own classes reloaded.
 */
@Tag("jdk-independent")
@Timeout(240)
class DevtoolsIT {

	private static final String LAST_LINE = "cancelled, and its worker makes it no longer";

	private static final Path CLASSES = Path.of("target", "classes");

	@TempDir
	Path classes;

	@Test
	void answersItselfAgainAfterAChange() throws IOException {
		FileSystemUtils.copyRecursively(CLASSES, this.classes);
		try (SampleProcess sample = SampleProcess.start(classPath(), SampleApplication.class.getName(),
				"--server.port=0", "--zmqf.server.address=tcp://127.0.0.1:" + Ports.free())) {
			sample.await(LAST_LINE);
			String before = sample.output();
			Files.writeString(this.classes.resolve("changed.properties"), "changed=true");
			sample.await("Restarting due to 1 class path change");
			sample.await(() -> sample.output().lastIndexOf(LAST_LINE) > before.length(), "a second run");
			assertThat(sample.output().substring(before.length())).contains("-> Quote[", "-> Receipt[");
			assertThat(sample.output()).contains("[  restartedMain]")
				.doesNotContain(" WARN ")
				.doesNotContain(" ERROR ");
			assertThat(sample.stop()).as(sample.output()).isEqualTo(143);
		}
	}

	private String classPath() {
		return Stream
			.concat(Stream.of(Path.of("target", "devtools", "devtools.jar").toString(), this.classes.toString()),
					Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
						.filter((entry) -> !Path.of(entry).equals(CLASSES.toAbsolutePath())
								&& !entry.endsWith("test-classes") && !entry.endsWith("sample-app.jar")))
			.collect(Collectors.joining(System.getProperty("path.separator")));
	}

}
