package io.zmqf.actuate.metrics;

import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.MeterRegistry;
import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.NodeListener;
import org.jspecify.annotations.Nullable;

/**
 * Counts received, missed and rejected heartbeats and lost nodes.
 *
 * @since 0.1.0
 */
public final class HeartbeatMetrics extends BoundMeters implements NodeListener {

	private final LongAdder received = new LongAdder();

	private final LongAdder missed = new LongAdder();

	private final LongAdder lost = new LongAdder();

	private final LongAdder malformed = new LongAdder();

	private final LongAdder overLimit = new LongAdder();

	@Override
	public void bindTo(MeterRegistry registry) {
		count(registry, "zmqf.heartbeat.received", "Received heartbeats", this.received);
		count(registry, "zmqf.heartbeat.missed", "Checks that found a missed heartbeat", this.missed);
		count(registry, "zmqf.heartbeat.disconnects", "Nodes that were disconnected after too many missed heartbeats",
				this.lost);
		refused(registry, "malformed", this.malformed);
		refused(registry, "over-limit", this.overLimit);
	}

	private void refused(MeterRegistry registry, String reason, LongAdder count) {
		count(registry, "zmqf.heartbeat.refused", "Rejected heartbeats", count, "reason", reason);
	}

	private void count(MeterRegistry registry, String name, String description, LongAdder count, String... tags) {
		counter(registry, name, description, null, count, LongAdder::sum, tags);
	}

	@Override
	public void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
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
