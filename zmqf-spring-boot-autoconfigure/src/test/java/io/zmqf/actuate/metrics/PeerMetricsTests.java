package io.zmqf.actuate.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.message.PeerName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PeerMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final PeerMetrics metrics = new PeerMetrics();

	private double connections(String type, String application) {
		Gauge gauge = this.registry.find("zmqf.router.peers").tag("type", type).tag("application", application).gauge();
		return (gauge != null) ? gauge.value() : -1;
	}

	private static PeerName peer(String name) {
		return PeerName.of(name, null, null);
	}

	@Test
	void countsConnectionsByApplication() {
		this.metrics.clientJoined(peer("shop@web-1"));
		this.metrics.bindTo(this.registry);
		this.metrics.clientJoined(peer("shop@web-2"));
		this.metrics.workerJoined("w1", peer("quotes@a"), null);
		assertThat(connections("client", "shop")).isEqualTo(2);
		assertThat(connections("worker", "quotes")).isOne();
		this.metrics.clientLeft(peer("shop@web-1"));
		this.metrics.workerJoined("w1", peer("prices@a"), null);
		assertThat(connections("client", "shop")).isOne();
		assertThat(connections("worker", "quotes")).isZero();
		assertThat(connections("worker", "prices")).isOne();
		this.metrics.workerLeft("w1", PeerName.UNKNOWN, "it is gone");
		this.metrics.workerLeft("w1", PeerName.UNKNOWN, "it is gone");
		assertThat(connections("worker", "prices")).isZero();
	}

	@Test
	void distinguishesApplicationsUpToTheLimit() {
		this.metrics.bindTo(this.registry);
		for (int i = 0; i < 1000; i++) {
			this.metrics.clientJoined(peer("made-up-" + i));
		}
		assertThat(this.registry.find("zmqf.router.peers").gauges())
			.hasSizeLessThanOrEqualTo(PeerMetrics.MAX_APPLICATIONS + 2);
		assertThat(connections("client", "other")).isEqualTo(1000 - PeerMetrics.MAX_APPLICATIONS);
		for (int i = 0; i < 1000; i++) {
			this.metrics.clientLeft(peer("made-up-" + i));
		}
		assertThat(connections("client", "other")).isZero();
	}

}
