package io.zmqf.cli;

import java.io.IOException;

/** One of the commands. */
interface Command {

	/** All is well. */
	int OK = 0;

	/** The answer is a problem, or not all have answered. */
	int PROBLEM = 1;

	/** The arguments can't be used. */
	int USAGE = 2;

	/** There was no answer in time. */
	int TIMEOUT = 3;

	/** The request could not be made, or its connection was lost. */
	int FAILURE = 4;

	/** Its arguments, as {@code --help} shows them. */
	String usage();

	/** What it does, in one line. */
	String summary();

	/**
	 * Runs the command.
	 * @param arguments its arguments
	 * @param output what it prints
	 * @return the exit code
	 * @throws UsageException if the arguments can't be used
	 * @throws IOException if a file can't be read or written
	 * @throws io.zmqf.message.ZmqException if a request has no reply
	 */
	int run(Arguments arguments, Output output) throws IOException;

}
