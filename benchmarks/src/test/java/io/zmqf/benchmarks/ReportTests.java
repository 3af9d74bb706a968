package io.zmqf.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.zmqf.benchmarks.Settings.Cell;
import io.zmqf.benchmarks.peers.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTests {

	private static final Cell CELL = new Cell(Load.Mode.ASYNC, 16, 64);

	private static Measurement measured(double perSecond) {
		return new Measurement(100, 0, perSecond, 1000, 2000, 3000, 10, 5, List.of(512.0), 0);
	}

	private static Results results() {
		Settings settings = new Settings(List.of(Peer.ZMQF, Peer.JEROMQ, Peer.NATS), List.of(CELL), 3, 1, 1,
				Path.of(""), Path.of(""));
		return new Results(settings,
				Map.of(Peer.ZMQF, Map.of(CELL, List.of(measured(300), measured(100), measured(200))), Peer.JEROMQ,
						Map.of(CELL, List.of(measured(100), measured(100), measured(400)))),
				Map.of(Peer.NATS, "not installed"), "1.0");
	}

	@Test
	void ratiosAreThoseOfTheRoundsNotOfTheMedians() {
		assertThat(results().ratio(Peer.ZMQF, CELL, Peer.JEROMQ, CELL)).isEqualTo(new Results.Spread(1, 0.5, 3));
	}

	@Test
	void theReportNamesWhoIsMissing() {
		assertThat(Report.of(results())).contains("**missing**: NATS (not installed)")
			.contains("1.00 (0.50 to 3.00) [1.2]")
			.contains("200 (100–300)");
	}

	@Test
	void theChartIsXmlWithABarForEachPeerThatTookPart() {
		assertThat(Chart.of(results())).startsWith("<svg").contains("zmqf, client").doesNotContain("NATS");
	}

	@Test
	void payloadsHaveTheSizeThatWasAskedFor() {
		assertThat(Payload.of(64).json()).hasSize(64);
		assertThat(Payload.of(1024).answer().json()).hasSize(1024);
	}

	@Test
	void percentilesAreOfTheSortedSamples() {
		Samples samples = new Samples();
		for (int i = 2000; i > 0; i--) {
			samples.add(i);
		}
		samples.sort();
		assertThat(samples.percentile(0.5)).isBetween(1000L, 1001L);
		assertThat(samples.percentile(0.99)).isBetween(1980L, 1981L);
		assertThat(new Samples().percentile(0.5)).isZero();
	}

}
