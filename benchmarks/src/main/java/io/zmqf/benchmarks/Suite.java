package io.zmqf.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zmqf.benchmarks.Results.Surroundings;
import io.zmqf.benchmarks.Settings.Cell;

/**
 * Runs all peers side by side, round by round, and writes the table and the chart.
 */
public final class Suite {

	private final Settings settings;

	private final List<RunningPeer> running = new ArrayList<>();

	private final List<RunningPeer> toClose = new CopyOnWriteArrayList<>();

	private final Map<Peer, Map<Cell, List<Measurement>>> measurements = new EnumMap<>(Peer.class);

	private final Map<Peer, WarmUp.Progress> warmUps = new EnumMap<>(Peer.class);

	private final Map<Peer, String> missing = new EnumMap<>(Peer.class);

	private Suite(Settings settings) {
		this.settings = settings;
	}

	/**
	 * Runs the benchmark.
	 * @param args {@code --quick}, {@code --peers=A,B}, {@code --rounds=N},
	 * {@code --millis=N}, {@code --minutes=N}, {@code --results=directory}
	 * @throws Exception if the results can't be written
	 */
	public static void main(String[] args) throws Exception {
		Instant started = Instant.ofEpochSecond(Long.getLong("benchmarks.started", Instant.now().getEpochSecond()));
		Path repository = Path.of(System.getProperty("benchmarks.repository", "."));
		new Suite(Settings.of(List.of(args), repository, started)).run();
		Runtime.getRuntime().exit(0);
	}

	private void run() throws IOException, InterruptedException {
		Files.createDirectories(this.settings.repository().resolve("benchmarks/target"));
		String loadBefore = Machine.load();
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> this.toClose.parallelStream().forEach(RunningPeer::close)));
		this.settings.peers().forEach(this::start);
		round(0);
		this.measurements.clear();
		Surroundings surroundings = rounds(loadBefore);
		Results found = new Results(this.settings, this.measurements, this.warmUps, this.missing, surroundings);
		Files.createDirectories(this.settings.results());
		Files.writeString(this.settings.results().resolve("performance-results.md"), Report.of(found));
		Files.writeString(this.settings.results().resolve("performance-results.svg"), Chart.of(found));
		System.out.println("Written to " + this.settings.results());
	}

	private void start(Peer peer) {
		try {
			RunningPeer starting = new RunningPeer(peer, this.settings.repository());
			this.toClose.add(starting);
			starting.start();
			WarmUp.Progress progress = new WarmUp((cell, millis) -> starting.measure(0, cell, 0, millis),
					this.settings.cells(peer), this.settings.warmUpMillis())
				.run();
			this.warmUps.put(peer, progress);
			this.running.add(starting);
			System.out.printf(Locale.ROOT, "%-16s is warm after %.1f s: from %.0f/s to %.0f/s%n", peer,
					progress.seconds(), progress.first(), progress.last());
		}
		catch (IOException | InterruptedException ex) {
			this.missing.put(peer, String.valueOf(ex.getMessage()));
			System.out.println(peer + " does not take part: " + ex.getMessage());
		}
	}

	/** All rounds that count. */
	private Surroundings rounds(String loadBefore) throws IOException {
		Meanwhile meanwhile = new Meanwhile(this.running);
		Duration longest = Duration.ZERO;
		for (int round = 1; round <= this.settings.rounds(); round++) {
			Instant now = Instant.now();
			if (round > 1 && now.plus(longest).isAfter(this.settings.end())) {
				System.out.println("No time for another round");
				break;
			}
			round(round);
			Duration took = Duration.between(now, Instant.now());
			longest = (took.compareTo(longest) > 0) ? took : longest;
		}
		return meanwhile.end(this.measurements, "before " + loadBefore + ", after " + Machine.load());
	}

	private void round(int round) throws IOException {
		for (Cell cell : this.settings.cells()) {
			if (cell.isIn(round)) {
				for (RunningPeer peer : order(cell.isMain() ? round : round / 2)) {
					if (this.settings.cells(peer.peer()).contains(cell)) {
						measure(peer, cell, round);
					}
				}
			}
		}
	}

	/** Rotates the peers, because a peer is slower after a busier cell. */
	private List<RunningPeer> order(int turn) {
		List<RunningPeer> order = new ArrayList<>(this.running);
		Collections.rotate(order, -turn);
		return order;
	}

	private void measure(RunningPeer peer, Cell cell, int round) throws IOException {
		Measurement measured = peer.measure(round, cell, Settings.LEAD_MILLIS, this.settings.millis());
		this.measurements.computeIfAbsent(peer.peer(), (key) -> new LinkedHashMap<>())
			.computeIfAbsent(cell, (key) -> new ArrayList<>())
			.add(measured);
		System.out.printf(Locale.ROOT,
				"%d %-16s %-26s %9.0f/s  p50 %7.0f  p99 %8.0f µs  cpu %6.1f µs  %5.1f sleeps  jit %4d ms  %s%s%n",
				round, peer.peer(), cell.title(), measured.perSecond(), measured.p50() / 1e3, measured.p99() / 1e3,
				measured.cpuMicros(), measured.switches(), measured.compiledMillis(),
				measured.allocated().stream().map((bytes) -> String.format(Locale.ROOT, "%.0f", bytes)).toList(),
				(measured.failures() > 0) ? "  FAILED " + measured.failures() : "");
	}

}
