package io.zmqf.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.zmqf.benchmarks.Settings.Cell;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run.
 *
 * @param settings the settings of the run
 * @param measurements the measurements of the rounds that count
 * @param warmUps the warm-up of each peer
 * @param missing the reason for each peer that could not take part
 * @param surroundings the load of the machine beside the measurements
 */
record Results(Settings settings, Map<Peer, Map<Cell, List<Measurement>>> measurements,
		Map<Peer, WarmUp.Progress> warmUps, Map<Peer, String> missing, Surroundings surroundings) {

	/**
	 * The load of the machine during the rounds that count.
	 *
	 * @param load the load average before and after
	 * @param seconds the duration
	 * @param idle the processor seconds that each peer used while others were measured
	 * @param others the processor seconds of unrelated processes
	 * @param stolen the processor seconds that the hypervisor has stolen
	 */
	record Surroundings(String load, double seconds, Map<Peer, Double> idle, double others, double stolen) {

		/** The share of the processors' time for others from which on nothing is sure. */
		private static final double BUSY = 0.1;

		/** A hundredth of all processors' time meanwhile, in seconds. */
		double percent() {
			return this.seconds * Machine.processors() / 100;
		}

		/** Returns a warning if the machine was too busy for reliable figures. */
		String warning() {
			return (this.others + this.stolen > BUSY * 100 * percent())
					? "- **the machine was not quiet: these figures say little**\n" : "";
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "other programs %.1f %%, the host's other guests %.1f %%",
					this.others / percent(), this.stolen / percent());
		}

	}

	/**
	 * The median of several numbers and their range.
	 *
	 * @param median the median
	 * @param min the smallest
	 * @param max the largest
	 */
	record Spread(double median, double min, double max) {

		static @Nullable Spread of(List<Double> values) {
			if (values.isEmpty()) {
				return null;
			}
			List<Double> sorted = values.stream().sorted().toList();
			int size = sorted.size();
			return new Spread((sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2, sorted.get(0),
					sorted.get(size - 1));
		}

	}

	/**
	 * A cell of a peer.
	 *
	 * @param peer the peer
	 * @param cell the cell
	 */
	record Entry(Peer peer, Cell cell) {
	}

	List<Measurement> of(Peer peer, Cell cell) {
		return this.measurements.getOrDefault(peer, Map.of()).getOrDefault(cell, List.of());
	}

	List<Measurement> of(Peer peer) {
		return this.measurements.getOrDefault(peer, Map.of()).values().stream().flatMap(List::stream).toList();
	}

	@Nullable Spread spread(Peer peer, Cell cell, ToDoubleFunction<Measurement> value) {
		return Spread.of(of(peer, cell).stream().map(value::applyAsDouble).toList());
	}

	/** Returns the ratio of the two entries in each round. */
	@Nullable Spread ratio(Entry one, Entry other, ToDoubleFunction<Measurement> value) {
		return each(List.of(one, other),
				(found) -> value.applyAsDouble(found.get(0)) / value.applyAsDouble(found.get(1)));
	}

	/** Computes a value from several entries for each round that has all of them. */
	@Nullable Spread each(List<Entry> entries, ToDoubleFunction<List<Measurement>> value) {
		Map<Integer, List<Measurement>> rounds = new HashMap<>();
		for (Entry entry : entries) {
			for (Measurement measured : of(entry.peer(), entry.cell())) {
				rounds.computeIfAbsent(measured.round(), (round) -> new ArrayList<>()).add(measured);
			}
		}
		return Spread.of(rounds.values()
			.stream()
			.filter((found) -> found.size() == entries.size())
			.map(value::applyAsDouble)
			.filter(Double::isFinite)
			.toList());
	}

	/** Those that took part, in their order. */
	List<Peer> peers() {
		return this.settings.peers().stream().filter(this.measurements::containsKey).toList();
	}

	/** Returns the maximum number of rounds of any peer that count for a cell. */
	int rounds(Cell cell) {
		return peers().stream().mapToInt((peer) -> of(peer, cell).size()).max().orElse(0);
	}

}
