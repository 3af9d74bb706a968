package io.zmqf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the load of the machine from Linux. Other systems report nothing. */
final class Machine {

	private static final double TICKS_PER_SECOND = 100;

	private Machine() {
	}

	static String name() {
		String model = lines("/proc/cpuinfo").stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> line.substring(line.indexOf(':') + 1).strip())
			.findFirst()
			.orElse("unknown processor");
		return model + ", " + processors() + " processors, " + System.getProperty("os.name") + " "
				+ System.getProperty("os.version") + ", JDK " + Runtime.version();
	}

	static int processors() {
		return Runtime.getRuntime().availableProcessors();
	}

	/** Of the last minute. */
	static String load() {
		List<String> lines = lines("/proc/loadavg");
		return lines.isEmpty() ? "unknown" : lines.get(0).split(" ")[0];
	}

	/**
	 * Returns the processor time in seconds that all processes have used so far, and that
	 * the hypervisor has stolen.
	 */
	static Time time() {
		List<String> lines = lines("/proc/stat");
		if (lines.isEmpty()) {
			return new Time(0, 0);
		}
		String[] words = lines.get(0).split(" +");
		double busy = 0;
		for (int word : new int[] { 1, 2, 3 }) { // user, nice, system
			busy += Long.parseLong(words[word]);
		}
		return new Time(busy / TICKS_PER_SECOND, Long.parseLong(words[8]) / TICKS_PER_SECOND);
	}

	private static List<String> lines(String path) {
		try {
			return Files.readAllLines(Path.of(path));
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * Processor time.
	 *
	 * @param busy the seconds of all processes
	 * @param stolen the seconds that the hypervisor has stolen
	 */
	record Time(double busy, double stolen) {

		Time minus(Time before) {
			return new Time(this.busy - before.busy, this.stolen - before.stolen);
		}

	}

}
