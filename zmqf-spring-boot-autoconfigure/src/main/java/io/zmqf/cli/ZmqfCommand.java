package io.zmqf.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.zmqf.message.Events;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.transport.TransportException;

/**
 * The command line. Results are printed as JSON on standard output, and failures on
 * standard error. The exit code distinguishes the kinds of failures.
 *
 * @since 0.1.0
 */
public final class ZmqfCommand {

	private static final Map<String, Command> COMMANDS = new LinkedHashMap<>();

	static {
		for (Command command : new Command[] {
				new Command("call ADDRESS EVENT [DATA]", "send a request and print its reply",
						RequestCommand.of(RequestCommand::call)),
				new Command("stream ADDRESS EVENT [DATA] [--count N] [--stream-timeout 1m]",
						"send a request and print each item of its reply as a line of JSON",
						RequestCommand.of(RequestCommand::stream)),
				new Command("gather ADDRESS EVENT [DATA]",
						"send a request to all workers of an event, and print the replies, problems "
								+ "and missing workers",
						RequestCommand.of(RequestCommand::gather)),
				new Command("ls ADDRESS", "list nodes and events", GatheredJson.answers(Events.INFO, EventList::of)),
				new Command("info ADDRESS", "print the description of each node",
						GatheredJson.answers(Events.INFO, GatheredJson::of)),
				new Command("stats ADDRESS", "print the statistics of each node",
						GatheredJson.answers(Events.STATS, GatheredJson::of)),
				new Command("watch ADDRESS [--interval 1s] [--count N]",
						"print the load of each event as a line of JSON per interval", WatchCommand::run),
				new Command("bench ADDRESS EVENT [DATA] [--requests N | --duration 10s] [--concurrency 16] [--quiet]",
						"send many requests and print throughput and latency", BenchCommand::run),
				new Command("keys PATH [ROLE...]", "create a pair of CURVE keys, PATH.key and PATH.key_secret",
						KeysCommand::run) }) {
			COMMANDS.put(command.usage().split(" ")[0], command);
		}
	}

	private static final String OPTIONS = """

			ADDRESS is the address of a router or a server, such as tcp://host:5555.
			DATA is JSON, @FILE, or - for standard input.

			Options:
			  -t, --timeout 5s           maximum time to wait for the reply or the next item
			  -H, --header NAME=VALUE    a header of the request; repeatable
			      --idempotent           the request may be handled more than once
			      --no-correlation       for a Python router with Python workers
			      --key FILE             secret CURVE key or certificate
			      --server-key KEY|FILE  public CURVE key or certificate of ADDRESS
			      --user NAME            user for PLAIN, with the password in ZMQF_PASSWORD
			      --password-file FILE   file with the password, instead of ZMQF_PASSWORD
			  -h, --help                 print this help
			      --version              print the version

			Exit codes: 0 success, 1 the reply is a problem or some workers have not replied, 2 wrong arguments,
			3 no reply in time, 4 another failure.
			""";

	private ZmqfCommand() {
	}

	/**
	 * Runs a command, and exits with its exit code.
	 * @param arguments the name of the command and its arguments
	 */
	public static void main(String[] arguments) {
		PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
		PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
		int code = run(out, err, arguments);
		Runtime.getRuntime().halt(code); // no shutdown hook or thread is left to wait for
	}

	/**
	 * Runs a command.
	 * @param out the stream for the result
	 * @param err the stream for all other output
	 * @param arguments the name of the command and its arguments
	 * @return the exit code
	 */
	public static int run(PrintStream out, PrintStream err, String... arguments) {
		Output output = new Output(out, err);
		try {
			int code = run(output, arguments);
			output.flush();
			return code;
		}
		catch (IllegalArgumentException ex) {
			// including those for invalid addresses, events and headers
			output.failed(ex.getMessage() + ". See --help");
			return Command.USAGE;
		}
		catch (ZmqRemoteException ex) {
			output.failed(Output.read(ex.getProblem().toJson()).toPrettyString());
			return Command.PROBLEM;
		}
		catch (ZmqTimeoutException ex) {
			output.failed(String.valueOf(ex.getMessage()));
			return Command.TIMEOUT;
		}
		catch (FileSystemException ex) {
			output.failed("The file '" + ex.getFile() + "' can't be used: " + reason(ex));
			return Command.USAGE;
		}
		catch (ZmqException | TransportException | IOException ex) {
			output.failed(String.valueOf(ex.getMessage()));
			return Command.FAILURE;
		}
	}

	private static String reason(FileSystemException ex) {
		if (ex instanceof NoSuchFileException) {
			return "it does not exist, or its directory";
		}
		if (ex instanceof AccessDeniedException) {
			return "access is denied";
		}
		return (ex instanceof FileAlreadyExistsException) ? "it exists already" : String.valueOf(ex.getReason());
	}

	private static int run(Output output, String... arguments) throws IOException {
		Arguments all = new Arguments(arguments);
		if (all.has("--version")) {
			output.out()
				.println(Objects.requireNonNullElse(ZmqfCommand.class.getPackage().getImplementationVersion(),
						"unknown"));
			return Command.OK;
		}
		if (arguments.length == 0 || all.has("--help")) {
			help(output);
			return (arguments.length == 0) ? Command.USAGE : Command.OK;
		}
		String name = all.required("The command");
		Command command = COMMANDS.get(name);
		if (command == null) {
			throw new UsageException("Unknown command '" + name + "': choose one of " + COMMANDS.keySet());
		}
		for (String option : all.options()) {
			if (!command.takes(option)) {
				throw new UsageException("'" + name + "' has no option " + option);
			}
		}
		return command.action().run(all, output);
	}

	private static void help(Output output) {
		output.out().println("Usage: java -jar zmqf.jar COMMAND ARGUMENTS...\n\nCommands:");
		COMMANDS.values()
			.forEach((command) -> output.out().println("  " + command.usage() + "\n      " + command.summary()));
		output.out().print(OPTIONS);
	}

}
