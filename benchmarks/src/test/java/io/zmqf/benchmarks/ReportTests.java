package io.zmqf.benchmarks;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.benchmarks.Results.Entry;
import io.zmqf.benchmarks.Results.Surroundings;
import io.zmqf.benchmarks.Settings.Cell;
import io.zmqf.benchmarks.peers.Payload;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTests {

	private static final Cell ONE = new Cell(Load.Mode.ASYNC, 1, 64);

	private static final Cell CELL = new Cell(Load.Mode.ASYNC, 16, 64);

	private static final Cell BLOCKING = new Cell(Load.Mode.PLATFORM, 16, 64);

	private final Map<Peer, Map<Cell, List<Measurement>>> measurements = new LinkedHashMap<>();

	private double others = 0.05;

	private static Measurement measured(int round, double perSecond) {
		return new Measurement(round, 100, 0, perSecond, 1000, 2_500_000, 3_000_000, 10, 5, new Usage(0, 0),
				List.of(512.0, 8192.0, 2048.0), 0, 100);
	}

	private void measured(Peer peer, Cell cell, double... perSecond) {
		for (int i = 0; i < perSecond.length; i++) {
			this.measurements.computeIfAbsent(peer, (key) -> new LinkedHashMap<>())
				.computeIfAbsent(cell, (key) -> new java.util.ArrayList<>())
				.add(measured(i + 1, perSecond[i]));
		}
	}

	private Results results(Map<Peer, String> missing) {
		Settings settings = new Settings(List.of(Peer.values()), List.of(ONE, CELL, BLOCKING), 3, 400, 1, Instant.EPOCH,
				Path.of(""), Path.of(""));
		double all = 50 * Machine.processors();
		return new Results(settings, this.measurements, Map.of(Peer.ZMQF, new WarmUp.Progress(7.5, 400, 12_345)),
				missing, new Surroundings("before 0.10, after 2.00", 50, Map.of(Peer.RABBITMQ, 0.02 * all),
						this.others * all, 0));
	}

	private Results results() {
		measured(Peer.ZMQF, CELL, 300, 100, 200);
		measured(Peer.JEROMQ, CELL, 100, 100, 400);
		return results(Map.of(Peer.NATS, "not installed"));
	}

	@Test
	void ratiosAreThoseOfTheRoundsNotOfTheMedians() {
		assertThat(results().ratio(new Entry(Peer.ZMQF, CELL), new Entry(Peer.JEROMQ, CELL), Measurement::perSecond))
			.isEqualTo(new Results.Spread(1, 0.5, 3));
	}

	@Test
	void ratiosAreOfTheRoundsThatBothHave() {
		measured(Peer.ZMQF, CELL, 300, 100, 200);
		measured(Peer.ZMQF, BLOCKING, 150);
		assertThat(results(Map.of()).ratio(new Entry(Peer.ZMQF, BLOCKING), new Entry(Peer.ZMQF, CELL),
				Measurement::perSecond))
			.isEqualTo(new Results.Spread(0.5, 0.5, 0.5));
	}

	@Test
	void aRoundWithoutAnyReplyIsNoRatio() {
		measured(Peer.ZMQF, CELL, 300, 100);
		measured(Peer.GRPC, CELL, 0, 50);
		assertThat(
				results(Map.of()).ratio(new Entry(Peer.ZMQF, CELL), new Entry(Peer.GRPC, CELL), Measurement::perSecond))
			.isEqualTo(new Results.Spread(2, 2, 2));
	}

	@Test
	void reportNamesMissingPeersAndTheLoadOfTheMachine() {
		assertThat(Report.of(results())).contains("**missing**: NATS (not installed)")
			.contains("200 (100–300)")
			.contains("3 of 16 × 64 B")
			.contains("other programs 5.0 %")
			.contains("peers while others were measured 2.0 % (most of it: RabbitMQ, 2.0 %)")
			.contains("load of the machine: before 0.10, after 2.00")
			.doesNotContain("not quiet");
	}

	@Test
	void reportOfABusyMachineHasAWarning() {
		this.others = 0.3;
		assertThat(Report.of(results())).contains("other programs 30.0 %").contains("the machine was not quiet");
	}

	@Test
	void reportHasTheWarmUpOfThePeers() {
		assertThat(Report.of(results())).contains("| zmqf, client → server | 7.5 | 400 | 12,345 | 200 | 0 | 0.0 |");
	}

	@Test
	void missedGoalHasItsDifference() {
		results();
		assertThat(row(Goals.ratios(results(Map.of())), "zmqf, client → server ÷ plain JeroMQ, client → server"))
			.containsExactly("–", "1.00 (0.50 to 3.00), ≥ 1.2: 17 % short");
	}

	@Test
	void metGoalIsMarked() {
		measured(Peer.ZMQF_ROUTER, CELL, 160);
		measured(Peer.JEROMQ_PROXY, CELL, 100);
		assertThat(row(Goals.ratios(results(Map.of())),
				"zmqf, client → router → worker ÷ plain JeroMQ through `ZMQ.proxy`"))
			.containsExactly("–", "**1.60**, ≥ 1.6: met");
	}

	@Test
	void blockingCallersAreComparedWithAsynchronousOnes() {
		measured(Peer.ZMQF, CELL, 300);
		measured(Peer.ZMQF, BLOCKING, 120);
		assertThat(row(Goals.ratios(results(Map.of())), "zmqf, client → server, 16 threads × 64 B ÷ asynchronous"))
			.containsExactly("–", "0.40, ≥ 0.5: 20 % short");
	}

	@Test
	void throughputWithCurveIsComparedWithPlainJeroMq() {
		measured(Peer.ZMQF, CELL, 100);
		measured(Peer.ZMQF_CURVE, CELL, 60);
		measured(Peer.JEROMQ, CELL, 400);
		measured(Peer.JEROMQ_CURVE, CELL, 120);
		assertThat(row(Goals.ratios(results(Map.of())),
				"(zmqf with CURVE ÷ zmqf) ÷ (plain JeroMQ with CURVE ÷ plain JeroMQ)"))
			.containsExactly("–", "**2.00**, ≥ 1.0: met");
	}

	@Test
	void timesAndBytesMustNotExceedTheirGoals() {
		measured(Peer.ZMQF_ROUTER, ONE, 100);
		List<Goals.Row> limits = Goals.limits(results(Map.of()));
		assertThat(row(limits, "99 of 100 requests took at most, µs: zmqf, client → router → worker"))
			.containsExactly("2,500, ≤ 1,000: 2.5 times that", "–");
		assertThat(row(limits, "bytes allocated for each request: router of zmqf, client → router → worker"))
			.containsExactly("**512**, ≤ 2,048: met", "–");
		assertThat(row(limits, "bytes allocated for each request: worker of zmqf, client → router → worker"))
			.containsExactly("8,192, ≤ 2,048: 4.0 times that", "–");
		assertThat(row(limits, "full collections of all processes and rounds: zmqf, client → router → worker"))
			.containsExactly("**0**, ≤ 0: met", "–");
	}

	private static List<String> row(List<Goals.Row> rows, String title) {
		return rows.stream().filter((row) -> row.title().equals(title)).findFirst().orElseThrow().texts();
	}

	@Test
	void theChartIsXmlWithABarForEachPeerThatTookPart() {
		assertThat(Chart.of(results())).startsWith("<svg").contains("zmqf, client").doesNotContain("NATS");
	}

	@Test
	void payloadsHaveTheRequestedSize() {
		assertThat(Payload.of(64).json()).hasSize(64);
		assertThat(Payload.of(1024).answer().json()).hasSize(1024);
	}

}
