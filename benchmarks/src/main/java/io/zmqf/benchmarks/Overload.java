package io.zmqf.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures how many requests are answered in time if the load exceeds the capacity of a
 * worker, with this version and a baseline in turn.
 */
public final class Overload {

	private static final int ROUNDS = Integer.getInteger("benchmarks.overload.rounds", 3);

	private static final List<String> LOADS = List.of("50", "100", "150", "300");

	private Overload() {
	}

	/**
	 * Measures, and writes a table.
	 * @param args none
	 * @throws IOException if a process can't be started
	 */
	public static void main(String[] args) throws IOException {
		String own = System.getProperty("java.class.path");
		String other = System.getProperty("benchmarks.baseline");
		Map<Integer, List<Double>> today = new TreeMap<>();
		Map<Integer, List<Double>> before = new TreeMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			measure(own, today);
			if (other != null) { // whose classes do not have this program
				measure(own.split(System.getProperty("path.separator"))[0] + System.getProperty("path.separator")
						+ other, before);
			}
		}
		System.out.printf("%d threads, handlers of %d ms, deadlines of %d ms, median of %d rounds%n%n",
				OverloadNode.THREADS, OverloadNode.WORK.toMillis(), OverloadNode.DEADLINE.toMillis(), ROUNDS);
		System.out.println("| load | replies/s | range | baseline | range |\n|---:|---:|---|---:|---|");
		today.forEach((load, found) -> System.out
			.println("| " + load + " % | " + row(found) + " | " + row(before.getOrDefault(load, List.of())) + " |"));
	}

	private static String row(List<Double> found) {
		if (found.isEmpty()) {
			return "– | –";
		}
		double[] sorted = found.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return String.format(Locale.ROOT, "%.0f | %.0f–%.0f", sorted[sorted.length / 2], sorted[0],
				sorted[sorted.length - 1]);
	}

	private static void measure(String classPath, Map<Integer, List<Double>> found) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(Child.FLAGS);
		command.addAll(List.of("-cp", classPath, OverloadNode.class.getName()));
		command.addAll(LOADS);
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		try (BufferedReader output = process.inputReader()) {
			for (String line; (line = output.readLine()) != null;) {
				String[] words = line.split(" ");
				if (words[0].equals("GOODPUT")) {
					found.computeIfAbsent(Integer.valueOf(words[1]), (load) -> new ArrayList<>())
						.add(Double.valueOf(words[2]));
				}
			}
		}
		finally {
			process.destroy();
		}
	}

}
