package io.zmqf.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The Python of this machine, looked at once.
 */
final class Python {

	static final String EXECUTABLE = "/usr/bin/python3";

	/**
	 * Why peers can't run here, or {@code null} where they can.
	 */
	static final @Nullable String PROBLEM = findProblem();

	private Python() {
	}

	private static @Nullable String findProblem() {
		try {
			Process process = new ProcessBuilder(EXECUTABLE, "-c", "import zmq").redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return process.waitFor() == 0 ? null : missing(output.strip());
		}
		catch (IOException ex) {
			return missing(ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return missing("interrupted while looking");
		}
	}

	private static String missing(@Nullable String reason) {
		return "Foreign peers need " + EXECUTABLE + " with pyzmq, the Debian package python3-zmq: " + reason;
	}

}
