package io.zmqf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs all peers side by side, round by round, and writes the table and the chart.
 */
public final class Suite {

	private final Settings settings;

	private final Map<Peer, Map<Settings.Cell, List<Measurement>>> results = new EnumMap<>(Peer.class);

	private final Map<Peer, String> missing = new EnumMap<>(Peer.class);

	private Suite(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Runs the benchmark.
	 * @param args {@code --quick}, {@code --peers=A,B}, {@code --rounds=N},
	 * {@code --millis=N}, {@code --results=directory}
	 * @throws Exception if the results can't be written
	 */
	public static void main(String[] args) throws Exception {
		new Suite(Settings.of(List.of(args), Path.of(System.getProperty("benchmarks.repository", ".")))).run();
		Runtime.getRuntime().exit(0);
	}

	private void run() throws IOException, InterruptedException {
		Files.createDirectories(this.settings.repository().resolve("benchmarks/target"));
		String loadBefore = systemLoad();
		List<RunningPeer> running = new ArrayList<>();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> running.forEach(RunningPeer::close)));
		for (Peer peer : this.settings.peers()) {
			start(peer, running);
		}
		for (int round = 0; round < this.settings.rounds(); round++) {
			for (Settings.Cell cell : this.settings.cells()) {
				for (RunningPeer peer : running) {
					measure(peer, cell, round);
				}
			}
		}
		Results found = new Results(this.settings, this.results, this.missing,
				"before " + loadBefore + ", after " + systemLoad());
		Files.createDirectories(this.settings.results());
		Files.writeString(this.settings.results().resolve("performance-results.md"), Report.of(found));
		Files.writeString(this.settings.results().resolve("performance-results.svg"), Chart.of(found));
		System.out.println("Written to " + this.settings.results());
	}

	private void start(Peer peer, List<RunningPeer> running) throws IOException {
		RunningPeer starting = new RunningPeer(peer, this.settings);
		try {
			starting.start();
			int cells = this.settings.cells().size();
			for (Settings.Cell cell : this.settings.cells()) {
				starting.warmUp(cell, this.settings.warmUpMillis() / cells);
			}
			running.add(starting);
		}
		catch (IOException | InterruptedException ex) {
			starting.close();
			this.missing.put(peer, String.valueOf(ex.getMessage()));
			System.out.println(peer + " does not take part: " + ex.getMessage());
		}
	}

	private void measure(RunningPeer running, Settings.Cell cell, int round) throws IOException {
		Measurement measured = running.measure(cell, this.settings.millis());
		this.results.computeIfAbsent(running.peer(), (peer) -> new LinkedHashMap<>())
			.computeIfAbsent(cell, (key) -> new ArrayList<>())
			.add(measured);
		System.out.printf(Locale.ROOT,
				"%d %-16s %-26s %9.0f/s  p50 %7.0f  p99 %8.0f µs  cpu %6.1f µs  %5.1f sleeps  %s%s%n", round + 1,
				running.peer(), cell.title(), measured.perSecond(), measured.p50() / 1e3, measured.p99() / 1e3,
				measured.cpuMicros(), measured.switches(),
				measured.allocated().stream().map((bytes) -> String.format(Locale.ROOT, "%.0f", bytes)).toList(),
				(measured.failures() > 0) ? "  FAILED " + measured.failures() : "");
	}

	static String systemLoad() {
		try {
			return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
		}
		catch (IOException ex) {
			return "unknown";
		}
	}

}
