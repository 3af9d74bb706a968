package io.zmqf.cli;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * One of the commands.
 *
 * @param usage its arguments, as {@code --help} shows them
 * @param summary the purpose of the command, in one line
 * @param action the code that runs it
 */
record Command(String usage, String summary, Action action) {

	/** All is well. */
	static final int OK = 0;

	/** The answer is a problem, or not all have answered. */
	static final int PROBLEM = 1;

	/** The arguments can't be used. */
	static final int USAGE = 2;

	/** There was no answer in time. */
	static final int TIMEOUT = 3;

	/** The request could not be made, or its connection was lost. */
	static final int FAILURE = 4;

	private static final Set<String> OF_CONNECTIONS = Set.of("--timeout", "--key", "--server-key", "--user",
			"--password-file", "--no-correlation");

	private static final Set<String> OF_REQUESTS = Set.of("--header", "--idempotent");

	/** What a command does. */
	@FunctionalInterface
	interface Action {

		/**
		 * Runs the command.
		 * @param arguments its arguments
		 * @param output the output of the command
		 * @return the exit code
		 * @throws UsageException if the arguments can't be used
		 * @throws IOException if a file can't be read or written
		 * @throws io.zmqf.message.ZmqException if a request has no reply
		 */
		int run(Arguments arguments, Output output) throws IOException;

	}

	/** Whether an option is one of its own, or one of what it connects to or sends. */
	boolean takes(String option) {
		List<String> own = List.of(this.usage.split("[\\[\\] ]+"));
		return own.contains(option) || own.contains("ADDRESS") && OF_CONNECTIONS.contains(option)
				|| own.contains("EVENT") && OF_REQUESTS.contains(option);
	}

}
