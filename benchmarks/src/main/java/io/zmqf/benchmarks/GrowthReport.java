package io.zmqf.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

import io.zmqf.benchmarks.GrowthResults.Curve;
import io.zmqf.benchmarks.GrowthResults.Sample;
import io.zmqf.benchmarks.Results.Spread;
import io.zmqf.benchmarks.Results.Surroundings;
import org.jspecify.annotations.Nullable;

/** The page of curves and of memory. */
final class GrowthReport {

	private final GrowthResults results;

	private final Page page = new Page();

	private GrowthReport(GrowthResults results) {
		this.results = results;
	}

	static String of(GrowthResults results, Surroundings surroundings) {
		GrowthReport report = new GrowthReport(results);
		report.head(surroundings);
		for (Curve curve : Curve.values()) {
			report.curve(curve);
		}
		report.memory();
		return report.page.toString();
	}

	private void head(Surroundings surroundings) {
		this.page.line("# Growth");
		this.page.line("");
		this.page.line(
				"Written by `benchmarks/run growth`; [Performance](performance.md#growth) says what follows from it.");
		this.page.line("");
		this.page.line("![Requests in a second as something grows](performance-growth.svg)");
		this.page.line("");
		this.page.line("- " + LocalDate.now(ZoneOffset.UTC) + ", " + Machine.name());
		this.page.line("- a router, workers and a process with all clients, each with `" + String.join(" ", Child.FLAGS)
				+ "`, all on these processors");
		this.page.line("- each point " + this.results.rounds(Curve.WORKERS) + " times (clients "
				+ this.results.rounds(Curve.CLIENTS) + ") for " + Growth.MILLIS + " ms after a lead of "
				+ Growth.LEAD_MILLIS + " ms, after a warm-up and a round that does not count");
		this.page.text("- of the processors' time: " + surroundings + "; load of the machine: " + surroundings.load()
				+ "\n" + surroundings.warning());
		this.page.line("- requests that failed: " + this.results.failures());
		this.page.line("");
	}

	private void curve(Curve curve) {
		this.page.line("## " + curve.title());
		this.page.line("");
		this.page.line("With " + curve.constants() + ".");
		this.page.line("");
		List<String> columns = List.of("requests in a second", "MB in a second, each way",
				"half of them took at most, ms", "99 of 100 at most, ms");
		this.page.line("| " + curve.unit() + " | " + String.join(" | ", columns) + " |");
		this.page.line("|---:|" + "---:|".repeat(columns.size()));
		for (int point : curve.points()) {
			int bytes = (curve == Curve.PAYLOAD) ? point : 64;
			Spread rate = this.results.spread(curve, point, Sample::perSecond);
			this.page.row(number("%,.0f", point),
					List.of((rate != null) ? number("%,.0f", rate.median()) + " (" + number("%,.0f", rate.min()) + "–"
							+ number("%,.0f", rate.max()) + ")" : "–",
							(rate != null) ? number("%,.1f", rate.median() * bytes / 1e6) : "–",
							median(this.results.spread(curve, point, (sample) -> sample.p50() / 1e6)),
							median(this.results.spread(curve, point, (sample) -> sample.p99() / 1e6))));
		}
		this.page.line("");
	}

	private void memory() {
		this.page.line("## Memory");
		this.page.line("");
		this.page.line("Bytes for each one more: on the heap after a full collection, in direct buffers, and of the"
				+ " process's resident memory, where the heap's own pages are touched already. A number below 0 is what"
				+ " the process gave back meanwhile.");
		this.page.line("");
		this.page.header(List.of("heap", "direct buffers", "resident", "threads"), "---:");
		this.results.memory()
			.forEach((title, memory) -> this.page.row(title, List.of(number("%,.0f", memory.heap()),
					number("%,.0f", memory.direct()), number("%,.0f", memory.resident()),
					number((memory.threads() == Math.rint(memory.threads())) ? "%.0f" : "%.2f", memory.threads()))));
	}

	private static String median(@Nullable Spread spread) {
		return (spread != null) ? number("%,.2f", spread.median()) : "–";
	}

	private static String number(String format, double value) {
		return String.format(Locale.ROOT, format, value);
	}

}
