package io.zmqf.actuate.metrics;

import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.NodeListener;
import org.jspecify.annotations.Nullable;

/**
 * Counts the heartbeats that came, and those that did not.
 *
 * @since 0.1.0
 */
public final class HeartbeatMetrics implements MeterBinder, NodeListener {

	private final LongAdder received = new LongAdder();

	private final LongAdder missed = new LongAdder();

	private final LongAdder lost = new LongAdder();

	private final LongAdder malformed = new LongAdder();

	private final LongAdder overLimit = new LongAdder();

	@Override
	public void bindTo(MeterRegistry registry) {
		counter("zmqf.heartbeat.received", "Heartbeats that came", this.received).register(registry);
		counter("zmqf.heartbeat.missed", "Looks at which a node was silent for too long", this.missed)
			.register(registry);
		counter("zmqf.heartbeat.disconnects", "Nodes that missed too many heartbeats", this.lost).register(registry);
		refused(registry, "malformed", this.malformed);
		refused(registry, "over-limit", this.overLimit);
	}

	private static void refused(MeterRegistry registry, String reason, LongAdder count) {
		counter("zmqf.heartbeat.refused", "Heartbeats that came and were not taken", count).tag("reason", reason)
			.register(registry);
	}

	private static FunctionCounter.Builder<LongAdder> counter(String name, String description, LongAdder count) {
		return FunctionCounter.builder(name, count, LongAdder::sum).description(description);
	}

	@Override
	public void heard(Node node, boolean first, boolean understandsQuestions) {
		this.received.increment();
	}

	@Override
	public void missed(Node node) {
		this.missed.increment();
	}

	@Override
	public void lost(Node node) {
		this.lost.increment();
	}

	@Override
	public void refused(boolean isMalformed, @Nullable String address, String reason) {
		(isMalformed ? this.malformed : this.overLimit).increment();
	}

}
