package io.zmqf.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.event.EventPublisher;
import io.zmqf.actuate.metrics.EventMetrics;
import io.zmqf.actuate.metrics.HeartbeatMetrics;
import io.zmqf.actuate.metrics.NodeMetrics;
import io.zmqf.actuate.metrics.PeerMetrics;
import io.zmqf.actuate.metrics.RouterMetrics;
import io.zmqf.actuate.metrics.SocketMetrics;
import io.zmqf.actuate.metrics.TransportMetrics;
import io.zmqf.actuate.metrics.WorkerMetrics;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.router.Router;
import io.zmqf.worker.Worker;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.MaximumAllowableTagsMeterFilter;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the metrics of nodes.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqObservabilityAutoConfiguration.class,
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, MaximumAllowableTagsMeterFilter.class })
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnZmqEnabled
public final class ZmqMetricsAutoConfiguration {

	private static final int MAX_EVENTS = 100;

	@Bean
	@ConditionalOnMissingBean
	TransportMetrics zmqTransportMetrics() {
		return new TransportMetrics();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(Router.class)
	RouterMetrics zmqRouterMetrics() {
		return new RouterMetrics();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(Router.class)
	PeerMetrics zmqPeerMetrics() {
		return new PeerMetrics();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(Worker.class)
	WorkerMetrics zmqWorkerMetrics() {
		return new WorkerMetrics();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(HeartbeatReceiver.class)
	HeartbeatMetrics zmqHeartbeatMetrics() {
		return new HeartbeatMetrics();
	}

	@Bean
	@ConditionalOnMissingBean
	NodeMetrics zmqNodeMetrics(LocalNodes nodes) {
		return new NodeMetrics(nodes);
	}

	@Bean
	@ConditionalOnMissingBean
	SocketMetrics zmqSocketMetrics(LocalNodes nodes) {
		return new SocketMetrics(nodes);
	}

	/** Limits the number of events in tags, as callers may invent names of events. */
	@Bean
	MeterFilter zmqEventTagsMeterFilter() {
		return new MaximumAllowableTagsMeterFilter("zmqf.client.requests", "event", MAX_EVENTS,
				"Do names of events contain ids?");
	}

	@Bean
	@ConditionalOnMissingBean
	EventMetrics zmqEventMetrics(EventPublisher publisher) {
		return new EventMetrics(publisher);
	}

}
