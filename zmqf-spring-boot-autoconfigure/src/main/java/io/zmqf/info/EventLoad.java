package io.zmqf.info;

import java.util.Map;

/**
 * The numbers of requests for an event in a node, at the time of a query.
 *
 * @param inFlight the number of requests in flight
 * @param waiting the number of waiting requests
 * @param abandoned the number of requests whose handlers still run although their clients
 * no longer wait
 * @since 0.1.0
 */
public record EventLoad(int inFlight, int waiting, int abandoned) {

	/** No request. */
	public static final EventLoad NONE = new EventLoad(0, 0, 0);

	/** One request in flight. */
	public static final EventLoad IN_FLIGHT = new EventLoad(1, 0, 0);

	/** One waiting request. */
	public static final EventLoad WAITING = new EventLoad(0, 1, 0);

	/** One abandoned request. */
	public static final EventLoad ABANDONED = new EventLoad(0, 0, 1);

	/**
	 * Adds other numbers.
	 * @param other the numbers to add
	 * @return the sums
	 */
	public EventLoad plus(EventLoad other) {
		return new EventLoad(this.inFlight + other.inFlight, this.waiting + other.waiting,
				this.abandoned + other.abandoned);
	}

	/**
	 * Adds the numbers of all events.
	 * @param byEvent the numbers by event
	 * @return the sums
	 */
	public static EventLoad all(Map<String, EventLoad> byEvent) {
		return byEvent.values().stream().reduce(NONE, EventLoad::plus);
	}

}
