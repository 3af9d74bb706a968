package io.zmqf.actuate.observation;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.RequestObserver.Observed;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Observes the requests of clients.
 *
 * @since 0.1.0
 */
public final class ObservedRequests implements RequestObserver {

	private static final Log logger = LogFactory.getLog(ObservedRequests.class);

	private final AtomicBoolean failed = new AtomicBoolean();

	static final DefaultZmqClientRequestObservationConvention DEFAULT_CONVENTION = new DefaultZmqClientRequestObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ZmqClientRequestObservationConvention convention;

	/**
	 * Creates an observer.
	 * @param registry where observations go
	 * @param convention how they are named and tagged, {@code null} for the default
	 */
	public ObservedRequests(ObservationRegistry registry, @Nullable ZmqClientRequestObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		Observation caller = this.registry.getCurrentObservation();
		Observation observation = ZmqObservation.CLIENT_REQUEST
			.observation(this.convention, DEFAULT_CONVENTION,
					() -> new ZmqClientRequestObservationContext(client, event, headers), this.registry)
			.start();
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
			ObservedRequests.this.end(this.observation, failure);
		}

		@Override
		public void items(long count) {
			if (this.observation.getContext() instanceof ZmqClientRequestObservationContext context) {
				context.setItemCount(count);
			}
		}

		@Override
		public void callBack(Runnable callbacks) {
			try (Observation.Scope scope = this.surrounding.openScope()) {
				callbacks.run();
			}
		}

	}

	/** The caller waits for the outcome, whatever becomes of its observation. */
	private void end(Observation observation, @Nullable Throwable failure) {
		try {
			if (failure != null) {
				observation.error(failure);
			}
			observation.stop();
		}
		catch (Throwable ex) {
			if (this.failed.compareAndSet(false, true)) {
				logger.warn("The observation of a request failed; the next failures are not logged", ex);
			}
		}
	}

}
