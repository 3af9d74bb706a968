package io.zmqf.info;

import java.util.Map;

/**
 * The requests of one event in a node, counted when somebody asks.
 *
 * @param inFlight the number of those that are handled
 * @param waiting the number of those that wait
 * @param abandoned the number of those that are handled and that nobody waits for
 * @since 0.1.0
 */
public record EventLoad(int inFlight, int waiting, int abandoned) {

	/** No request. */
	public static final EventLoad NONE = new EventLoad(0, 0, 0);

	/** A request that is handled. */
	public static final EventLoad IN_FLIGHT = new EventLoad(1, 0, 0);

	/** A request that waits. */
	public static final EventLoad WAITING = new EventLoad(0, 1, 0);

	/** A request that is handled and that nobody waits for. */
	public static final EventLoad ABANDONED = new EventLoad(0, 0, 1);

	/**
	 * Adds other requests.
	 * @param other their numbers
	 * @return the sums
	 */
	public EventLoad plus(EventLoad other) {
		return new EventLoad(this.inFlight + other.inFlight, this.waiting + other.waiting,
				this.abandoned + other.abandoned);
	}

	/**
	 * Adds the requests of all events.
	 * @param byEvent the numbers of each event
	 * @return the sums
	 */
	public static EventLoad all(Map<String, EventLoad> byEvent) {
		return byEvent.values().stream().reduce(NONE, EventLoad::plus);
	}

}
