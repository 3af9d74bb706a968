package io.zmqf.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.zmqf.benchmarks.Results.Spread;
import io.zmqf.benchmarks.Results.Surroundings;
import io.zmqf.benchmarks.Settings.Cell;
import org.jspecify.annotations.Nullable;

/** The page of tables. */
final class Report {

	private final Results results;

	private final Page page = new Page();

	private Report(Results results) {
		this.results = results;
	}

	static String of(Results results) {
		Report report = new Report(results);
		report.head();
		report.goals();
		report.table("Requests in a second", Measurement::perSecond, "%,.0f", true);
		report.table("Half of all requests took at most, in µs", (measured) -> measured.p50() / 1e3, "%,.0f", false);
		report.table("99 of 100 requests took at most, in µs", (measured) -> measured.p99() / 1e3, "%,.0f", false);
		report.table("999 of 1000 requests took at most, in µs", (measured) -> measured.p999() / 1e3, "%,.0f", false);
		report.table("Processor time for each request over all processes, in µs", Measurement::cpuMicros, "%.1f",
				false);
		report.table("How often a thread went to sleep for each request, over all processes", Measurement::switches,
				"%.1f", false);
		report.allocated();
		report.warmth();
		return report.page.toString();
	}

	private void head() {
		this.page.line("# Results of the last run");
		this.page.line("");
		this.page.line("Written by `benchmarks/run`; [Performance](performance.md) says what is measured and how.");
		this.page.line("");
		this.page.line("![Requests in a second](performance-results.svg)");
		this.page.line("");
		Settings settings = this.results.settings();
		this.page.line("- " + LocalDate.now(ZoneOffset.UTC) + ", " + Machine.name());
		this.page.line("- every process with `" + String.join(" ", Child.FLAGS) + "`");
		this.page.line("- rounds that count, each of " + settings.millis() + " ms after a lead of "
				+ Settings.LEAD_MILLIS + " ms: "
				+ settings.cells()
					.stream()
					.map((cell) -> this.results.rounds(cell) + " of " + cell.title())
					.collect(Collectors.joining(", "))
				+ "; before them a warm-up of each peer ([below](#how-warm-the-peers-were)) and one round that does not"
				+ " count");
		if (!Settings.hasVirtualThreads()) {
			this.page.line("- callers on virtual threads are left out: this JDK has none; 21 and later have");
		}
		this.page.text("- " + surroundings(this.results.surroundings()) + "\n" + this.results.surroundings().warning());
		this.results.missing()
			.forEach((peer, reason) -> this.page.line("- **missing**: " + peer.title() + " (" + reason.strip() + ")"));
		this.page.line("- requests that failed: " + this.results.peers()
			.stream()
			.flatMap((peer) -> this.results.of(peer).stream())
			.mapToLong(Measurement::failures)
			.sum());
		this.page.line("");
	}

	/** Whether the machine was quiet. */
	private static String surroundings(Surroundings found) {
		double idle = found.idle().values().stream().mapToDouble(Double::doubleValue).sum();
		String most = found.idle()
			.entrySet()
			.stream()
			.max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
			.map((entry) -> String.format(Locale.ROOT, " (most of it: %s, %.1f %%)", entry.getKey().title(),
					entry.getValue() / found.percent()))
			.orElse("");
		return String.format(Locale.ROOT,
				"of the processors' time during these rounds: %s, peers while others were measured %.1f %%%s; load of"
						+ " the machine: %s",
				found, idle / found.percent(), most, found.load());
	}

	private void goals() {
		this.page.line("## Against the goals");
		this.page.line("");
		this.page.line("Requests in a second as a multiple of the other's, 64 B, asynchronous: median of the rounds"
				+ " (smallest to largest), and what is aimed at.");
		this.page.line("");
		goals(Goals.ratios(this.results));
		this.page.line("The same for what is to be small:");
		this.page.line("");
		goals(Goals.limits(this.results));
	}

	private void goals(List<Goals.Row> rows) {
		this.page.header(mainCells().stream().map((cell) -> cell.inFlight() + " in flight").toList(), "---");
		rows.forEach((row) -> this.page.row(row.title(), row.texts()));
		this.page.line("");
	}

	private List<Cell> mainCells() {
		return this.results.settings().cells().stream().filter(Cell::isMain).toList();
	}

	private void table(String title, ToDoubleFunction<Measurement> value, String format, boolean ranges) {
		List<Cell> cells = this.results.settings().cells();
		table(title, cells.stream().map(Cell::title).toList(),
				(peer) -> cells.stream()
					.map((cell) -> text(this.results.spread(peer, cell, value), format, ranges))
					.toList());
	}

	private void table(String title, List<String> columns, Function<Peer, List<String>> texts) {
		this.page.line("## " + title);
		this.page.line("");
		this.page.header(columns, "---:");
		for (Peer peer : this.results.peers()) {
			this.page.row(peer.title(), texts.apply(peer));
		}
		this.page.line("");
	}

	private static String text(@Nullable Spread spread, String format, boolean range) {
		if (spread == null) {
			return "–";
		}
		String median = String.format(Locale.ROOT, format, spread.median());
		return range
				? median + String.format(Locale.ROOT, " (" + format + "–" + format + ")", spread.min(), spread.max())
				: median;
	}

	private void allocated() {
		List<Cell> cells = mainCells();
		table("Bytes allocated for each request by each Java process, the client last",
				cells.stream().map(Cell::title).toList(),
				(peer) -> cells.stream().map((cell) -> allocated(peer, cell)).toList());
	}

	private String allocated(Peer peer, Cell cell) {
		List<Measurement> measured = this.results.of(peer, cell);
		int processes = measured.isEmpty() ? 0 : measured.get(0).allocated().size();
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < processes; i++) {
			int process = i;
			text.append((i > 0) ? " / " : "")
				.append(text(this.results.spread(peer, cell, (one) -> one.allocated().get(process)), "%,.0f", false));
		}
		return text.isEmpty() ? "–" : text.toString();
	}

	private void warmth() {
		double seconds = this.results.surroundings().seconds();
		table("How warm the peers were",
				List.of("warm-up, s", "its first second, requests", "its last second",
						"compilers in the rounds, ms for each second", "full collections in the rounds",
						"processor time while others were measured, % of one"),
				(peer) -> {
					List<Measurement> all = this.results.of(peer);
					WarmUp.Progress warmUp = this.results.warmUps().getOrDefault(peer, new WarmUp.Progress(0, 0, 0));
					double measured = all.size() * (Settings.LEAD_MILLIS + this.results.settings().millis()) / 1e3;
					return List.of(number("%.1f", warmUp.seconds()), number("%,.0f", warmUp.first()),
							number("%,.0f", warmUp.last()),
							number("%.0f", all.stream().mapToLong(Measurement::compiledMillis).sum() / measured),
							number("%.0f", all.stream().mapToLong(Measurement::fullCollections).sum()),
							number("%.1f", 100 * this.results.surroundings().idle().getOrDefault(peer, 0.0) / seconds));
				});
	}

	private static String number(String format, double value) {
		return String.format(Locale.ROOT, format, value);
	}

}
