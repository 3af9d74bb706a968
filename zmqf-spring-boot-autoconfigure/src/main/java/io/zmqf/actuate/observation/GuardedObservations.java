package io.zmqf.actuate.observation;

import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.actuate.FirstFailure;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates observations whose handlers, filters and conventions may throw. Their failure
 * affects neither the observed request nor the next one on the thread.
 */
final class GuardedObservations {

	private final ObservationRegistry registry;

	private final FirstFailure failure = new FirstFailure(LogFactory.getLog(GuardedObservations.class));

	GuardedObservations(ObservationRegistry registry) {
		this.registry = registry;
	}

	ObservationRegistry registry() {
		return this.registry;
	}

	Observation start(Supplier<Observation> observation) {
		Observation made = Observation.NOOP;
		try {
			made = observation.get();
			made.start();
		}
		catch (Throwable ex) {
			failed(ex);
		}
		return made;
	}

	void stop(Observation observation, @Nullable Throwable error) {
		if (error != null) {
			attempt(() -> observation.error(error));
		}
		attempt(observation::stop);
	}

	private void attempt(Runnable step) {
		try {
			step.run();
		}
		catch (Throwable ex) {
			failed(ex);
		}
	}

	/** Makes an observation current on this thread until the scope is closed. */
	Scope open(Observation observation) {
		Observation.Scope before = this.registry.getCurrentObservationScope();
		try {
			return new Scope(before, observation.openScope());
		}
		catch (Throwable ex) {
			failed(ex);
			// the observation may have become current before the failure
			Observation.Scope half = this.registry.getCurrentObservationScope();
			return new Scope(before, (half != before) ? half : null);
		}
	}

	private void failed(Throwable ex) {
		this.failure.log("The observation of a request", ex);
	}

	/** The scope in which an observation is current on a thread. */
	final class Scope implements AutoCloseable {

		private final Observation.@Nullable Scope before;

		private final Observation.@Nullable Scope opened;

		private Scope(Observation.@Nullable Scope before, Observation.@Nullable Scope opened) {
			this.before = before;
			this.opened = opened;
		}

		/**
		 * Restores the previous observation, even if the scope fails, because the thread
		 * continues with other requests.
		 */
		@Override
		public void close() {
			try {
				if (this.opened != null) {
					this.opened.close();
				}
			}
			catch (Throwable ex) {
				failed(ex);
				GuardedObservations.this.registry.setCurrentObservationScope(this.before);
			}
		}

	}

}
