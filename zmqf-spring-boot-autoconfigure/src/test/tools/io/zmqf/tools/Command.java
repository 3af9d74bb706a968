package io.zmqf.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The result of a short command.
 *
 * @param status the exit status, or {@link #NOT_FOUND}
 * @param output everything that the command printed
 */
public record Command(int status, String output) {

	/**
	 * The status of a program that this machine does not have; 127 has other meanings.
	 */
	static final int NOT_FOUND = -127;

	private static final int SECONDS = 30;

	/**
	 * Runs a command to its end.
	 * @param command the program and its arguments
	 * @return the result, also of a program that does not exist
	 */
	public static Command run(String... command) {
		return run(SECONDS, command);
	}

	static Command run(int seconds, String... command) {
		Path output = null;
		try {
			output = Files.createTempFile("zmqf-command", ".log");
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				return new Command(-1, String.join(" ", command) + " did not end within " + seconds + " s");
			}
			return new Command(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1).strip());
		}
		catch (IOException ex) {
			return new Command(NOT_FOUND, String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Command(-1, "interrupted");
		}
		finally {
			delete(output);
		}
	}

	public boolean succeeded() {
		return this.status == 0;
	}

	boolean found() {
		return this.status != NOT_FOUND;
	}

	/** The last line of the output, which names the cause of a failure. */
	String cause() {
		return this.output.lines().reduce("", (first, second) -> second).strip();
	}

	private static void delete(@Nullable Path file) {
		try {
			if (file != null) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
