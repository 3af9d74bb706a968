package io.zmqf.router;

import java.util.List;

/** The strategy of {@link RoutingStrategy#roundRobin()}. */
final class RoundRobin implements RoutingStrategy {

	private int turn;

	@Override
	public RoutableWorker choose(String event, List<? extends RoutableWorker> candidates) {
		return candidates.get(Math.floorMod(this.turn++, candidates.size()));
	}

}
