package io.zmqf.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.benchmarks.Settings.Cell;

/** Loads a peer until its throughput is stable and its compilers are nearly idle. */
final class WarmUp {

	private static final long SLICE = 1000;

	private static final long SHORT_SLICE = 400;

	/** The maximum increase in throughput of a warm peer, as a factor. */
	private static final double SETTLED = 1.05;

	/** The maximum share of compilation time of a warm peer. */
	private static final double COMPILING = 0.2;

	/**
	 * The progress of a warm-up.
	 *
	 * @param seconds the duration
	 * @param first the requests per second at its begin, with the most in flight
	 * @param last the requests per second at its end
	 */
	record Progress(double seconds, double first, double last) {
	}

	/** One slice of it. */
	@FunctionalInterface
	interface Slice {

		Measurement run(Cell cell, long millis) throws IOException;

	}

	private final Slice slice;

	private final List<Cell> cells;

	private final long millis;

	/**
	 * Creates a warm-up.
	 * @param slice has the peer do something
	 * @param cells the cells to be measured
	 * @param millis the maximum time for the busiest cell
	 */
	WarmUp(Slice slice, List<Cell> cells, long millis) {
		this.slice = slice;
		this.cells = cells;
		this.millis = millis;
	}

	Progress run() throws IOException {
		Cell busiest = busiest();
		List<Double> rates = new ArrayList<>();
		boolean warm = false;
		while (!warm && rates.size() * SLICE < this.millis) {
			Measurement measured = this.slice.run(busiest, SLICE);
			double best = rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
			warm = measured.perSecond() < best * SETTLED && measured.compiledMillis() < SLICE * COMPILING;
			rates.add(measured.perSecond());
		}
		for (Cell cell : this.cells) {
			if (cell != busiest) {
				this.slice.run(cell, SHORT_SLICE);
			}
		}
		return new Progress((rates.size() * SLICE + (this.cells.size() - 1) * SHORT_SLICE) / 1e3, rates.get(0),
				rates.get(rates.size() - 1));
	}

	private Cell busiest() {
		return this.cells.stream()
			.filter(Cell::isMain)
			.max((one, other) -> Integer.compare(one.inFlight(), other.inFlight()))
			.orElseGet(() -> this.cells.get(0));
	}

}
