package io.zmqf.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * The requests that are in hand by what handles them, counted when somebody asks.
 */
final class EventLoads {

	/**
	 * The requests of one handler.
	 *
	 * @param inFlight those that are handled
	 * @param waiting those that wait for a thread
	 */
	private record Load(int inFlight, int waiting) {

		static Load of(InboundRequest request) {
			return request.isWaiting() ? new Load(0, 1) : new Load(1, 0);
		}

		Load plus(Load other) {
			return new Load(this.inFlight + other.inFlight, this.waiting + other.waiting);
		}

	}

	private final Map<String, Load> byEvent = new HashMap<>();

	private Load all = new Load(0, 0);

	/** Counts requests; on the loop that they belong to. */
	static EventLoads of(Iterable<InboundRequest> requests) {
		EventLoads loads = new EventLoads();
		for (InboundRequest request : requests) {
			Load one = Load.of(request);
			loads.all = loads.all.plus(one);
			HandlerRegistry.Registration known = request.registration();
			if (known != null) {
				loads.byEvent.merge(known.event(), one, Load::plus);
			}
		}
		return loads;
	}

	/** Adds those of another connection. */
	EventLoads plus(EventLoads other) {
		EventLoads sum = new EventLoads();
		sum.all = this.all.plus(other.all);
		sum.byEvent.putAll(this.byEvent);
		other.byEvent.forEach((event, load) -> sum.byEvent.merge(event, load, Load::plus));
		return sum;
	}

	int inFlight() {
		return this.all.inFlight();
	}

	int waiting() {
		return this.all.waiting();
	}

	int inFlight(String event) {
		return of(event, Load::inFlight);
	}

	int waiting(String event) {
		return of(event, Load::waiting);
	}

	private int of(String event, ToIntFunction<Load> part) {
		Load known = this.byEvent.get(event);
		return (known != null) ? part.applyAsInt(known) : 0;
	}

}
