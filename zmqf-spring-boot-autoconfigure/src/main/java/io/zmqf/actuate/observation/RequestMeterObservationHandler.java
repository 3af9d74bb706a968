package io.zmqf.actuate.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;
import io.zmqf.message.Remembered;
import org.jspecify.annotations.Nullable;

/**
 * Measures the observations of requests as {@link DefaultMeterObservationHandler} does,
 * by the same meters. Each is looked up once for all requests that it measures, instead
 * of twice for each of them.
 */
public final class RequestMeterObservationHandler implements MeterObservationHandler<Observation.Context> {

	private final MeterRegistry registry;

	private final DefaultMeterObservationHandler standard;

	private final Remembered<Measured, Timer> timers = new Remembered<>(this::timer);

	private final @Nullable Remembered<Measured, LongTaskTimer> longTaskTimers;

	/**
	 * Creates a handler.
	 * @param registry where the meters are
	 * @param standard what it stands in for
	 * @param longTaskTimers whether the requests that are not over are measured, too
	 */
	public RequestMeterObservationHandler(MeterRegistry registry, DefaultMeterObservationHandler standard,
			boolean longTaskTimers) {
		this.registry = registry;
		this.standard = standard;
		this.longTaskTimers = longTaskTimers ? new Remembered<>(this::longTaskTimer) : null;
		registry.config().onMeterRemoved((meter) -> forget());
	}

	/** Who removes meters wants new ones. */
	private void forget() {
		this.timers.forget();
		if (this.longTaskTimers != null) {
			this.longTaskTimers.forget();
		}
	}

	/** A subclass may measure otherwise, and does it then. */
	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.standard.getClass() == DefaultMeterObservationHandler.class
				&& (context instanceof ZmqClientRequestObservationContext
						|| context instanceof ZmqHandlerRequestObservationContext);
	}

	@Override
	public void onStart(Observation.Context context) {
		LongTaskTimer.Sample active = (this.longTaskTimers != null)
				? this.longTaskTimers.get(Measured.of(context, "")).start() : null;
		state(context).measurement = new Running(this.registry.config().clock().monotonicTime(), active);
	}

	@Override
	public void onStop(Observation.Context context) {
		if (state(context).measurement instanceof Running running) {
			Throwable error = context.getError();
			Timer timer = this.timers
				.get(Measured.of(context, (error != null) ? error.getClass().getSimpleName() : KeyValue.NONE_VALUE));
			timer.record(this.registry.config().clock().monotonicTime() - running.started(), TimeUnit.NANOSECONDS);
			if (running.active() != null) {
				running.active().stop();
			}
		}
	}

	@Override
	public void onEvent(Observation.Event event, Observation.Context context) {
		this.standard.onEvent(event, context);
	}

	private static RequestState state(Observation.Context context) {
		return (context instanceof ZmqClientRequestObservationContext request) ? request.state()
				: ((ZmqHandlerRequestObservationContext) context).state();
	}

	private Timer timer(Measured measured) {
		List<Tag> tags = measured.tags();
		tags.add(Tag.of("error", measured.error()));
		return this.registry.timer(measured.name(), tags);
	}

	private LongTaskTimer longTaskTimer(Measured measured) {
		return this.registry.more().longTaskTimer(measured.name() + ".active", measured.tags());
	}

	/** A request that is not over. */
	private record Running(long started, LongTaskTimer.@Nullable Sample active) {
	}

	/** What the requests that one meter measures have in common. */
	private record Measured(String name, KeyValues keyValues, String error) {

		static Measured of(Observation.Context context, String error) {
			return new Measured(Objects.requireNonNull(context.getName()), context.getLowCardinalityKeyValues(), error);
		}

		List<Tag> tags() {
			List<Tag> tags = new ArrayList<>();
			for (KeyValue keyValue : this.keyValues) {
				tags.add(Tag.of(keyValue.getKey(), keyValue.getValue()));
			}
			return tags;
		}

	}

}
