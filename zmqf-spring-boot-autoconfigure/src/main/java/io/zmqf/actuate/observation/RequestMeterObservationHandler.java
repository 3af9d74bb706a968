package io.zmqf.actuate.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;
import io.zmqf.message.ConcurrentCache;
import org.jspecify.annotations.Nullable;

/**
 * Measures the observations of requests as {@link DefaultMeterObservationHandler} does,
 * by the same meters. Each is looked up once for all requests that it measures, instead
 * of twice for each of them.
 */
public final class RequestMeterObservationHandler implements MeterObservationHandler<Observation.Context> {

	private final MeterRegistry registry;

	private final DefaultMeterObservationHandler standard;

	private final ConcurrentCache<Measured, Timer> timers = new ConcurrentCache<>(this::newTimer);

	private final @Nullable ConcurrentCache<Measured, LongTaskTimer> longTaskTimers;

	private final AtomicInteger removals = new AtomicInteger();

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
		this.longTaskTimers = longTaskTimers ? new ConcurrentCache<>(this::newLongTaskTimer) : null;
		registry.config().onMeterRemoved((meter) -> forget());
	}

	/** Who removes meters wants new ones. */
	private void forget() {
		this.timers.forget();
		if (this.longTaskTimers != null) {
			this.longTaskTimers.forget();
		}
		this.removals.incrementAndGet();
	}

	/**
	 * How many meters have been removed: what was looked up before is not to be used.
	 * @return a number that only grows
	 */
	int removals() {
		return this.removals.get();
	}

	/**
	 * Whether it measures requests: a subclass of what it stands in for may measure
	 * otherwise, and does it then.
	 * @return {@code false} if it does nothing
	 */
	boolean isInPlace() {
		return this.standard.getClass() == DefaultMeterObservationHandler.class;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return isInPlace() && (context instanceof ZmqClientRequestObservationContext
				|| context instanceof ZmqHandlerRequestObservationContext);
	}

	@Override
	public void onStart(Observation.Context context) {
		RequestState.of(context).measurement = begin(longTaskTimer(context));
	}

	/**
	 * A request begins.
	 * @param active what measures requests that are not over, if anything does
	 * @return its measurement
	 */
	Running begin(@Nullable LongTaskTimer active) {
		return Running.start(this.registry, active);
	}

	@Override
	public void onStop(Observation.Context context) {
		RequestState state = RequestState.of(context);
		Running running = state.measurement;
		if (running != null) {
			state.measurement = null;
			timer(context).record(running.stop(), TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void onEvent(Observation.Event event, Observation.Context context) {
		this.standard.onEvent(event, context);
	}

	/**
	 * What measures the requests that end like one.
	 * @param context the context of the one at its end
	 * @return the timer
	 */
	Timer timer(Observation.Context context) {
		Throwable error = context.getError();
		return this.timers
			.get(Measured.of(context, (error != null) ? error.getClass().getSimpleName() : KeyValue.NONE_VALUE));
	}

	/**
	 * What measures the requests that are not over and begin like one.
	 * @param context the context of the one at its beginning
	 * @return the timer, {@code null} if nothing measures them
	 */
	@Nullable LongTaskTimer longTaskTimer(Observation.Context context) {
		return (this.longTaskTimers != null) ? this.longTaskTimers.get(Measured.of(context, "")) : null;
	}

	private Timer newTimer(Measured measured) {
		List<Tag> tags = measured.tags();
		tags.add(Tag.of("error", measured.error()));
		return this.registry.timer(measured.name(), tags);
	}

	private LongTaskTimer newLongTaskTimer(Measured measured) {
		return this.registry.more().longTaskTimer(measured.name() + ".active", measured.tags());
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
