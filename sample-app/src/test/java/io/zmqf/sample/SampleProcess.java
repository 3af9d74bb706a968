package io.zmqf.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The sample's jar, or another application, as a process of its own.
 */
final class SampleProcess implements AutoCloseable {

	private static final Path JAR = Path.of("target", "sample-app.jar");

	static final String AHEAD_OF_TIME = "-Dspring.aot.enabled=true";

	private static final Duration PATIENCE = Duration.ofSeconds(150);

	private final Path output;

	private final Process process;

	private SampleProcess(String name, List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"-XX:TieredStopAtLevel=1"));
		command.addAll(arguments);
		try {
			this.output = Files.createTempFile("sample-" + name, ".log");
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.output.toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts the jar without waiting.
	 * @param profile the profile
	 * @param arguments the arguments before the settings of the profile
	 * @return the process, to be closed
	 */
	static SampleProcess launch(String profile, String... arguments) {
		List<String> all = new ArrayList<>(List.of("-jar", JAR.toString(), "--spring.profiles.active=" + profile));
		all.addAll(List.of(arguments));
		return new SampleProcess(profile, all);
	}

	/**
	 * Starts the jar with its ahead-of-time code, without waiting.
	 * @param arguments its arguments
	 * @return the process, to be closed
	 */
	static SampleProcess launchAheadOfTime(String... arguments) {
		List<String> all = new ArrayList<>(List.of(AHEAD_OF_TIME, "-jar", JAR.toString()));
		all.addAll(List.of(arguments));
		return new SampleProcess("aot", all);
	}

	/**
	 * Starts another application, and waits for nothing.
	 * @param classPath its class path
	 * @param type its main class
	 * @param arguments its arguments
	 * @return the process, to be closed
	 */
	static SampleProcess start(String classPath, String type, String... arguments) {
		return start(List.of(), classPath, type, arguments);
	}

	/**
	 * Starts another application with options of the JVM, and waits for nothing.
	 * @param options the options
	 * @param classPath its class path
	 * @param type its main class
	 * @param arguments its arguments
	 * @return the process, to be closed
	 */
	static SampleProcess start(List<String> options, String classPath, String type, String... arguments) {
		List<String> all = new ArrayList<>(options);
		all.addAll(List.of("-cp", classPath, type));
		all.addAll(List.of(arguments));
		return new SampleProcess(type, all);
	}

	/**
	 * Waits for some text in its output.
	 * @param text the text
	 * @return this process
	 */
	SampleProcess await(String text) {
		return await(() -> output().contains(text), "'" + text + "'");
	}

	/**
	 * Waits for a condition on its output.
	 * @param condition the condition
	 * @param description the part of the output that a failure names as missing
	 * @return this process
	 */
	SampleProcess await(BooleanSupplier condition, String description) {
		long giveUp = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			if (!this.process.isAlive() || System.nanoTime() - giveUp > 0) {
				throw new AssertionError("No " + description + " in the output:\n" + output());
			}
			pause();
		}
		return this;
	}

	SampleProcess awaitStart() {
		return await("Started ");
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Terminates the process, and waits for its end.
	 * @return its exit code
	 */
	int stop() {
		this.process.destroy();
		return exit();
	}

	/**
	 * Waits for the end of the process.
	 * @return its exit code
	 */
	int exit() {
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("Does not end:\n" + output());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor();
			Files.deleteIfExists(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(100);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
