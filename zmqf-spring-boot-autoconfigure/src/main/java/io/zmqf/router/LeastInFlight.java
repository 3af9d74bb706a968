package io.zmqf.router;

import java.util.List;

/** The strategy of {@link RoutingStrategy#leastInFlight()}. */
final class LeastInFlight implements RoutingStrategy {

	private int turn;

	@Override
	public RoutableWorker choose(String event, List<? extends RoutableWorker> candidates) {
		int size = candidates.size();
		int start = Math.floorMod(this.turn++, size);
		RoutableWorker best = candidates.get(start);
		for (int i = 1; i < size; i++) {
			RoutableWorker other = candidates.get((start + i) % size);
			if (other.inFlight() < best.inFlight()) {
				best = other;
			}
		}
		return best;
	}

}
