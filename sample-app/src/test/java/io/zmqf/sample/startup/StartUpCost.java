package io.zmqf.sample.startup;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Measures the time that the starter adds to the start of an application: the same
 * application in its own process, with the starter on the class path and without it, in
 * turn. A program, not a test, because times depend on the machine.
 */
public final class StartUpCost {

	private StartUpCost() {
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 7;
		List<Long> with = new ArrayList<>();
		List<Long> without = new ArrayList<>();
		for (int round = 0; round < rounds; round++) {
			with.add(start(classPath(true)));
			without.add(start(classPath(false)));
		}
		List<Long> more = IntStream.range(0, rounds).mapToObj((round) -> with.get(round) - without.get(round)).toList();
		System.out.printf(
				"with the starter: %s ms, without: %s ms, medians %d and %d; in a round %s, median %d ms more%n", with,
				without, median(with), median(without), more, median(more));
	}

	private static String classPath(boolean starter) {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> starter || !(entry.contains("zmqf-spring-boot") || entry.contains("jeromq")))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static long start(String classPath) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				classPath, Application.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		process.waitFor();
		return Arrays.stream(output.split("\\R"))
			.filter((line) -> line.startsWith("ready "))
			.mapToLong((line) -> Long.parseLong(line.substring("ready ".length())))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(output));
	}

	private static long median(List<Long> times) {
		return times.stream().sorted().toList().get(times.size() / 2);
	}

	/** An application that does not use the starter. */
	@EnableAutoConfiguration
	static class Application {

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(Application.class);
			application.addListeners((ApplicationListener<ApplicationReadyEvent>) (event) -> System.out
				.println("ready " + event.getTimeTaken().toMillis()));
			SpringApplication.exit(application.run("--server.port=0"));
			System.exit(0);
		}

	}

}
