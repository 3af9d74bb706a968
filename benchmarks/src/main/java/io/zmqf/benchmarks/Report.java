package io.zmqf.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.zmqf.benchmarks.Results.Spread;
import io.zmqf.benchmarks.Settings.Cell;
import org.jspecify.annotations.Nullable;

/** The page of tables. */
final class Report {

	/** What the project wants to be, as a ratio to a peer at 1, 16 and 256 in flight. */
	private record Goal(Peer peer, Peer other, List<Double> atLeast) {

		double atLeast(int inFlight) {
			return this.atLeast.get((inFlight == 1) ? 0 : (inFlight == 16) ? 1 : 2);
		}

	}

	private static final List<Goal> GOALS = List.of(new Goal(Peer.ZMQF, Peer.JEROMQ, List.of(1.8, 1.2, 0.9)),
			new Goal(Peer.ZMQF_LOOP, Peer.JEROMQ, List.of(1.8, 1.2, 0.9)),
			new Goal(Peer.ZMQF_ROUTER, Peer.JEROMQ_PROXY, List.of(2.5, 1.6, 1.5)),
			new Goal(Peer.ZMQF_ROUTER_LOOP, Peer.JEROMQ_PROXY, List.of(2.5, 1.6, 1.5)),
			new Goal(Peer.ZMQF_ROUTER, Peer.NATS, List.of(1.0, 1.0, 1.0)),
			new Goal(Peer.ZMQF_ROUTER, Peer.RABBITMQ, List.of(1.0, 1.0, 1.0)),
			new Goal(Peer.ZMQF, Peer.GRPC, List.of(1.0, 1.0, 3.0)),
			new Goal(Peer.ZMQF, Peer.WEBFLUX, List.of(1.0, 1.0, 3.0)),
			new Goal(Peer.ZMQF, Peer.MVC, List.of(1.0, 1.0, 3.0)),
			new Goal(Peer.ZMQF, Peer.RSOCKET, List.of(0.8, 1.2, 2.5)),
			new Goal(Peer.ZMQF_LOOP, Peer.RSOCKET, List.of(0.8, 1.2, 2.5)),
			new Goal(Peer.ZMQF_IPC, Peer.ZMQF, List.of(1.0, 1.0, 1.0)),
			new Goal(Peer.ZMQF_CURVE, Peer.JEROMQ_CURVE, List.of(1.0, 1.0, 1.0)),
			new Goal(Peer.ZMQF_PYTHON, Peer.PYTHON, List.of(1.0, 1.0, 1.0)));

	private final Results results;

	private final StringBuilder page = new StringBuilder();

	private Report(Results results) {
		this.results = results;
	}

	static String of(Results results) {
		Report report = new Report(results);
		report.head();
		report.ratios();
		report.table("Requests in a second", Measurement::perSecond, 1, true);
		report.table("Half of all requests took at most, in µs", (measured) -> measured.p50() / 1e3, 1, false);
		report.table("99 of 100 requests took at most, in µs", (measured) -> measured.p99() / 1e3, 1, false);
		report.table("999 of 1000 requests took at most, in µs", (measured) -> measured.p999() / 1e3, 1, false);
		report.table("Processor time for each request over all processes, in µs", Measurement::cpuMicros, 10, false);
		report.table("How often a thread went to sleep for each request, over all processes", Measurement::switches, 10,
				false);
		report.allocated();
		return report.page.toString();
	}

	private void line(String line) {
		this.page.append(line).append('\n');
	}

	private void head() {
		line("# Results of the last run");
		line("");
		line("Written by `benchmarks/run`; [Performance](performance.md) says what is measured and how.");
		line("");
		line("![Requests in a second](performance-results.svg)");
		line("");
		Settings settings = this.results.settings();
		line("- " + LocalDate.now(java.time.ZoneOffset.UTC) + ", " + processor() + ", "
				+ Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
				+ System.getProperty("os.version") + ", JDK " + Runtime.version());
		line("- every process with `" + String.join(" ", RunningPeer.FLAGS) + "`; " + settings.rounds() + " rounds of "
				+ settings.millis() + " ms in turn, after " + settings.warmUpMillis() + " ms of warming up");
		line("- load of the machine: " + this.results.load());
		this.results.missing()
			.forEach((peer, reason) -> line("- **missing**: " + peer.title() + " (" + reason.strip() + ")"));
		long failures = this.results.peers()
			.stream()
			.flatMap((peer) -> settings.cells().stream().flatMap((cell) -> this.results.of(peer, cell).stream()))
			.mapToLong(Measurement::failures)
			.sum();
		line("- requests that failed: " + failures);
		line("");
	}

