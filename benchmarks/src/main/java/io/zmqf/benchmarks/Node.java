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
import io.zmqf.benchmarks.peers.Payload;
import io.zmqf.benchmarks.peers.Requester;
import io.zmqf.benchmarks.peers.Role;
import org.jspecify.annotations.Nullable;

/**
 * A process of one peer: {@code Node <role> <port>…}. Says {@code READY}, and does what
 * is asked for line by line until its input ends.
 */
public final class Node {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private Node() {
	}

	/**
	 * Starts the process.
	 * @param args the role and its ports
	 * @throws Exception if that fails
	 */
	public static void main(String[] args) throws Exception {
		PrintStream answers = System.out;
		System.setOut(System.err);
		List<Integer> ports = List.of(args).subList(1, args.length).stream().map(Integer::valueOf).toList();
		Requester requester = Role.valueOf(args[0]).start(ports);
		answers.println("READY");
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			answers.println(answer(line.split(" "), requester));
		}
		Runtime.getRuntime().exit(0);
	}

	private static String answer(String[] words, @Nullable Requester requester) throws InterruptedException {
		if (words[0].equals("run") && requester != null) {
			Load load = new Load(requester);
			long begin = System.nanoTime();
			Samples samples = load.run(Load.Mode.valueOf(words[1]), Integer.parseInt(words[2]),
					Integer.parseInt(words[3]), Long.parseLong(words[4]));
			Throwable failure = load.lastFailure();
			if (failure != null) {
				failure.printStackTrace();
			}
			return String.format(Locale.ROOT, "RAN %d %d %d %d %d %d %d", samples.size(), load.failures(),
					System.nanoTime() - begin, samples.percentile(0.5), samples.percentile(0.9),
					samples.percentile(0.99), samples.percentile(0.999));
		}
		if (words[0].equals("ask") && requester != null) {
			return "ANSWERED " + requester.call(Payload.of(64));
		}
		if (words[0].equals("heap")) {
			return "HEAP " + allocated() + " " + fullCollections();
		}
		throw new IllegalArgumentException(String.join(" ", words));
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
