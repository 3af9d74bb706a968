package io.zmqf.router;

/**
 * The requests of one event in the router.
 *
 * @param inFlight those that a worker has
 * @param waiting those that wait for a worker
 * @param abandoned those that a worker has and nobody waits for
 */
record EventLoad(int inFlight, int waiting, int abandoned) {

	static final EventLoad NONE = new EventLoad(0, 0, 0);

	static EventLoad of(RoutedRequest request) {
		if (request.givenUp) {
			return new EventLoad(0, 0, 1);
		}
		return (request.isWaiting() || request.placeAtWorker != null) ? new EventLoad(0, 1, 0) : new EventLoad(1, 0, 0);
	}

	EventLoad plus(EventLoad other) {
		return new EventLoad(this.inFlight + other.inFlight, this.waiting + other.waiting,
				this.abandoned + other.abandoned);
	}

}
