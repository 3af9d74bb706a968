package io.zmqf.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.zmqf.benchmarks.Results.Entry;
import io.zmqf.benchmarks.Results.Spread;
import io.zmqf.benchmarks.Settings.Cell;
import org.jspecify.annotations.Nullable;

/**
 * The performance goals of the project and their results: rows with a text for each cell.
 */
final class Goals {

	private static final double BYTES = 2048;

	private static final double MILLISECOND = 1000;

	/** A ratio of requests in a second, at 1, 16 and 256 in flight. */
	private record Goal(Peer peer, Peer other, List<Double> atLeast) {

	}

	private static final List<Goal> RATIOS = List.of(new Goal(Peer.ZMQF, Peer.JEROMQ, List.of(1.8, 1.2, 0.9)),
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
			new Goal(Peer.ZMQF_PYTHON, Peer.PYTHON, List.of(1.0, 1.0, 1.0)),
			new Goal(Peer.ZMQF_IPC, Peer.ZMQF, List.of(1.0, 1.0, 1.0)),
			new Goal(Peer.ZMQF_CURVE, Peer.JEROMQ_CURVE, List.of(1.0, 1.0, 1.0)));

	/**
	 * One line of the table.
	 *
	 * @param title the name of the comparison
	 * @param texts one for each cell
	 */
	record Row(String title, List<String> texts) {
	}

	private final Results results;

	private final List<Cell> cells;

	private final List<Row> rows = new ArrayList<>();

	private Goals(Results results) {
		this.results = results;
		this.cells = results.settings().cells().stream().filter(Cell::isMain).toList();
	}

	/** Requests in a second, as multiples of another's. */
	static List<Row> ratios(Results results) {
		Goals goals = new Goals(results);
		for (Goal goal : RATIOS) {
			goals.row(goal.peer().title() + " ÷ " + goal.other().title(), (cell) -> {
				double atLeast = goal.atLeast().get((cell.inFlight() == 1) ? 0 : (cell.inFlight() == 16) ? 1 : 2);
				return atLeast(results.ratio(new Entry(goal.peer(), cell), new Entry(goal.other(), cell),
						Measurement::perSecond), atLeast);
			});
		}
		goals.curve();
		for (Cell cell : results.settings().cells()) {
			if (cell.mode() != Load.Mode.ASYNC) {
				for (Peer peer : List.of(Peer.ZMQF, Peer.ZMQF_ROUTER)) {
					goals.row(peer.title() + ", " + cell.title() + " ÷ asynchronous",
							(other) -> (other.inFlight() == cell.inFlight()) ? atLeast(results
								.ratio(new Entry(peer, cell), new Entry(peer, other), Measurement::perSecond), 0.5)
									: null);
				}
			}
		}
		return goals.rows;
	}

	/** Compares the throughput that remains with CURVE with that of plain JeroMQ. */
	private void curve() {
		row("(zmqf with CURVE ÷ zmqf) ÷ (plain JeroMQ with CURVE ÷ plain JeroMQ)", (cell) -> {
			return atLeast(this.results.each(withAndWithoutCurve(cell), (found) -> found.get(0).perSecond()
					/ found.get(1).perSecond() / (found.get(2).perSecond() / found.get(3).perSecond())), 1);
		});
	}

	private static List<Entry> withAndWithoutCurve(Cell cell) {
		return List.of(new Entry(Peer.ZMQF_CURVE, cell), new Entry(Peer.ZMQF, cell), new Entry(Peer.JEROMQ_CURVE, cell),
				new Entry(Peer.JEROMQ, cell));
	}

	/** The time that CURVE adds, if it exceeds the noise. */
	private static double addedByCurve(List<Measurement> found) {
		double plain = found.get(2).cpuMicros() - found.get(3).cpuMicros();
		return (plain > 0) ? (found.get(0).cpuMicros() - found.get(1).cpuMicros()) / plain : Double.NaN;
	}

