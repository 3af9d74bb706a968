package io.zmqf.actuate.metrics;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters that read values from an application. They are removed when the application is
 * closed, because a registry may outlive it. Otherwise the registry would retain the
 * application, and would ignore the meters of the next one. Thread-safe.
 */
abstract class BoundMeters implements MeterBinder, AutoCloseable {

	private final Queue<Runnable> removals = new ConcurrentLinkedQueue<>();

	private volatile boolean closed;

	/** Registers a gauge, unless another application has registered the same one. */
	final <T> void gauge(MeterRegistry registry, String name, String description, T source, ToDoubleFunction<T> value,
			String... tags) {
		if (isFree(registry, name, tags)) {
			bound(registry, Gauge.builder(name, source, value).description(description).tags(tags).register(registry));
		}
	}

	/** Registers a counter, unless another application has registered the same one. */
	final <T> void counter(MeterRegistry registry, String name, String description, @Nullable String unit, T source,
			ToDoubleFunction<T> value, String... tags) {
		if (isFree(registry, name, tags)) {
			bound(registry,
					FunctionCounter.builder(name, source, value)
						.description(description)
						.baseUnit(unit)
						.tags(tags)
						.register(registry));
		}
	}

	private static boolean isFree(MeterRegistry registry, String name, String... tags) {
		return registry.find(name).tags(tags).meter() == null;
	}

	private void bound(MeterRegistry registry, Meter meter) {
		this.removals.add(() -> registry.remove(meter));
		if (this.closed) { // closed concurrently
			close();
		}
	}

	/** Removes the meters from their registries. */
	@Override
	public void close() {
		this.closed = true;
		for (Runnable removal = this.removals.poll(); removal != null; removal = this.removals.poll()) {
			removal.run();
		}
	}

}
