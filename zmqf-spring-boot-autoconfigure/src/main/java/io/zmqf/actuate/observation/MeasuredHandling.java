package io.zmqf.actuate.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The observation of a request in the hands of a handler, which is no more than a
 * measurement until somebody looks: what is current can be seen by the handler's own code
 * and by all that it calls.
 */
final class MeasuredHandling implements Observation {

	private final ObservationRegistry registry;

	private final MeasuredHandlers measured;

	private final Message request;

	private final @Nullable Observation parent;

	private final Running running;

	private volatile @Nullable Observation seen;

	private volatile @Nullable Message response;

	MeasuredHandling(ObservationRegistry registry, MeasuredHandlers measured, Message request) {
		this.registry = registry;
		this.measured = measured;
		this.request = request;
		this.parent = registry.getCurrentObservation();
		this.running = measured.meters(request.event()).begin();
	}

	/**
	 * The handler has answered.
	 * @param response its answer, which is not an error
	 * @return {@code false} if the observation has been seen, and is to be stopped like
	 * every other
	 */
	boolean end(Message response) {
		if (this.seen != null) {
			return false;
		}
		this.response = response;
		this.measured.meters(this.request.event()).end(this.running);
		return true;
	}

	private synchronized Observation seen() {
		Observation seen = this.seen;
		if (seen == null) {
			Message response = this.response;
			ZmqHandlerRequestObservationContext context = new ZmqHandlerRequestObservationContext(this.request);
			seen = this.measured.observation(context, this.parent, (response == null) ? this.running : null);
			if (response != null) {
				context.setResponse(response);
				seen.stop();
			}
			this.seen = seen;
		}
		return seen;
	}

	@Override
	public Context getContext() {
		return seen().getContext();
	}

	@Override
	public Scope openScope() {
		return new OpenScope(this.registry, RegistryInterior.open(this.registry, this));
	}

	@Override
	@Deprecated
	public @Nullable Scope getEnclosingScope() {
		Scope scope = this.registry.getCurrentObservationScope();
		while (scope != null && scope.getCurrentObservation() != this) {
			scope = scope.getPreviousObservationScope();
		}
		return scope;
	}

	@Override
	public ObservationRegistry getObservationRegistry() {
		return this.registry;
	}

	@Override
	public Observation contextualName(@Nullable String contextualName) {
		seen().contextualName(contextualName);
		return this;
	}

	@Override
	public Observation parentObservation(@Nullable Observation parentObservation) {
		seen().parentObservation(parentObservation);
		return this;
	}

	@Override
	public Observation lowCardinalityKeyValue(KeyValue keyValue) {
		seen().lowCardinalityKeyValue(keyValue);
		return this;
	}

	@Override
	public Observation highCardinalityKeyValue(KeyValue keyValue) {
		seen().highCardinalityKeyValue(keyValue);
		return this;
	}

	@Override
	public Observation observationConvention(ObservationConvention<?> convention) {
		seen().observationConvention(convention);
		return this;
	}

	@Override
	public Observation error(Throwable error) {
		seen().error(error);
		return this;
	}

	@Override
	public Observation event(Event event) {
		seen().event(event);
		return this;
	}

	@Override
	public Observation start() {
		seen().start();
		return this;
	}

	@Override
	public void stop() {
		seen().stop();
	}

	@Override
	public String toString() {
		return seen().toString();
	}

	/**
	 * Closes a scope without Micrometer's wonder at {@code DEBUG} about an observation
	 * that is not its own.
	 */
	private record OpenScope(ObservationRegistry registry, Scope scope) implements Scope {

		@Override
		public Observation getCurrentObservation() {
			return this.scope.getCurrentObservation();
		}

		@Override
		public @Nullable Scope getPreviousObservationScope() {
			return this.scope.getPreviousObservationScope();
		}

		@Override
		public void close() {
			this.registry.setCurrentObservationScope(this.scope.getPreviousObservationScope());
		}

		@Override
		@Deprecated
		public void reset() {
			this.scope.reset();
		}

		@Override
		@Deprecated
		public void makeCurrent() {
			this.scope.makeCurrent();
		}

	}

}
