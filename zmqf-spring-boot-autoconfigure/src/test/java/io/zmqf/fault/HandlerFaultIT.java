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

/**
 * Handlers that never return or throw errors, and more requests than the limits allow.
 */
@Tag("jdk-independent")
@ExtendWith(FaultTable.class)
@Timeout(180)
class HandlerFaultIT {

	private static final String BUSY = Outcome.nameOf(ProblemType.BUSY);

	private static final String DEADLINE_EXCEEDED = Outcome.nameOf(ProblemType.DEADLINE_EXCEEDED);

	private static final String HANDLER_FAILED = Outcome.nameOf(ProblemType.HANDLER_FAILED);

	private static final Duration ONE_SECOND = Duration.ofSeconds(1);

	/**
	 * The maximum growth of a router's heap besides its tables, which keep their size.
	 */
	private static final long GROWTH = 8 * 1024 * 1024;

	@TempDir
	private Path records;

	@Test
	void handlersThatNeverReturnOrThrowErrors() {
		try (Cluster cluster = new Cluster(this.records)) {
			NodeProcess router = cluster.startRouter();
			cluster.startWorker();
			cluster.startWorker();
			List<RequestClient> clients = cluster.clients(4);
			Load good = Load.start(Load.Work.once(500), clients);
			good.awaitAnswer();
			NodeProcess.Vitals before = router.vitals();
			Load failing = Load.start(Load.Work.once(500).of("throw"), clients);
			Load hanging = Load.start(Load.Work.once(8).of("hang").within(ONE_SECOND).upTo(16), clients);
			LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
			// 16 threads that work for ever: half of all
			Audit ofHanging = hanging.stop();
			LockSupport.parkNanos(Form.seconds(2, 15).toNanos());
			Audit ofFailing = failing.stop();
			Audit ofGood = good.stop();
			Map<Long, Integer> handled = cluster.handled();
			FaultTable.add("handler that never returns", "not idempotent", ofHanging, handled, "");
			FaultTable.add("handler that throws an `Error`", "not idempotent", ofFailing, handled, "");
			FaultTable.add("another handler beside these", "not idempotent", ofGood, handled, "");
			ofHanging.assertOnly(Outcome.TIMED_OUT, DEADLINE_EXCEEDED).assertHandledAtMostOnce(handled);
			ofFailing.assertOnly(HANDLER_FAILED).assertHandledAtMostOnce(handled);
			ofGood.assertAllAnswered().assertHandledAtMostOnce(handled);
			assertFlat(before, router.vitals());
		}
	}

	@Test
	void queueThatIsFull() {
		try (Cluster cluster = new Cluster(this.records)) {
			NodeProcess router = cluster.startRouter("queue=100");
			cluster.startWorker("concurrency=2", "prefetch=2");
			refused(cluster, router, "router's queue full");
		}
	}

	@Test
	void executorThatIsFull() {
		try (Cluster cluster = new Cluster(this.records)) {
			NodeProcess router = cluster.startRouter();
			cluster.startWorker("threads=2");
			refused(cluster, router, "worker's executor full");
		}
	}

	private static void refused(Cluster cluster, NodeProcess router, String kind) {
		List<RequestClient> clients = cluster.clients(4);
		NodeProcess.Vitals before = router.vitals();
		Load load = Load.start(Load.Work.once(1000).taking(10_000), clients);
		LockSupport.parkNanos(Form.seconds(3, 15).toNanos());
		Audit audit = load.stop();
		NodeProcess.Vitals after = router.vitals();
		Map<Long, Integer> handled = cluster.handled();
		FaultTable.add(kind, "not idempotent", audit, handled, "router's heap " + megabytes(before.heapBytes())
				+ " before, " + megabytes(after.heapBytes()) + " after");
		audit.assertOnly(Outcome.ANSWERED, BUSY).assertHandledAtMostOnce(handled);
		assertThat(audit.count(BUSY)).isPositive();
		assertFlat(before, after);
	}

	private static void assertFlat(NodeProcess.Vitals before, NodeProcess.Vitals after) {
		assertThat(after.heapBytes()).isLessThan(before.heapBytes() + GROWTH);
		assertThat(after.threads()).isEqualTo(before.threads());
	}

	private static String megabytes(long bytes) {
		return String.format(java.util.Locale.ROOT, "%.1f MB", bytes / 1e6);
	}

}
