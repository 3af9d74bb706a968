package io.zmqf.actuate.observation;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.RequestObserver.Observed;
import io.zmqf.message.ConcurrentCache;
import io.zmqf.message.Message;
import io.zmqf.worker.RequestHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Measures requests without an observation, by the meters that their observations would
 * have. Each meter is looked up once.
 *
 * @since 0.1.0
 */
public final class RequestMeters implements RequestObserver, HandlerObserver {

	private static final Log logger = LogFactory.getLog(RequestMeters.class);

	private final AtomicBoolean failed = new AtomicBoolean();

	private final MeterRegistry registry;

	private final Clock clock;

	private final boolean longTaskTimers;

	private final ConcurrentCache<Measured, Timer> timers = new ConcurrentCache<>(this::newTimer);

	private final ConcurrentCache<Measured, LongTaskTimer> active = new ConcurrentCache<>(this::newLongTaskTimer);

	/**
	 * Creates the meters.
	 * @param registry the registry of the meters
	 * @param longTaskTimers whether the requests that are not over are measured, too
	 */
	public RequestMeters(MeterRegistry registry, boolean longTaskTimers) {
		this.registry = registry;
		this.clock = registry.config().clock();
		this.longTaskTimers = longTaskTimers;
		registry.config().onMeterRemoved((meter) -> {
			this.timers.forget();
			this.active.forget();
		});
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		Measurement measurement = new Measurement(client, event);
		return (failure) -> measurement.end(DefaultZmqClientRequestObservationConvention.status(failure), failure);
	}

	@Override
	public RequestHandler observe(RequestHandler handler) {
		return new MeasuredHandler(handler);
	}

	private Timer newTimer(Measured measured) {
		return this.registry.timer(measured.name(), measured.tags().and("error", measured.error()));
	}

	private LongTaskTimer newLongTaskTimer(Measured measured) {
		return this.registry.more().longTaskTimer(measured.name() + ".active", measured.tags());
	}

	/** The requests that share a meter. */
	private record Measured(@Nullable String client, String event, String status, String error) {

		String name() {
			return (this.client != null) ? "zmqf.client.requests" : "zmqf.handler.requests";
		}

		Tags tags() {
			Tags tags = Tags.of("event", this.event, "status", this.status);
			return (this.client != null) ? tags.and("client", this.client) : tags;
		}

	}

	/** The measurement of a request. */
	private final class Measurement {

		private final @Nullable String client;

		private final String event;

		private final long start = RequestMeters.this.clock.monotonicTime();

		private final LongTaskTimer.@Nullable Sample sample;

		Measurement(@Nullable String client, String event) {
			this.client = client;
			this.event = event;
			this.sample = RequestMeters.this.longTaskTimers
					? RequestMeters.this.active.get(new Measured(client, event, RequestStatus.OK, KeyValue.NONE_VALUE))
						.start()
					: null;
		}

		/** The caller waits for the outcome, whatever becomes of its measurement. */
		void end(String status, @Nullable Throwable error) {
			try {
				if (this.sample != null) {
					this.sample.stop();
				}
				String name = (error != null) ? error.getClass().getSimpleName() : KeyValue.NONE_VALUE;
				RequestMeters.this.timers.get(new Measured(this.client, this.event, status, name))
					.record(RequestMeters.this.clock.monotonicTime() - this.start, TimeUnit.NANOSECONDS);
			}
			catch (RuntimeException ex) {
				if (RequestMeters.this.failed.compareAndSet(false, true)) {
					logger.warn("The measurement of a request failed; the next failures are not logged", ex);
				}
			}
		}

	}

	/** A handler whose requests are measured from their arrival to their answer. */
	private final class MeasuredHandler implements RequestHandler {

		private final RequestHandler handler;

		MeasuredHandler(RequestHandler handler) {
			this.handler = handler;
		}

		@Override
		public CompletionStage<Message> handle(Message request) throws Exception {
			Measurement measurement = new Measurement(null, request.event());
			CompletionStage<Message> answer;
			try {
				answer = Objects.requireNonNull(this.handler.handle(request), "The handler's answer");
			}
			catch (Throwable ex) {
				end(measurement, null, ex);
				throw ex;
			}
			if (answer instanceof CompletableFuture<Message> now && now.isDone() && !now.isCompletedExceptionally()) {
				end(measurement, now.join(), null);
				return answer;
			}
			return answer.whenComplete((reply, failure) -> end(measurement, reply, failure));
		}

		private static void end(Measurement measurement, @Nullable Message reply, @Nullable Throwable failure) {
			HandlerOutcome outcome = HandlerOutcome.of(reply, failure);
			Integer problem = outcome.problem();
			measurement.end((problem != null) ? RequestStatus.of(problem) : RequestStatus.OK, outcome.error());
		}

		@Override
		public boolean isBlocking() {
			return this.handler.isBlocking();
		}

		@Override
		public String description() {
			return this.handler.description();
		}

		@Override
		public String toString() {
			return description();
		}

	}

}
