package io.zmqf.actuate.observation;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.noop.NoopMeter;
import io.zmqf.actuate.FirstFailure;
import io.zmqf.concurrent.ConcurrentCache;
import io.zmqf.message.Message;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.StreamedReply;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Measures requests without observations, with the same meters that observations create.
 * Each meter is looked up once.
 *
 * @since 0.1.0
 */
public final class RequestMeters implements RequestInstrumentation {

	private final FirstFailure failure = new FirstFailure(LogFactory.getLog(RequestMeters.class));

	private final MeterRegistry registry;

	private final Clock clock;

	private final boolean longTaskTimers;

	private final ConcurrentCache<String, Meters> handlers = new ConcurrentCache<>(
			(event) -> new Meters(new Requests(null, event)));

	private final ConcurrentCache<String, ConcurrentCache<String, Meters>> clients = new ConcurrentCache<>(
			(client) -> new ConcurrentCache<>((event) -> new Meters(new Requests(client, event))));

	/**
	 * Creates the meters.
	 * @param registry the registry of the meters
	 * @param longTaskTimers {@code true} to measure requests in flight with a long task
	 * timer as well
	 */
	public RequestMeters(MeterRegistry registry, boolean longTaskTimers) {
		this.registry = registry;
		this.clock = registry.config().clock();
		this.longTaskTimers = longTaskTimers;
		registry.config().onMeterRemoved((meter) -> {
			this.handlers.forget();
			this.clients.forget();
		});
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		Measurement measurement = measurement(client, event);
		return (measurement != null) ? measurement : NONE.begin(client, event, headers);
	}

	private @Nullable Measurement measurement(@Nullable String client, String event) {
		try {
			return new Measurement((client != null) ? this.clients.get(client).get(event) : this.handlers.get(event));
		}
		catch (Throwable ex) { // such as a meter filter or registry of the application
			warn(ex);
			return null;
		}
	}

	private void warn(Throwable ex) {
		this.failure.log("The measurement of a request", ex);
	}

	@Override
	public RequestHandler observe(RequestHandler handler) {
		return new ObservedHandler(handler, (request) -> {
			Measurement measurement = measurement(null, request.event());
			return (measurement != null) ? measurement : (reply, items, outcome) -> {
			};
		});
	}

	/**
	 * The requests of a client or of a handler for one event.
	 *
	 * @param client the name of the client, or {@code null} for a handler
	 * @param event the event
	 */
	private record Requests(@Nullable String client, String event) {

		String name() {
			return (this.client != null) ? "zmqf.client.requests" : "zmqf.handler.requests";
		}

		String itemsName() {
			return (this.client != null) ? "zmqf.client.stream.items" : "zmqf.handler.stream.items";
		}

		Tags tags() {
			Tags tags = Tags.of("event", this.event);
			return (this.client != null) ? tags.and("client", this.client) : tags;
		}

		Tags tags(String status) {
			return tags().and("status", status);
		}

	}

	/** The tags of a request's end. */
	private record Ending(String status, String error) {
	}

	/** The meters of the requests for an event. */
	private final class Meters {

		private final @Nullable LongTaskTimer active;

		/**
		 * Whether the long task timer returns the duration, so that the clock need not be
		 * read as well.
		 */
		private final boolean timed;

		private final ConcurrentCache<Ending, Timer> timers;

		private volatile @Nullable Timer replied;

		private final Requests requests;

		private volatile @Nullable DistributionSummary items;

		Meters(Requests requests) {
			this.requests = requests;
			MeterRegistry registry = RequestMeters.this.registry;
			this.active = RequestMeters.this.longTaskTimers
					? registry.more().longTaskTimer(requests.name() + ".active", requests.tags(RequestStatus.OK))
					: null;
			this.timed = this.active != null && !(this.active instanceof NoopMeter)
					&& !(registry instanceof CompositeMeterRegistry);
			this.timers = new ConcurrentCache<>((ending) -> registry.timer(requests.name(),
					requests.tags(ending.status()).and("error", ending.error())));
		}

		Timer timer(String status, @Nullable Throwable error) {
			if (error != null || !status.equals(RequestStatus.OK)) {
				return this.timers
					.get(new Ending(status, (error != null) ? error.getClass().getSimpleName() : KeyValue.NONE_VALUE));
			}
			Timer timer = this.replied;
			if (timer == null) {
				timer = this.timers.get(new Ending(status, KeyValue.NONE_VALUE));
				this.replied = timer;
			}
			return timer;
		}

		/**
		 * The summary of stream items. It is created on demand, because most events have
		 * no streams.
		 */
		DistributionSummary items() {
			DistributionSummary summary = this.items;
			if (summary == null) {
				summary = RequestMeters.this.registry.summary(this.requests.itemsName(), this.requests.tags());
				this.items = summary;
			}
			return summary;
		}

	}

	/** The measurement of a request. */
	private final class Measurement implements Observed, ObservedHandler.Request {

		private final Meters meters;

		/** The start time; unused if the sample returns the duration. */
		private final long start;

		private final LongTaskTimer.@Nullable Sample sample;

		Measurement(Meters meters) {
			this.meters = meters;
			this.start = this.meters.timed ? 0 : RequestMeters.this.clock.monotonicTime();
			this.sample = (this.meters.active != null) ? this.meters.active.start() : null;
		}

		@Override
		public void end(@Nullable Throwable failure) {
			end(DefaultZmqClientRequestObservationConvention.status(failure), failure);
		}

		@Override
		public void items(long count) {
			try {
				this.meters.items().record(count);
			}
			catch (Throwable ex) {
				warn(ex);
			}
		}

		@Override
		public void end(@Nullable Message reply, StreamedReply.@Nullable Items taken, HandlerOutcome outcome) {
			if (taken != null) {
				items(taken.count());
			}
			end(RequestStatus.of(outcome.problem()), outcome.error());
		}

		/**
		 * Records the end. Failures are caught, because the caller waits for the outcome.
		 */
		private void end(String status, @Nullable Throwable error) {
			try {
				long nanos = (this.sample != null) ? this.sample.stop() : 0;
				if (!this.meters.timed) {
					nanos = RequestMeters.this.clock.monotonicTime() - this.start;
				}
				this.meters.timer(status, error).record(nanos, TimeUnit.NANOSECONDS);
			}
			catch (Throwable ex) {
				warn(ex);
			}
		}

	}

}
