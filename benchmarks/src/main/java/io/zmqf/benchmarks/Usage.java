package io.zmqf.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The resources that processes and all their children have used so far.
 *
 * @param cpuNanos the processor time
 * @param switches the number of voluntary context switches
 */
record Usage(long cpuNanos, long switches) {

	static Usage of(List<Process> processes) throws IOException {
		long cpu = 0;
		long switches = 0;
		for (Process process : processes) {
			for (ProcessHandle handle : Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList()) {
				cpu += handle.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
				switches += switches(handle.pid());
			}
		}
		return new Usage(cpu, switches);
	}

	Usage minus(Usage before) {
		return new Usage(this.cpuNanos - before.cpuNanos, this.switches - before.switches);
	}

	/** Returns the number of context switches, or 0 on systems other than Linux. */
	private static long switches(long pid) throws IOException {
		Path tasks = Path.of("/proc/" + pid + "/task");
		long switches = 0;
		if (Files.isDirectory(tasks)) {
			try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
				for (Path thread : threads) {
					switches += voluntary(thread.resolve("status"));
				}
			}
		}
		return switches;
	}

	private static long voluntary(Path status) throws IOException {
		try {
			return Files.readAllLines(status)
				.stream()
				.filter((line) -> line.startsWith("voluntary_ctxt_switches:"))
				.mapToLong((line) -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
				.sum();
		}
		catch (NoSuchFileException ex) {
			return 0; // the thread has ended
		}
	}

}
