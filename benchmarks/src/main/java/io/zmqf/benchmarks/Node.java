package io.zmqf.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import com.sun.management.ThreadMXBean;
import io.zmqf.benchmarks.peers.Requester;
import io.zmqf.benchmarks.peers.Role;
import org.jspecify.annotations.Nullable;

/**
 * A process of one peer: {@code Node <role> <port>…}. It prints {@code READY}, and
 * executes commands line by line until the end of its input.
 */
public final class Node {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private Node() {
	}

	/** Answers one line. */
	@FunctionalInterface
	interface Commands {

		/** Returns the answer to a command, or {@code null} if it is unknown. */
		@Nullable String answer(String[] words) throws Exception;

	}

	/** Starts a role that answers commands. */
	@FunctionalInterface
	interface Start {

		Commands with(String name, List<Integer> ports);

	}

	/**
	 * Starts the process.
	 * @param args the role and its ports
	 * @throws Exception if that fails
	 */
	public static void main(String[] args) throws Exception {
		serve(args, (role, ports) -> {
			Requester<?> requester = Role.valueOf(role).start(ports);
			return (words) -> (requester != null) ? answer(words, requester) : null;
		});
	}

	/** Starts it, and answers until the input ends. */
	static void serve(String[] args, Start start) throws Exception {
		PrintStream answers = System.out;
		System.setOut(System.err);
		List<Integer> ports = List.of(args).subList(1, args.length).stream().map(Integer::valueOf).toList();
		Commands commands = start.with(args[0], ports);
		answers.println("READY");
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] words = line.split(" ");
			String answer = words[0].equals("heap") ? heap() : commands.answer(words);
			if (answer == null) {
				throw new IllegalArgumentException(line);
			}
			answers.println(answer);
		}
		Runtime.getRuntime().exit(0);
	}

	/** Executes the commands of a role that sends requests. */
	static <T> @Nullable String answer(String[] words, Requester<T> requester) throws InterruptedException {
		if (words[0].equals("run")) {
			Load<T> load = new Load<>(requester, Integer.parseInt(words[3]), Long.parseLong(words[4]),
					Long.parseLong(words[5]));
			Load.Outcome outcome = load.run(Load.Mode.valueOf(words[1]), Integer.parseInt(words[2]));
			Latencies latencies = outcome.latencies();
			return String.format(Locale.ROOT, "RAN %d %d %d %d %d %d", outcome.requests(), outcome.failures(),
					latencies.size(), latencies.percentile(0.5), latencies.percentile(0.99),
					latencies.percentile(0.999));
		}
		return words[0].equals("ask") ? "ANSWERED " + requester.call(requester.payload(64)) : null;
	}

	/**
	 * Returns the allocations, full collections and compilation time of this process so
	 * far.
	 */
	private static String heap() {
		return "HEAP " + allocated() + " " + fullCollections() + " "
				+ ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
	}

	/** Bytes that all present threads have allocated. */
	private static long allocated() {
		long bytes = 0;
		for (long allocated : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
			bytes += Math.max(0, allocated);
		}
		return bytes;
	}

	/** Collections of the old generation. */
	private static long fullCollections() {
		return ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.filter((collector) -> collector.getName().contains("Old") || collector.getName().contains("MarkSweep"))
			.mapToLong(GarbageCollectorMXBean::getCollectionCount)
			.sum();
	}

	/** Reads one line of a process's answers. */
	static String line(BufferedReader answers) throws IOException {
		String line = answers.readLine();
		if (line == null) {
			throw new IOException("The process has ended");
		}
		return line;
	}

}