	private static String processor() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("unknown processor");
		}
		catch (IOException ex) {
			return "unknown processor";
		}
	}

	private List<Cell> asynchronous() {
		return this.results.settings()
			.cells()
			.stream()
			.filter((cell) -> cell.mode() == Load.Mode.ASYNC && cell.bytes() == 64)
			.toList();
	}

	private void ratios() {
		line("## Against the goals");
		line("");
		line("Requests in a second as a multiple of the other's, 64 B, asynchronous: median of the rounds (smallest to"
				+ " largest), and in brackets the goal.");
		line("");
		List<Cell> cells = asynchronous();
		line("| | " + cells.stream().map((cell) -> cell.inFlight() + " in flight").collect(Collectors.joining(" | "))
				+ " |");
		line("|---|" + "---|".repeat(cells.size()));
		for (Goal goal : GOALS) {
			if (this.results.peers().containsAll(List.of(goal.peer(), goal.other()))) {
				StringBuilder row = new StringBuilder("| " + goal.peer().title() + " ÷ " + goal.other().title() + " |");
				for (Cell cell : cells) {
					row.append(' ')
						.append(ratio(this.results.ratio(goal.peer(), cell, goal.other(), cell),
								goal.atLeast(cell.inFlight())))
						.append(" |");
				}
				line(row.toString());
			}
		}
		blocking();
		line("");
	}

	private void blocking() {
		Cell sixteen = new Cell(Load.Mode.ASYNC, 16, 64);
		for (Cell cell : this.results.settings().cells()) {
			if (cell.mode() != Load.Mode.ASYNC) {
				for (Peer peer : List.of(Peer.ZMQF, Peer.ZMQF_ROUTER)) {
					Spread ratio = this.results.ratio(peer, cell, peer, sixteen);
					if (ratio != null) {
						line("| " + peer.title() + ", " + cell.title() + " ÷ asynchronous | – | " + ratio(ratio, 0.5)
								+ " | – |");
					}
				}
			}
		}
	}

	private static String ratio(@Nullable Spread ratio, double goal) {
		if (ratio == null) {
			return "–";
		}
		String text = String.format(Locale.ROOT, "%.2f", ratio.median());
		return ((ratio.median() >= goal) ? "**" + text + "**" : text)
				+ String.format(Locale.ROOT, " (%.2f to %.2f) [%.1f]", ratio.min(), ratio.max(), goal);
	}

	private void table(String title, ToDoubleFunction<Measurement> value, int scale, boolean ranges) {
		line("## " + title);
		line("");
		List<Cell> cells = this.results.settings().cells();
		line("| | " + cells.stream().map(Cell::title).collect(Collectors.joining(" | ")) + " |");
		line("|---|" + "---:|".repeat(cells.size()));
		for (Peer peer : this.results.peers()) {
			line("| " + peer.title() + " | "
					+ cells.stream()
						.map((cell) -> text(this.results.spread(peer, cell, value), scale, ranges))
						.collect(Collectors.joining(" | "))
					+ " |");
		}
		line("");
	}

	private static String text(@Nullable Spread spread, int scale, boolean range) {
		if (spread == null) {
			return "–";
		}
		String format = (scale > 1) ? "%.1f" : "%,.0f";
		String median = String.format(Locale.ROOT, format, spread.median());
		return range
				? median + String.format(Locale.ROOT, " (" + format + "–" + format + ")", spread.min(), spread.max())
				: median;
	}

	private void allocated() {
		line("## Bytes allocated for each request, process by process");
		line("");
		line("Servers and routers first, the client last. Full collections in all rounds are in the last column.");
		line("");
		List<Cell> cells = asynchronous();
		line("| | " + cells.stream().map(Cell::title).collect(Collectors.joining(" | ")) + " | full |");
		line("|---|" + "---:|".repeat(cells.size() + 1));
		for (Peer peer : this.results.peers()) {
			long full = this.results.settings()
				.cells()
				.stream()
				.flatMap((cell) -> this.results.of(peer, cell).stream())
				.mapToLong(Measurement::fullCollections)
				.sum();
			line("| " + peer.title() + " | "
					+ cells.stream().map((cell) -> allocated(peer, cell)).collect(Collectors.joining(" | ")) + " | "
					+ full + " |");
		}
	}

	private String allocated(Peer peer, Cell cell) {
		List<Measurement> measured = this.results.of(peer, cell);
		int processes = measured.isEmpty() ? 0 : measured.get(0).allocated().size();
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < processes; i++) {
			int process = i;
			text.append((i > 0) ? " / " : "")
				.append(text(this.results.spread(peer, cell, (one) -> one.allocated().get(process)), 1, false));
		}
		return text.toString();
	}

}
