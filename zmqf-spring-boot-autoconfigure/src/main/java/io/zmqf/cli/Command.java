package io.zmqf.cli;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A command of the command line.
 *
 * @param usage the name and the arguments, as {@code --help} prints them
 * @param summary the purpose of the command, in one line
 * @param action the action that runs the command
 */
record Command(String usage, String summary, Action action) {

	/** Success. */
	static final int OK = 0;

	/** The reply is a problem, or not all nodes replied. */
	static final int PROBLEM = 1;

	/** The arguments are invalid. */
	static final int USAGE = 2;

	/** There was no reply in time. */
	static final int TIMEOUT = 3;

	/** The request could not be sent, or its connection was lost. */
	static final int FAILURE = 4;

	private static final Set<String> OF_CONNECTIONS = Set.of("--timeout", "--key", "--server-key", "--user",
			"--password-file", "--no-correlation");

	private static final Set<String> OF_REQUESTS = Set.of("--header", "--idempotent");

	/** The action of a command. */
	@FunctionalInterface
	interface Action {

		/**
		 * Runs the command.
		 * @param arguments the arguments of the command
		 * @param output the output of the command
		 * @return the exit code
		 * @throws UsageException if the arguments are invalid
		 * @throws IOException if a file cannot be read or written
		 * @throws io.zmqf.message.ZmqException if a request has no reply
		 */
		int run(Arguments arguments, Output output) throws IOException;

	}

	/**
	 * Whether the command supports an option, either its own or one for connections or
	 * requests.
	 */
	boolean takes(String option) {
		List<String> own = List.of(this.usage.split("[\\[\\] ]+"));
		return own.contains(option) || own.contains("ADDRESS") && OF_CONNECTIONS.contains(option)
				|| own.contains("EVENT") && OF_REQUESTS.contains(option);
	}

}
