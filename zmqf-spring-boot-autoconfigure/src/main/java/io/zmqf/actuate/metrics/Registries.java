package io.zmqf.actuate.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The registries to count in. Each is added when it is bound. */
abstract class Registries implements MeterBinder {

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
	}

	/** Increments a counter in all registries. */
	final void count(String name, String description, String... tags) {
		for (MeterRegistry registry : this.registries) {
			Counter.builder(name).description(description).tags(tags).register(registry).increment();
		}
	}

	/** Returns the tag value of a constant. */
	static String tag(Enum<?> constant) {
		return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
	}

}