	/** The limits of the results. */
	static List<Row> limits(Results results) {
		Goals goals = new Goals(results);
		for (Peer peer : List.of(Peer.ZMQF_ROUTER, Peer.ZMQF_ROUTER_LOOP)) {
			goals.row("99 of 100 requests took at most, µs: " + peer.title(), (cell) -> (cell.inFlight() == 1)
					? atMost(goals.spread(peer, cell, (one) -> one.p99() / 1e3), MILLISECOND) : null);
		}
		goals.row(Peer.ZMQF_IPC.title() + ": half of the time, as a multiple of that over TCP",
				(cell) -> atMost(
						results.ratio(new Entry(Peer.ZMQF_IPC, cell), new Entry(Peer.ZMQF, cell), (one) -> one.p50()),
						1));
		goals.row("processor time that CURVE adds to a request, as a multiple of what it adds to plain JeroMQ's",
				(cell) -> atMost(results.each(withAndWithoutCurve(cell), Goals::addedByCurve), 1));
		goals.allocated(Peer.ZMQF, "server", "client");
		goals.allocated(Peer.ZMQF_ROUTER, "router", "worker", "client");
		for (Peer peer : List.of(Peer.ZMQF, Peer.ZMQF_ROUTER)) {
			goals.row("full collections of all processes and rounds: " + peer.title(), (cell) -> {
				List<Measurement> measured = results.of(peer, cell);
				long full = measured.stream().mapToLong(Measurement::fullCollections).sum();
				return measured.isEmpty() ? null : atMost(new Spread(full, full, full), 0);
			});
		}
		return goals.rows;
	}

	private void allocated(Peer peer, String... nodes) {
		for (int i = 0; i < nodes.length; i++) {
			int node = i;
			row("bytes allocated for each request: " + nodes[i] + " of " + peer.title(),
					(cell) -> atMost(spread(peer, cell, (one) -> one.allocated().get(node)), BYTES));
		}
	}

	private @Nullable Spread spread(Peer peer, Cell cell, ToDoubleFunction<Measurement> value) {
		return this.results.spread(peer, cell, value);
	}

	/** Adds a row, unless it has no text. */
	private void row(String title, Function<Cell, @Nullable String> text) {
		List<String> texts = new ArrayList<>();
		boolean any = false;
		for (Cell cell : this.cells) {
			String found = text.apply(cell);
			any |= found != null;
			texts.add((found != null) ? found : "–");
		}
		if (any) {
			this.rows.add(new Row(title, texts));
		}
	}

	private static @Nullable String atLeast(@Nullable Spread spread, double goal) {
		return (spread == null) ? null : text(spread, goal, spread.median() >= goal, "%.2f", "≥");
	}

	private static @Nullable String atMost(@Nullable Spread spread, double goal) {
		return (spread == null) ? null
				: text(spread, goal, spread.median() <= goal, (goal > 0 && goal < 10) ? "%.2f" : "%,.0f", "≤");
	}

	private static String text(Spread spread, double goal, boolean met, String format, String sign) {
		String median = String.format(Locale.ROOT, format, spread.median());
		String range = (spread.min() < spread.max())
				? String.format(Locale.ROOT, " (" + format + " to " + format + ")", spread.min(), spread.max()) : "";
		String wanted = sign + " " + String.format(Locale.ROOT, (goal < 10 && goal > 0) ? "%.1f" : "%,.0f", goal);
		return met ? "**" + median + "**" + range + ", " + wanted + ": met"
				: median + range + ", " + wanted + ": " + missed(spread.median(), goal);
	}

	private static String missed(double value, double goal) {
		return (value < goal) ? String.format(Locale.ROOT, "%.0f %% short", 100 * (1 - value / goal))
				: (goal > 0) ? String.format(Locale.ROOT, "%.1f times that", value / goal) : "not met";
	}

}
