package io.zmqf.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

/**
 * What was found.
 *
 * @param settings what was asked for
 * @param measurements one for each round
 * @param missing who could not take part, and why
 * @param load the load of the system, which tells of others that worked
 */
record Results(Settings settings, Map<Peer, Map<Settings.Cell, List<Measurement>>> measurements,
		Map<Peer, String> missing, String load) {

	/**
	 * The middle one of several numbers, and how far the others are from it.
	 *
	 * @param median the middle one
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

	List<Measurement> of(Peer peer, Settings.Cell cell) {
		return this.measurements.getOrDefault(peer, Map.of()).getOrDefault(cell, List.of());
	}

	@Nullable Spread spread(Peer peer, Settings.Cell cell, ToDoubleFunction<Measurement> value) {
		return Spread.of(of(peer, cell).stream().map(value::applyAsDouble).toList());
	}

	/** How many times as many requests one answers as the other, round by round. */
	@Nullable Spread ratio(Peer peer, Settings.Cell cell, Peer other, Settings.Cell otherCell) {
		List<Measurement> own = of(peer, cell);
		List<Measurement> others = of(other, otherCell);
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < Math.min(own.size(), others.size()); i++) {
			ratios.add(own.get(i).perSecond() / others.get(i).perSecond());
		}
		return Spread.of(ratios);
	}

	/** Those that took part, in their order. */
	List<Peer> peers() {
		return this.settings.peers().stream().filter(this.measurements::containsKey).toList();
	}

}
