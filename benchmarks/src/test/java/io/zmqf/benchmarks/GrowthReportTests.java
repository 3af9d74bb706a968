package io.zmqf.benchmarks;

import java.util.Map;

import io.zmqf.benchmarks.GrowthResults.Curve;
import io.zmqf.benchmarks.GrowthResults.Memory;
import io.zmqf.benchmarks.GrowthResults.Sample;
import io.zmqf.benchmarks.Results.Surroundings;
import io.zmqf.benchmarks.peers.Growing;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class GrowthReportTests {

	private final GrowthResults results = new GrowthResults();

	private String report(double others) {
		return GrowthReport.of(this.results,
				new Surroundings("before 0.10, after 2.00", 10, Map.of(), others * 10 * Machine.processors(), 0));
	}

	@Test
	void aPointIsTheMedianOfItsRoundsAndItsRange() {
		for (int perSecond : new int[] { 3000, 1000, 2000 }) {
			this.results.add(Curve.PAYLOAD, 1024, new Sample(perSecond, 1_500_000, 2_500_000, 0));
		}
		assertThat(report(0.2)).contains("| 1,024 | 2,000 (1,000–3,000) | 2.0 | 1.50 | 2.50 |")
			.contains("| 16 | – | – | – | – |")
			.contains(
					"other programs 20.0 %, the host's other guests 0.0 %; load of the machine: before 0.10, after 2.00")
			.contains("the machine was not quiet");
	}

	@Test
	void failuresAreCounted() {
		this.results.add(Curve.WORKERS, 1, new Sample(1, 1, 1, 2));
		this.results.addFailures(3);
		assertThat(report(0)).contains("requests that failed: 5");
	}

	@Test
	void sampleCountsRepliesWithinItsTime() {
		assertThat(Sample.parse("RAN 120 1 100 1000 2000 3000", 500)).isEqualTo(new Sample(200, 1000, 2000, 1));
	}

	@Test
	void memoryIsSharedByAllThatWereAdded() {
		Memory before = Memory.parse("MEMORY 1000 100 5000 10");
		this.results.add("a connection", Memory.parse("MEMORY 101000 200 15000 10").since(before, 100));
		assertThat(report(0)).contains("| a connection | 1,000 | 1 | 100 | 0 |");
	}

	@Test
	void theCurvesAreXmlWithEachPointThatWasMeasured() {
		this.results.add(Curve.CLIENTS, 1000, new Sample(1234, 1, 1, 0));
		assertThat(Curves.of(this.results)).startsWith("<svg").endsWith("</svg>\n").containsOnlyOnce("<circle");
	}

	@Test
	void payloadsHaveTheRequestedSize() {
		JsonMapper json = new JsonMapper();
		assertThat(json.writeValueAsBytes(Growing.of(0, 16))).hasSize(16);
		assertThat(json.writeValueAsBytes(Growing.of(5, 1 << 20))).hasSize(1 << 20);
	}

}
