package io.zmqf.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import io.zmqf.support.NodeProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** More requests than the capacity of the workers, and more connections than usual. */
@Tag("jdk-independent")
@ExtendWith(FaultTable.class)
@Timeout(240)
class OverloadFaultIT {

	private static final String BUSY = Outcome.nameOf(ProblemType.BUSY);

	/** Eight threads of 20 ms each. */
	private static final int CAPACITY = 400;

	private static final int HANDLER_MICROS = 20_000;

	private static final double GOODPUT = 0.8;

	@TempDir
	private Path records;

	@Test
	void threeTimesTheCapacity() {
		try (Cluster cluster = new Cluster(this.records)) {
			NodeProcess router = cluster.startRouter("queue=100");
			cluster.startWorker("concurrency=4", "prefetch=4");
			cluster.startWorker("concurrency=4", "prefetch=4");
			List<RequestClient> clients = cluster.clients(4);
			double goodput = 0;
			for (int attempt = 0; attempt < Form.of(3, 1) && goodput < GOODPUT; attempt++) {
				goodput = goodput(cluster, router, clients);
			}
			assertThat(goodput).isGreaterThan(GOODPUT);
		}
	}

	/** Returns the replies under overload as a share of the capacity. */
	private static double goodput(Cluster cluster, NodeProcess router, List<RequestClient> clients) {
		Duration time = Form.seconds(4, 30);
		Audit peak = during(Load.Work.once(CAPACITY * 9 / 10), clients, Form.seconds(3, 10));
		NodeProcess.Vitals before = router.vitals();
		Audit overload = during(Load.Work.once(3 * CAPACITY), clients, time);
		long end = System.nanoTime();
		Audit recovery = during(Load.Work.once(CAPACITY / 2), clients, Duration.ofSeconds(3));
		long grown = router.vitals().heapBytes() - before.heapBytes();
		Map<Long, Integer> handled = cluster.handled();
		double goodput = overload.answeredPerSecond() / peak.answeredPerSecond();
		long refusal = overload.percentileMillis(BUSY, 99);
		long lastRefusal = recovery.outcomes()
			.stream()
			.filter((outcome) -> !outcome.is(Outcome.ANSWERED))
			.mapToLong((outcome) -> (outcome.ended() - end) / 1_000_000)
			.max()
			.orElse(0);
		FaultTable.add("three times the workers' capacity for " + time.toSeconds() + " s", "not idempotent", overload,
				handled,
				String.format(java.util.Locale.ROOT,
						"goodput %.2f of the peak; 99 %% of refusals within %d ms; the router's heap grew by %.1f MB",
						goodput, refusal, grown / 1e6));
		FaultTable.add("half the capacity, right after that", "not idempotent", recovery, handled,
				"last refusal after " + lastRefusal + " ms");
		peak.assertOneOutcomeEach();
		overload.assertOnly(Outcome.ANSWERED, BUSY).assertHandledAtMostOnce(handled);
		recovery.assertOnly(Outcome.ANSWERED, BUSY).assertHandledAtMostOnce(handled);
		assertThat(refusal).isLessThan(Form.atMost(500));
		assertThat(lastRefusal).isLessThanOrEqualTo(Form.atMost(2000));
		return goodput;
	}

	private static Audit during(Load.Work work, List<RequestClient> clients, Duration time) {
		Load load = Load.start(work.taking(HANDLER_MICROS), clients);
		LockSupport.parkNanos(time.toNanos());
		return load.stop();
	}

	@Test
	void idleConnectionsBesideBusyOnes() throws Exception {
		int idle = Form.of(500, 5000);
		int busy = Form.of(20, 100);
		try (Cluster cluster = new Cluster(this.records); IdleConnections connections = new IdleConnections()) {
			NodeProcess router = cluster.startRouter();
			cluster.startWorker();
			List<RequestClient> clients = cluster.clients(busy);
			NodeProcess.Vitals before = router.vitals();
			connections.open(idle, router.endpoints().get(0));
			Load load = Load.start(Load.Work.once(1000), clients);
			LockSupport.parkNanos(Form.seconds(2, 30).toNanos());
			Audit audit = load.stop();
			NodeProcess.Vitals after = router.vitals();
			Map<Long, Integer> handled = cluster.handled();
			FaultTable.add(busy + " clients beside " + idle + " idle connections", "not idempotent", audit, handled,
					String.format(java.util.Locale.ROOT, "%.1f kB of heap and %.1f kB of memory for each idle one",
							(after.heapBytes() - before.heapBytes()) / 1e3 / idle,
							(after.residentBytes() - before.residentBytes()) / 1e3 / idle));
			audit.assertAllAnswered().assertHandledAtMostOnce(handled);
			assertThat(connections.closed()).isZero();
			assertThat(after.threads()).isEqualTo(before.threads());
		}
	}

}
