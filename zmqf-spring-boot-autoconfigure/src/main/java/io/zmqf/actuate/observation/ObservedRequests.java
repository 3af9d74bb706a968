package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.RequestObserver.Observed;
import org.jspecify.annotations.Nullable;

/**
 * Observes the requests of clients.
 *
 * @since 0.1.0
 */
public final class ObservedRequests implements RequestObserver {

	static final DefaultZmqClientRequestObservationConvention DEFAULT_CONVENTION = new DefaultZmqClientRequestObservationConvention();

	private final GuardedObservations observations;

	private final @Nullable ZmqClientRequestObservationConvention convention;

	/**
	 * Creates an observer.
	 * @param registry the registry of the observations
	 * @param convention the convention of names and tags, {@code null} for the default
	 */
	public ObservedRequests(ObservationRegistry registry, @Nullable ZmqClientRequestObservationConvention convention) {
		this.observations = new GuardedObservations(registry);
		this.convention = convention;
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		ObservationRegistry registry = this.observations.registry();
		Observation caller = registry.getCurrentObservation();
		Observation observation = this.observations
			.start(() -> ZmqObservation.CLIENT_REQUEST.observation(this.convention, DEFAULT_CONVENTION,
					() -> new ZmqClientRequestObservationContext(client, event, headers), registry));
		return new ObservedRequest(observation, (caller != null) ? caller : observation);
	}

	/** A request that has begun. */
	private final class ObservedRequest implements Observed {

		private final Observation observation;

		/**
		 * The observation that its callbacks belong to: that of the caller where there is
		 * one.
		 */
		private final Observation surrounding;

		ObservedRequest(Observation observation, Observation surrounding) {
			this.observation = observation;
			this.surrounding = surrounding;
		}

		@Override
		public void end(@Nullable Throwable failure) {
			ObservedRequests.this.observations.stop(this.observation, failure);
		}

		@Override
		public void items(long count) {
			if (this.observation.getContext() instanceof ZmqClientRequestObservationContext context) {
				context.setItemCount(count);
			}
		}

		@Override
		public void callBack(Runnable callbacks) {
			try (GuardedObservations.Scope scope = ObservedRequests.this.observations.open(this.surrounding)) {
				callbacks.run();
			}
		}

	}

}
